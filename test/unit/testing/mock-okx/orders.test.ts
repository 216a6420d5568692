import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import type { WireRow } from '../../../../src/testing/mock-okx/wire.ts';
import { aClient, anOrderBody, SWAP } from './a-client.ts';

let mock: MockOkx;
let clock: FakeClock;
let client: ReturnType<typeof aClient>;
let pushed: WireRow[];
beforeEach(async () => {
  clock = new FakeClock();
  mock = await MockOkx.start({ clock, limits: 'off' });
  client = aClient(mock);
  pushed = [];
  mock.news.subscribe((item) => {
    if (item.type === 'order') pushed.push(item.row);
  });
});
afterEach(() => mock.close());

const aLimit = (changes: Record<string, unknown> = {}) => anOrderBody({ ordType: 'limit', px: '59000', ...changes });
const states = () => pushed.map(({ state }) => state);

async function place(body: Record<string, unknown>): Promise<string> {
  const { data } = await client.post('trade/order', body);
  expect(data[0]).toMatchObject({ sCode: '0' });
  return String(data[0]?.ordId);
}

const read = (ordId: string) => client.row('trade/order', { instId: SWAP, ordId });

describe('an order', () => {
  it('at the market is live, then filled, in contracts', async () => {
    const ordId = await place(anOrderBody({ sz: '2.5', clOrdId: 'a1' }));
    expect(states()).toEqual(['live', 'filled']);
    expect(await read(ordId)).toMatchObject({
      accFillSz: '2.5',
      avgPx: '60000.1',
      fee: '-0.75000125',
      feeCcy: 'USDT',
      clOrdId: 'a1',
    });
    expect(await client.row('account/positions')).toMatchObject({ instId: SWAP, pos: '2.5', avgPx: '60000.1' });
  });

  it('that rests is filled in parts, and each push tells its own fill', async () => {
    await place(aLimit({ sz: '3' }));
    mock.market.trade(SWAP, { price: '59000', quantity: '0.01', taker: 'sell' });
    mock.market.trade(SWAP, { price: '58999', quantity: '1', taker: 'sell' });
    expect(pushed.map(({ state, fillSz, accFillSz }) => [state, fillSz, accFillSz])).toEqual([
      ['live', '0', '0'],
      ['partially_filled', '1', '1'],
      ['filled', '2', '3'],
    ]);
  });

  it('is canceled a moment after the cancel was accepted', async () => {
    const ordId = await place(aLimit());
    expect((await client.post('trade/cancel-order', { instId: SWAP, ordId })).code).toBe('0');
    expect((await read(ordId))?.state).toBe('live');
    const again = await client.post('trade/cancel-order', { instId: SWAP, ordId });
    expect(again.data[0]).toMatchObject({ sCode: '51410' });
    clock.advance(5);
    expect(await read(ordId)).toMatchObject({ state: 'canceled', cancelSource: '1' });
    const late = await client.post('trade/cancel-order', { instId: SWAP, ordId });
    expect([late.code, late.data[0]?.sCode]).toEqual(['1', '51400']);
  });

  it('that fills before its cancel is carried out stays filled', async () => {
    const ordId = await place(aLimit({ sz: '1' }));
    await client.post('trade/cancel-order', { instId: SWAP, ordId });
    mock.market.setPrice(SWAP, '58000');
    clock.advance(5);
    expect((await read(ordId))?.state).toBe('filled');
  });

  it('is amended a moment later, and the push names the request', async () => {
    const ordId = await place(aLimit({ sz: '1' }));
    await client.post('trade/amend-order', { instId: SWAP, ordId, newSz: '2', newPx: '59100', reqId: 'r1' });
    clock.advance(5);
    expect(pushed.at(-1)).toMatchObject({ sz: '2', px: '59100', amendResult: '0', reqId: 'r1' });
  });

  it('of which an amendment fails says so in its push', async () => {
    const ordId = await place(aLimit({ sz: '1', ordType: 'post_only' }));
    await client.post('trade/amend-order', { instId: SWAP, ordId, newPx: '60001', reqId: 'r2' });
    clock.advance(5);
    expect(pushed.at(-1)).toMatchObject({ amendResult: '-1', code: '51511', reqId: 'r2', px: '59000', state: 'live' });
  });

  it('takes three amendments at a time', async () => {
    const ordId = await place(aLimit({ sz: '1' }));
    const codes = [];
    for (const newPx of ['59001', '59002', '59003', '59004']) {
      const { data } = await client.post('trade/amend-order', { instId: SWAP, ordId, newPx });
      codes.push(data[0]?.sCode);
    }
    expect(codes).toEqual(['0', '0', '0', '51513']);
  });

  it('that is canceled unfilled cannot be looked up after two hours', async () => {
    const ordId = await place(aLimit());
    await client.post('trade/cancel-order', { instId: SWAP, ordId });
    clock.advance(5);
    clock.advance(2 * 3_600_000);
    expect((await client.get('trade/order', { instId: SWAP, ordId })).code).toBe('51603');
  });
});

describe('a client order id', () => {
  it('of a live order is taken, and free again once that has ended', async () => {
    await place(aLimit({ clOrdId: 'same' }));
    expect((await client.post('trade/order', aLimit({ clOrdId: 'same' }))).data[0]?.sCode).toBe('51016');
    await client.post('trade/cancel-order', { instId: SWAP, clOrdId: 'same' });
    clock.advance(5);
    const second = await place(anOrderBody({ clOrdId: 'same' }));
    expect(await client.row('trade/order', { instId: SWAP, clOrdId: 'same' })).toMatchObject({ ordId: second });
  });

  it('tells capitals from small letters', async () => {
    await place(aLimit({ clOrdId: 'Aa' }));
    await place(aLimit({ clOrdId: 'aA' }));
  });
});

describe('expTime', () => {
  it('in the past refuses the request', async () => {
    const headers = { expTime: `${clock.now() - 1}` };
    expect((await client.post('trade/order', anOrderBody(), headers)).code).toBe('50036');
  });

  it('that passes while the request is under way refuses it, too', async () => {
    mock.faults.failNext('place', 'delay', { delayMs: 500 });
    const placing = client.post('trade/order', anOrderBody(), { expTime: `${clock.now() + 100}` });
    await expect.poll(() => clock.pending).toBeGreaterThan(0);
    clock.advance(500);
    expect((await placing).code).toBe('50037');
    expect(mock.exchange.position({ instrument: SWAP, marginMode: 'cross' }).isZero()).toBe(true);
  });
});

describe('what is refused', () => {
  test.each([
    ['an unknown instrument', { instId: 'XXX-USDT-SWAP' }, '51001'],
    ['no trade mode', { tdMode: '' }, '51000'],
    ['cash for a swap', { tdMode: 'cash' }, '51000'],
    ['a side of its own', { side: 'long' }, '51000'],
    ['an order type of its own', { ordType: 'stop' }, '51000'],
    ['a negative size', { sz: '-1' }, '51000'],
    ['less than the smallest size', { sz: '0.001' }, '51020'],
    ['a size between two lots', { sz: '1.005' }, '51121'],
    ['more than the largest market order', { sz: '120001' }, '51202'],
    ['a client id with a dash', { clOrdId: 'a-b' }, '51000'],
    ['a client id of 33 letters', { clOrdId: 'a'.repeat(33) }, '51000'],
    ['a limit order without price', { ordType: 'limit' }, '51000'],
    ['a price far above the market', { ordType: 'limit', px: '90000' }, '51137'],
    ['a price far below it for a sell', { ordType: 'limit', side: 'sell', px: '30000' }, '51138'],
    ['to reduce what is not there', { reduceOnly: true }, '51169'],
    ['more than the margin is good for', { sz: '2000' }, '51008'],
    ['a side of the position in net mode', { posSide: 'long' }, '51000'],
  ])('%s', async (_name, changes, code) => {
    const reply = await client.post('trade/order', anOrderBody(changes));
    expect([reply.status, reply.code, reply.data[0]?.sCode]).toEqual([200, '1', code]);
  });

  it('reducing in the same direction, or more than there is', async () => {
    await place(anOrderBody({ sz: '2' }));
    const same = await client.post('trade/order', anOrderBody({ reduceOnly: true }));
    const more = await client.post('trade/order', anOrderBody({ reduceOnly: true, side: 'sell', sz: '3' }));
    expect([same.data[0]?.sCode, more.data[0]?.sCode]).toEqual(['51170', '51112']);
  });

  it('one item of a batch, and the others are taken', async () => {
    const reply = await client.post('trade/batch-orders', [aLimit(), aLimit({ sz: '0' })]);
    expect([reply.code, reply.data.map(({ sCode }) => sCode)]).toEqual(['2', ['0', '51000']]);
  });

  it('the 501st open order of an instrument', async () => {
    const batch = Array.from({ length: 20 }, () => aLimit({ sz: '0.01' }));
    for (let round = 0; round < 25; round++) await client.post('trade/batch-orders', batch);
    expect((await client.post('trade/order', aLimit({ sz: '0.01' }))).data[0]?.sCode).toBe('51174');
  });

  it('trading while the instrument is suspended', async () => {
    mock.market.setState(SWAP, 'suspend');
    expect((await client.post('trade/order', anOrderBody())).data[0]?.sCode).toBe('51022');
  });
});

describe('spot', () => {
  it('buys for an amount of quote currency and pays the fee in what it bought', async () => {
    const { data } = await client.post('trade/order', {
      instId: 'BTC-USDT',
      tdMode: 'cash',
      side: 'buy',
      ordType: 'market',
      sz: '6000.01',
    });
    const order = await client.row('trade/order', { instId: 'BTC-USDT', ordId: String(data[0]?.ordId) });
    expect(order).toMatchObject({
      sz: '6000.01',
      tgtCcy: 'quote_ccy',
      accFillSz: '0.1',
      fee: '-0.0001',
      feeCcy: 'BTC',
    });
  });
});

describe('the switch that cancels all', () => {
  it('cancels what is open when it is not renewed', async () => {
    const ordId = await place(aLimit());
    await client.post('trade/cancel-all-after', { timeOut: '10' });
    clock.advance(9_999);
    expect((await read(ordId))?.state).toBe('live');
    clock.advance(1);
    expect(await read(ordId)).toMatchObject({ state: 'canceled', cancelSource: '20' });
  });
});
