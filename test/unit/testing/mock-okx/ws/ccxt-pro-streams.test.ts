import { Agent } from 'node:http';
import ccxt from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import type { StreamHappening } from '../../../../../src/testing/mock-okx/ws/stream-control.ts';
import { placeOrder, trade } from './place-order.ts';

const SYMBOL = 'BTC/USDT:USDT';
const SWAP = 'BTC-USDT-SWAP';
let mock: MockOkx;
let client: InstanceType<typeof ccxt.pro.okx>;

beforeEach(async () => {
  mock = await MockOkx.start();
  const { apiKey, secretKey: secret, passphrase: password } = mock.credentials;
  const urls = { rest: mock.restUrl, ws: mock.wsUrl };
  client = new ccxt.pro.okx({
    apiKey,
    secret,
    password,
    sandbox: true,
    enableRateLimit: false,
    httpAgent: new Agent(),
    urls: { api: urls, test: urls },
    options: { fetchMarkets: { types: ['swap', 'spot'] } },
  });
  await client.loadMarkets();
});
afterEach(async () => {
  await client.close();
  await mock.close();
});

const isSubscribed = (channel: string) => (happening: StreamHappening) =>
  happening.type === 'subscribed' && happening.arg.channel === channel;

describe('an unmodified ccxt.pro', () => {
  it('watches orders', async () => {
    const watched = client.watchOrders();
    await mock.streams.until(isSubscribed('orders'));
    placeOrder(mock, { clOrdId: 'mine', px: '59500' });
    const [order] = await watched;
    expect(order).toMatchObject({ clientOrderId: 'mine', status: 'open', symbol: SYMBOL, price: 59500 });
  });

  it('watches a ticker', async () => {
    await client.watchTicker(SYMBOL);
    const watched = client.watchTicker(SYMBOL);
    mock.market.setPrice(SWAP, '61000');
    expect((await watched).last).toBe(61000);
  });

  it('watches an order book through its changes', async () => {
    await client.watchOrderBook(SYMBOL);
    const watched = client.watchOrderBook(SYMBOL);
    mock.market.setPrice(SWAP, '61000');
    const book = await watched;
    expect([book.bids[0]?.[0], book.asks[0]?.[0]]).toEqual([60999.9, 61000.1]);
  });

  it('watches positions', async () => {
    // The first answer is the snapshot, in which there is none.
    const before = await client.watchPositions();
    const watched = client.watchPositions();
    trade(mock, 'buy', '2');
    expect([before, await watched]).toMatchObject([[], [{ symbol: SYMBOL, contracts: 2, side: 'long' }]]);
  });

  it('watches the balance', async () => {
    const balance = await client.watchBalance();
    expect(balance.USDT).toMatchObject({ total: 100000, free: 100000 });
  });

  it('watches candles', async () => {
    const [candle] = await client.watchOHLCV(SYMBOL, '1m');
    expect(candle?.[4]).toBe(60000);
  });

  it('dials again with its next watch after its socket was dropped', async () => {
    const watched = client.watchOrders();
    const failed = expect(watched).rejects.toThrow(ccxt.NetworkError);
    await mock.streams.until(isSubscribed('orders'));
    mock.streams.faults.inject({ kind: 'drop', where: { url: 'private' } });
    await failed;
    const subscribed = mock.streams.next(isSubscribed('orders'));
    const again = client.watchOrders();
    await subscribed;
    placeOrder(mock, { clOrdId: 'later' });
    expect((await again)[0]?.clientOrderId).toBe('later');
  });
});
