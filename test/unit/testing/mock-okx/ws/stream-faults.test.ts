import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import { partsOf } from '../../../../../src/testing/mock-okx/mock-parts.ts';
import type { StreamFault } from '../../../../../src/testing/mock-okx/ws/stream-faults.ts';
import { placeOrder, trade } from './place-order.ts';
import { RawClient } from './raw-client.ts';

const ORDERS = { channel: 'orders', instType: 'ANY' };
let mock: MockOkx;

beforeEach(async () => {
  mock = await MockOkx.start({ clock: new FakeClock() });
});
afterEach(() => mock.close());

const inject = (fault: StreamFault) => mock.streams.faults.inject(fault);

/** The client order ids that the orders channel told, in their order. */
async function told(client: RawClient): Promise<readonly string[]> {
  return (await client.pushes('orders')).map(({ data }) => data?.[0].clOrdId);
}

describe('a push', () => {
  it.each([
    ['lost', { kind: 'lose_push' }, ['b', 'c']],
    ['doubled', { kind: 'duplicate_push' }, ['a', 'a', 'b', 'c']],
    ['overtaken', { kind: 'reorder_push' }, ['b', 'a', 'c']],
    ['lost twice', { kind: 'lose_push', times: 2 }, ['c']],
    ['delayed', { kind: 'delay_push', ms: 20 }, ['b', 'c']],
  ] satisfies readonly [string, StreamFault, readonly string[]][])('can be %s', async (_name, fault, expected) => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    const record = inject({ ...fault, where: { channel: 'orders' } });
    for (const clOrdId of ['a', 'b', 'c']) placeOrder(mock, { clOrdId });
    expect([await told(client), record.fired]).toEqual([expected, 'times' in fault ? fault.times : 1]);
  });

  it('that is delayed comes when its time is over', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    inject({ kind: 'delay_push', ms: 20 });
    for (const clOrdId of ['a', 'b']) placeOrder(mock, { clOrdId });
    mock.clock.advance(20);
    expect(await told(client)).toEqual(['b', 'a']);
  });

  it('that nothing overtakes goes by itself', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    inject({ kind: 'reorder_push' });
    placeOrder(mock, { clOrdId: 'a' });
    mock.clock.advance(1_000);
    expect(await told(client)).toEqual(['a']);
  });

  it('of another channel is left alone', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    const record = inject({ kind: 'lose_push', where: { channel: 'positions' } });
    placeOrder(mock, { clOrdId: 'a' });
    expect([await told(client), record.fired]).toEqual([['a'], 0]);
  });

  it('that is lost from a book leaves a gap in its sequence', async () => {
    const client = await RawClient.dial(mock, 'public');
    await client.subscribe({ channel: 'books', instId: 'BTC-USDT-SWAP' });
    const { seqId } = (await client.push('books')).data?.[0] ?? {};
    inject({ kind: 'lose_push', where: { channel: 'books' } });
    for (const price of ['60100', '60200']) mock.market.setPrice('BTC-USDT-SWAP', price);
    expect((await client.push('books')).data?.[0].prevSeqId).toBeGreaterThan(seqId);
  });

  it('that meets faults by chance meets the same ones with the same seed', async () => {
    const lost: (readonly string[])[] = [];
    for (const seed of [7, 7]) {
      await mock.close();
      mock = await MockOkx.start({ clock: new FakeClock(), seed });
      const client = await RawClient.private(mock);
      await client.subscribe(ORDERS);
      inject({ kind: 'lose_push', chance: 0.5 });
      for (let order = 0; order < 20; order++) placeOrder(mock, { clOrdId: `c${order}` });
      lost.push(await told(client));
    }
    expect(lost[0]).toEqual(lost[1]);
  });
});

describe('a socket', () => {
  it('that is dropped closes without a frame', async () => {
    const client = await RawClient.private(mock);
    const record = inject({ kind: 'drop', where: { url: 'private' } });
    expect([await client.closed, record.fired]).toEqual([1006, 1]);
  });

  it('of another address is not dropped', async () => {
    const client = await RawClient.dial(mock, 'public');
    const record = inject({ kind: 'drop', where: { url: 'private' } });
    await client.ping();
    expect(record.fired).toBe(0);
  });

  it('can be dropped in the place of a push', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    await client.event('channel-conn-count');
    inject({ kind: 'drop', at: 'push', where: { channel: 'orders' } });
    placeOrder(mock);
    expect([await client.closed, client.unread.length]).toEqual([1006, 0]);
  });

  it('that is half-open answers nothing and stays', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    await client.event('channel-conn-count');
    inject({ kind: 'half_open' });
    client.send('ping');
    placeOrder(mock);
    mock.clock.advance(120_000);
    const [connection] = mock.streams.connections;
    connection?.drop();
    expect([await client.closed, client.unread]).toEqual([1006, []]);
  });

  it('can be half-open from its dial', async () => {
    const record = inject({ kind: 'half_open', at: 'dial' });
    const client = await RawClient.dial(mock, 'private');
    await mock.streams.until(({ type }) => type === 'half_opened');
    client.login();
    mock.streams.connections[0]?.drop();
    await client.closed;
    expect([client.unread, record.fired]).toEqual([[], 1]);
  });

  it('that is silent answers pings and pushes nothing', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    inject({ kind: 'silence' });
    placeOrder(mock);
    expect(await told(client)).toEqual([]);
  });

  it('is closed with the code of the script', async () => {
    const client = await RawClient.private(mock);
    inject({ kind: 'close', code: 4005 });
    expect(await client.closed).toBe(4005);
  });

  it('is closed a minute after notice 64008', async () => {
    const client = await RawClient.private(mock);
    inject({ kind: 'upgrade_notice' });
    const notice = await client.event('notice');
    mock.streams.pacing.idleMs = 600_000;
    mock.clock.advance(60_000);
    expect([notice.code, await client.closed]).toEqual(['64008', 1001]);
  });
});

describe('a dial', () => {
  it.each([
    ['reset', 'reset', /ECONNRESET|hang up/],
    ['turned away as too much', 'busy', /HTTP 429/],
    ['turned away as unavailable', 'unavailable', /HTTP 503/],
  ] as const)('can be %s', async (_name, how, message) => {
    const record = inject({ kind: 'refuse_dial', how });
    await expect(RawClient.dial(mock, 'private')).rejects.toThrow(message);
    await expect(RawClient.dial(mock, 'private')).resolves.toBeInstanceOf(RawClient);
    expect(record.fired).toBe(1);
  });
});

describe('a request', () => {
  it('of a login can fail though it is right', async () => {
    inject({ kind: 'fail_login', closes: 'never' });
    const client = await RawClient.dial(mock, 'private');
    client.login();
    const { code } = await client.event('error');
    client.login();
    expect([code, (await client.event('login')).code]).toEqual(['60009', '0']);
  });

  it('to subscribe can be refused', async () => {
    inject({ kind: 'refuse_subscription', code: '64007' });
    const client = await RawClient.private(mock);
    client.send({ op: 'subscribe', args: [ORDERS] });
    expect((await client.event('error')).code).toBe('64007');
  });

  it('to subscribe can end in channel-conn-count-error', async () => {
    inject({ kind: 'channel_conn_count_error', where: { channel: 'orders' } });
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    await client.event('channel-conn-count-error');
    placeOrder(mock);
    expect(await told(client)).toEqual([]);
  });

  it.each([
    ['lost', { kind: 'lose_request' }, 0, 0],
    ['carried out with its answer lost', { kind: 'lose_reply' }, 1, 0],
    ['answered wrongly, not carried out', { kind: 'error_reply', code: '50004', moment: 'before_execution' }, 0, 1],
    ['answered wrongly, carried out', { kind: 'error_reply', code: '51149', moment: 'after_execution' }, 1, 1],
  ] satisfies readonly [string, StreamFault, number, number][])('to place an order can be %s', async (...row) => {
    const [, fault, orders, answers] = row;
    const client = await RawClient.private(mock);
    const record = inject({ ...fault, where: { op: 'order' } });
    const item = { instIdCode: 10459, tdMode: 'cross', side: 'buy', ordType: 'limit', px: '59000', sz: '1' };
    client.send({ id: '1', op: 'order', args: [item] });
    await client.ping();
    expect([partsOf(mock).core.books.open().length, client.unread.length, record.fired]).toEqual([orders, answers, 1]);
  });
});

describe('a snapshot', () => {
  it('can be the one before it', async () => {
    const first = await RawClient.private(mock);
    await first.subscribe({ channel: 'positions', instType: 'ANY' });
    trade(mock, 'buy', '1');
    const record = inject({ kind: 'stale_snapshot', where: { channel: 'positions' } });
    const second = await RawClient.private(mock);
    await second.subscribe({ channel: 'positions', instType: 'ANY' });
    expect([(await second.push('positions')).data, record.fired]).toEqual([[], 1]);
  });

  it('is as it is where there was none before it', async () => {
    trade(mock, 'buy', '1');
    const record = inject({ kind: 'stale_snapshot' });
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'positions', instType: 'ANY' });
    expect([(await client.push('positions')).data?.length, record.fired]).toEqual([1, 0]);
  });
});

describe('a fault that is lifted', () => {
  it('happens no more', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    inject({ kind: 'lose_push', times: 5 }).lift();
    placeOrder(mock, { clOrdId: 'a' });
    expect(await told(client)).toEqual(['a']);
  });
});

describe('what happened', () => {
  it('is kept in its order, without what a login carries', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe(ORDERS);
    const types = mock.streams.happenings.map(({ type }) => type);
    expect([types, JSON.stringify(mock.streams.happenings).includes(mock.credentials.passphrase)]).toEqual([
      ['opened', 'requested', 'logged_in', 'requested', 'subscribed'],
      false,
    ]);
  });
});
