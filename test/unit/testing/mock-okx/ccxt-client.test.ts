import { Agent } from 'node:http';
import ccxt from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';

const SYMBOL = 'BTC/USDT:USDT';
let mock: MockOkx;
let exchange: InstanceType<typeof ccxt.okx>;
beforeEach(async () => {
  mock = await MockOkx.start();
  const { apiKey, secretKey, passphrase } = mock.credentials;
  const urls = { rest: mock.restUrl, ws: mock.wsUrl };
  exchange = new ccxt.okx({
    apiKey,
    secret: secretKey,
    password: passphrase,
    sandbox: true,
    enableRateLimit: false,
    httpAgent: new Agent(),
    urls: { api: urls, test: urls },
  });
});
afterEach(async () => {
  await exchange.close();
  await mock.close();
});

describe('an unmodified ccxt', () => {
  it('loads the markets and runs the whole life of orders', async () => {
    await exchange.loadMarkets();
    expect(exchange.market(SYMBOL)).toMatchObject({ contractSize: 0.01, linear: true });
    await exchange.setLeverage(10, SYMBOL, { marginMode: 'cross' });

    const placed = await exchange.createOrder(SYMBOL, 'limit', 'buy', 2, 59_000, { clientOrderId: 'ccxt1' });
    const id = placed.id ?? '';
    expect(mock.requests.at(-1)).toMatchObject({ path: '/api/v5/trade/batch-orders' });
    expect((await exchange.fetchOpenOrders(SYMBOL)).map((open) => open.id)).toEqual([id]);
    await exchange.editOrder(id, SYMBOL, 'limit', 'buy', 3, 59_100);
    await expect.poll(async () => (await exchange.fetchOrder(id, SYMBOL)).amount).toBe(3);

    mock.market.trade('BTC-USDT-SWAP', { price: '59100', quantity: '0.02', taker: 'sell' });
    expect(await exchange.fetchOrder(id, SYMBOL)).toMatchObject({ status: 'open', filled: 2, average: 59_100 });
    await exchange.cancelOrder(id, SYMBOL);
    await expect.poll(async () => (await exchange.fetchOrder(id, SYMBOL)).status).toBe('canceled');

    // The trade took the bids above its price out of the book.
    mock.market.setPrice('BTC-USDT-SWAP', '59100');
    const [position] = await exchange.fetchPositions([SYMBOL]);
    expect(position).toMatchObject({ contracts: 2, side: 'long', entryPrice: 59_100, leverage: 10 });
    const [trade] = await exchange.fetchMyTrades(SYMBOL);
    expect(trade).toMatchObject({ order: id, amount: 2, price: 59_100, takerOrMaker: 'maker' });
    await exchange.createOrder(SYMBOL, 'market', 'sell', 2, undefined, { reduceOnly: true });
    expect(await exchange.fetchPositions()).toEqual([]);
    const balance = await exchange.fetchBalance();
    expect(balance.USDT?.total).toBeGreaterThan(90_000);
  });

  it('protects a position and reads the stop', async () => {
    await exchange.loadMarkets();
    await exchange.createOrder(SYMBOL, 'market', 'buy', 1, undefined, { stopLoss: { triggerPrice: 59_000 } });
    const [stop] = await exchange.fetchOpenOrders(SYMBOL, undefined, undefined, {
      trigger: true,
      ordType: 'conditional',
    });
    expect(stop).toMatchObject({ side: 'sell', stopLossPrice: 59_000 });
  });

  it('reads books, candles, trades, tickers and funding', async () => {
    await exchange.loadMarkets();
    expect((await exchange.fetchOrderBook(SYMBOL, 5)).bids).toHaveLength(5);
    expect((await exchange.fetchOHLCV(SYMBOL, '1m', undefined, 50)).length).toBe(50);
    expect((await exchange.fetchTrades(SYMBOL)).length).toBeGreaterThan(0);
    expect((await exchange.fetchTicker(SYMBOL)).last).toBe(60_000);
    expect((await exchange.fetchFundingRate(SYMBOL)).fundingRate).toBe(0.0001);
    expect((await exchange.fetchOpenInterest(SYMBOL)).openInterestAmount).toBeGreaterThan(0);
  });

  it('sees a refusal by its class', async () => {
    await exchange.loadMarkets();
    await expect(exchange.cancelOrder('1', SYMBOL)).rejects.toThrow(ccxt.OrderNotFound);
  });
});
