import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import { partsOf } from '../../../../../src/testing/mock-okx/mock-parts.ts';
import { placeOrder, trade } from './place-order.ts';
import { RawClient } from './raw-client.ts';

let mock: MockOkx;

beforeEach(async () => {
  mock = await MockOkx.start({ clock: new FakeClock() });
});
afterEach(() => mock.close());

describe('the orders channel', () => {
  it('begins without a snapshot', async () => {
    placeOrder(mock);
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'ANY' });
    expect(await client.pushes('orders')).toEqual([]);
  });

  it('tells each state of an order with this fill and the sum of all fills', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'SWAP' });
    mock.market.book('BTC-USDT-SWAP', {
      bids: [['59999', '1']],
      asks: [
        ['60001', '0.01'],
        ['60002', '1'],
      ],
    });
    placeOrder(mock, { px: '60002', sz: '3' });
    const pushes = (await client.pushes('orders')).map(({ data }) => data?.[0]);
    expect(pushes).toMatchObject([
      { state: 'live', fillSz: '0', accFillSz: '0', tradeId: '' },
      { state: 'partially_filled', fillSz: '1', fillPx: '60001', accFillSz: '1', execType: 'T' },
      { state: 'filled', fillSz: '2', fillPx: '60002', accFillSz: '3' },
    ]);
  });

  it.each([
    ['that it lives, where it rests', '59000', [{ state: 'live', cancelSource: '' }]],
    ['only that it has ended, where it would take', '61000', [{ state: 'canceled', cancelSource: '31' }]],
  ])('tells of a post-only order %s', async (_name, px, told) => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'ANY' });
    placeOrder(mock, { px, ordType: 'post_only' });
    expect((await client.pushes('orders')).map(({ data }) => data?.[0])).toMatchObject(told);
  });

  it('tells of a cancel when it is carried out', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'ANY' });
    const ordId = placeOrder(mock);
    await client.push('orders');
    partsOf(mock).core.trade.cancel({ instId: 'BTC-USDT-SWAP', ordId });
    const before = await client.pushes('orders');
    mock.clock.advance(1);
    const { data } = await client.push('orders');
    expect([before.length, data?.[0]?.state, data?.[0]?.cancelSource]).toEqual([0, 'canceled', '1']);
  });

  it.each([
    ['another type', { channel: 'orders', instType: 'SPOT' }, 0],
    ['another instrument', { channel: 'orders', instType: 'SWAP', instId: 'ETH-USDT-SWAP' }, 0],
    ['the family', { channel: 'orders', instType: 'SWAP', instFamily: 'BTC-USDT' }, 1],
    ['the instrument', { channel: 'orders', instType: 'SWAP', instId: 'BTC-USDT-SWAP' }, 1],
  ])('told of %s, pushes what was asked for', async (_name, arg, count) => {
    const client = await RawClient.private(mock);
    await client.subscribe(arg);
    placeOrder(mock);
    expect(await client.pushes('orders')).toHaveLength(count);
  });

  it('repeats the argument with the account in each push', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'orders', instType: 'ANY' });
    placeOrder(mock);
    expect((await client.push('orders')).arg).toEqual({
      channel: 'orders',
      instType: 'ANY',
      uid: partsOf(mock).core.uid,
    });
  });
});

describe('the orders-algo channel', () => {
  const row = (ordType: string) => ({ algoId: '7', ordType, instType: 'SWAP', instId: 'BTC-USDT-SWAP', state: 'live' });

  it('tells of a stop on the business address', async () => {
    const client = await RawClient.private(mock, 'business');
    await client.subscribe({ channel: 'orders-algo', instType: 'SWAP' });
    mock.news.tell({ type: 'algo', instId: 'BTC-USDT-SWAP', row: row('conditional') });
    expect((await client.push('orders-algo')).data).toEqual([row('conditional')]);
  });

  it('leaves trailing stops to algo-advance', async () => {
    const client = await RawClient.private(mock, 'business');
    await client.subscribe({ channel: 'orders-algo', instType: 'SWAP' });
    await client.subscribe({ channel: 'algo-advance', instType: 'SWAP' });
    mock.news.tell({ type: 'algo', instId: 'BTC-USDT-SWAP', row: row('move_order_stop') });
    const told = [await client.pushes('orders-algo'), await client.pushes('algo-advance')];
    expect(told.map(({ length }) => length)).toEqual([0, 1]);
  });
});

describe('the account channel', () => {
  it('begins with a snapshot of every coin', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'account' });
    expect(await client.push('account')).toMatchObject({
      eventType: 'snapshot',
      curPage: 1,
      lastPage: true,
      data: [{ details: [{ ccy: 'USDT', cashBal: '100000' }] }],
    });
  });

  it('splits a snapshot into pages', async () => {
    await mock.close();
    mock = await MockOkx.start({ clock: new FakeClock(), balances: { USDT: '1', BTC: '2', ETH: '3' } });
    mock.streams.pacing.pageSize = 2;
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'account' });
    const pages = await client.pushes('account');
    expect(pages.map(({ curPage, lastPage, data }) => [curPage, lastPage, data?.[0].details.length])).toEqual([
      [1, false, 2],
      [2, true, 1],
    ]);
  });

  it('merges the changes of fifty milliseconds into one event', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'account' });
    await client.push('account');
    trade(mock, 'buy', '1');
    trade(mock, 'buy', '1');
    const atOnce = await client.pushes('account');
    mock.clock.advance(50);
    const later = await client.pushes('account');
    expect([atOnce.length, later.map(({ eventType }) => eventType)]).toEqual([0, ['event_update']]);
  });

  it('shows in an event only the coins that changed', async () => {
    await mock.close();
    mock = await MockOkx.start({ clock: new FakeClock(), balances: { USDT: '1000', ETH: '3' } });
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'account' });
    await client.push('account');
    trade(mock, 'buy', '0.1');
    mock.clock.advance(50);
    const { data } = await client.push('account');
    expect(data?.[0].details.map(({ ccy }: { ccy: string }) => ccy)).toEqual(['USDT']);
  });

  it('comes every five seconds, unless only events were asked for', async () => {
    const client = await RawClient.private(mock);
    const other = await RawClient.private(mock);
    await client.subscribe({ channel: 'account' });
    await other.subscribe({ channel: 'account', extraParams: '{"updateInterval":"0"}' });
    await Promise.all([client.push('account'), other.push('account')]);
    mock.clock.advance(5_000);
    const counts = [await client.pushes('account'), await other.pushes('account')].map(({ length }) => length);
    expect(counts).toEqual([1, 0]);
  });
});

describe('the positions channel', () => {
  it('begins with the open positions', async () => {
    trade(mock, 'buy', '2');
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'positions', instType: 'ANY' });
    expect(await client.push('positions')).toMatchObject({
      eventType: 'snapshot',
      data: [{ instId: 'BTC-USDT-SWAP', pos: '2' }],
    });
  });

  it('begins with an empty snapshot where there is none', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'positions', instType: 'ANY' });
    expect((await client.push('positions')).data).toEqual([]);
  });

  it('tells of a close with a row of zero', async () => {
    trade(mock, 'buy', '2');
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'positions', instType: 'SWAP', extraParams: '{"updateInterval":"0"}' });
    await client.push('positions');
    placeOrder(mock, { side: 'sell', ordType: 'market', sz: '2', reduceOnly: true });
    mock.clock.advance(50);
    expect(await client.push('positions')).toMatchObject({
      eventType: 'event_update',
      data: [{ pos: '0', avgPx: '' }],
    });
  });
});

describe('the balance_and_position channel', () => {
  it('begins with a snapshot', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'balance_and_position' });
    expect((await client.push('balance_and_position')).data).toMatchObject([
      { eventType: 'snapshot', balData: [{ ccy: 'USDT', cashBal: '100000' }], posData: [] },
    ]);
  });

  it('tells of a fill with its trade, its money and its position, at once', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'balance_and_position' });
    await client.push('balance_and_position');
    trade(mock, 'buy', '1');
    expect((await client.push('balance_and_position')).data).toMatchObject([
      {
        eventType: 'filled',
        balData: [{ ccy: 'USDT' }],
        posData: [{ instId: 'BTC-USDT-SWAP', pos: '1' }],
        trades: [{ instId: 'BTC-USDT-SWAP', tradeId: '1' }],
      },
    ]);
  });

  it('names funding as such', async () => {
    trade(mock, 'buy', '1');
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'balance_and_position' });
    await client.push('balance_and_position');
    mock.market.funding('BTC-USDT-SWAP');
    expect((await client.push('balance_and_position')).data).toMatchObject([{ eventType: 'funding_fee' }]);
  });

  it('says nothing of what an order holds', async () => {
    const client = await RawClient.private(mock);
    await client.subscribe({ channel: 'balance_and_position' });
    await client.push('balance_and_position');
    placeOrder(mock);
    expect(await client.pushes('balance_and_position')).toEqual([]);
  });
});
