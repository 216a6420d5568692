import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import { partsOf } from '../../../../../src/testing/mock-okx/mock-parts.ts';
import { RawClient } from './raw-client.ts';

const SWAP_CODE = 10459;
const LIMIT = { instIdCode: SWAP_CODE, tdMode: 'cross', side: 'buy', ordType: 'limit', px: '59000', sz: '1' };
let mock: MockOkx;

beforeEach(async () => {
  mock = await MockOkx.start({ clock: new FakeClock() });
});
afterEach(() => mock.close());

async function ask(client: RawClient, op: string, args: readonly object[], more: object = {}) {
  client.send({ id: 'r1', op, args, ...more });
  return client.next((message) => message.op === op);
}

describe('an order over WebSocket', () => {
  it('is placed by the code of its instrument', async () => {
    const client = await RawClient.private(mock);
    const reply = await ask(client, 'order', [{ ...LIMIT, clOrdId: 'mine' }]);
    expect(reply).toMatchObject({ id: 'r1', op: 'order', code: '0', data: [{ clOrdId: 'mine', sCode: '0' }] });
  });

  it('says in microseconds when it came and went', async () => {
    const client = await RawClient.private(mock);
    expect((await ask(client, 'order', [LIMIT])).inTime).toBe(`${mock.clock.now()}000`);
  });

  it('without that code is refused, whatever its instId says', async () => {
    const client = await RawClient.private(mock);
    const { instIdCode: _, ...named } = { ...LIMIT, instId: 'BTC-USDT-SWAP' };
    expect(await ask(client, 'order', [named])).toMatchObject({ code: '1', data: [{ sCode: '51000', ordId: '' }] });
  });

  it('is pushed to the orders channel as one from REST', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'ANY' });
    await ask(client, 'order', [LIMIT]);
    expect((await client.push('orders')).data).toMatchObject([{ state: 'live', px: '59000' }]);
  });

  it('is canceled by its client id', async () => {
    const client = await RawClient.private(mock);
    await ask(client, 'order', [{ ...LIMIT, clOrdId: 'mine' }]);
    const reply = await ask(client, 'cancel-order', [{ instIdCode: SWAP_CODE, clOrdId: 'mine' }]);
    mock.clock.advance(1);
    expect([reply.data?.[0].sCode, partsOf(mock).core.books.newestOf('mine')?.state]).toEqual(['0', 'canceled']);
  });

  it('is amended to a new total size', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'ANY' });
    await ask(client, 'order', [{ ...LIMIT, clOrdId: 'mine' }]);
    await client.push('orders');
    await ask(client, 'amend-order', [{ instIdCode: SWAP_CODE, clOrdId: 'mine', newSz: '3', reqId: 'q7' }]);
    mock.clock.advance(1);
    expect((await client.push('orders')).data).toMatchObject([{ sz: '3', amendResult: '0', reqId: 'q7' }]);
  });

  it.each([
    ['batch-orders', [LIMIT, { ...LIMIT, sz: '0' }], '2'],
    ['batch-cancel-orders', [{ instIdCode: SWAP_CODE, ordId: '1' }], '1'],
    ['batch-amend-orders', [{ instIdCode: SWAP_CODE, ordId: '1', newSz: '2' }], '1'],
  ])('in %s is answered item by item', async (op, args, code) => {
    const client = await RawClient.private(mock);
    const reply = await ask(client, op, args);
    expect([reply.code, reply.data?.length]).toEqual([code, args.length]);
  });

  it('is not carried out after its expTime', async () => {
    const client = await RawClient.private(mock);
    const reply = await ask(client, 'order', [LIMIT], { expTime: `${mock.clock.now() - 1}` });
    expect([reply.code, partsOf(mock).core.books.open().length]).toEqual(['50036', 0]);
  });

  it('counts together with those over REST', async () => {
    const client = await RawClient.private(mock);
    for (let order = 0; order < 60; order++) {
      const context = { expTime: '', receivedAt: mock.clock.now() };
      partsOf(mock).core.trade.perform('order', [{ ...LIMIT, instIdCode: `${SWAP_CODE}` }], context);
    }
    expect((await ask(client, 'order', [LIMIT])).code).toBe('50011');
  });

  it.each([
    ['no login', 'private', '60011'],
    ['the public address', 'public', '60028'],
  ] as const)('over %s is refused', async (_name, url, code) => {
    const client = await RawClient.dial(mock, url);
    expect((await ask(client, 'order', [LIMIT])).code).toBe(code);
  });

  it('with two items that is no batch is refused', async () => {
    const client = await RawClient.private(mock);
    expect((await ask(client, 'order', [LIMIT, LIMIT])).code).toBe('60013');
  });

  it('without an id is refused', async () => {
    const client = await RawClient.private(mock);
    client.send({ op: 'order', args: [LIMIT] });
    expect((await client.event('error')).code).toBe('60027');
  });
});
