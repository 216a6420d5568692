import { http } from 'msw';
import { setupServer } from 'msw/node';
import { RestClient } from 'okx-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import { mockOkxHandlers } from '../../../../src/testing/mock-okx/mock-okx-handlers.ts';
import { SWAP } from './a-client.ts';

let mock: MockOkx;
beforeEach(async () => {
  mock = await MockOkx.start();
});
afterEach(() => mock.close());

function okxApi(baseUrl: string): RestClient {
  const { apiKey, secretKey, passphrase } = mock.credentials;
  return new RestClient({ apiKey, apiSecret: secretKey, apiPass: passphrase, demoTrading: true, baseUrl });
}

describe('okx-api', () => {
  it('runs the whole life of orders', async () => {
    const client = okxApi(mock.restUrl);
    const [config] = await client.getAccountConfiguration();
    expect(config).toMatchObject({ acctLv: '2', posMode: 'net_mode' });
    const [leverage] = await client.setLeverage({ instId: SWAP, lever: '10', mgnMode: 'cross' });
    expect(leverage).toMatchObject({ lever: '10' });

    const [placed] = await client.submitOrder({
      instId: SWAP,
      tdMode: 'cross',
      side: 'buy',
      ordType: 'limit',
      px: '59000',
      sz: '1',
      clOrdId: 'life1',
    });
    const ordId = placed!.ordId;
    expect(await client.getOrderList({ instType: 'SWAP' })).toMatchObject([{ ordId, state: 'live' }]);
    await client.amendOrder({ instId: SWAP, ordId, newSz: '3' });
    await expect.poll(async () => (await client.getOrderDetails({ instId: SWAP, ordId }))[0]?.sz).toBe('3');

    mock.market.trade(SWAP, { price: '59000', quantity: '0.01', taker: 'sell' });
    const [part] = await client.getOrderDetails({ instId: SWAP, ordId });
    expect(part).toMatchObject({ state: 'partially_filled', accFillSz: '1', avgPx: '59000' });
    await client.cancelOrder({ instId: SWAP, ordId });
    await expect.poll(async () => (await client.getOrderDetails({ instId: SWAP, ordId }))[0]?.state).toBe('canceled');

    // The trade took the bids above its price out of the book.
    mock.market.setPrice(SWAP, '59000');
    const [position] = await client.getPositions({ instId: SWAP });
    expect(position).toMatchObject({ pos: '1', avgPx: '59000', lever: '10', mgnMode: 'cross' });
    const fills = await client.getFills({ instType: 'SWAP' });
    expect(fills).toMatchObject([{ ordId, fillSz: '1', fillPx: '59000', execType: 'M', fee: '-0.118' }]);
    await client.closePositions({ instId: SWAP, mgnMode: 'cross' });
    expect(await client.getPositions({ instType: 'SWAP' })).toEqual([]);
    const [balance] = await client.getBalance({ ccy: 'USDT' });
    expect(balance?.details[0]).toMatchObject({ ccy: 'USDT', cashBal: balance?.details[0]?.eq });
    expect(await client.getOrderHistory({ instType: 'SWAP' })).toHaveLength(2);
  });

  it('places, reads and cancels a stop', async () => {
    const client = okxApi(mock.restUrl);
    await client.submitOrder({ instId: SWAP, tdMode: 'cross', side: 'buy', ordType: 'market', sz: '1' });
    const [stop] = await client.placeAlgoOrder({
      instId: SWAP,
      tdMode: 'cross',
      side: 'sell',
      ordType: 'conditional',
      sz: '1',
      reduceOnly: true,
      slTriggerPx: '59000',
      slOrdPx: '-1',
    });
    const algoId = stop!.algoId;
    const listed = await client.getAlgoOrderList({ ordType: 'conditional' });
    expect(listed).toMatchObject([{ algoId, state: 'live', slTriggerPx: '59000' }]);
    await client.cancelAlgoOrder([{ algoId, instId: SWAP }]);
    await expect.poll(async () => (await client.getAlgoOrderList({ ordType: 'conditional' })).length).toBe(0);
  });

  it('reads the market', async () => {
    const client = okxApi(mock.restUrl);
    expect(await client.getInstruments({ instType: 'SWAP' })).toHaveLength(2);
    const [ticker] = await client.getTicker({ instId: SWAP });
    expect(ticker).toMatchObject({ last: '60000', bidPx: '59999.9', askPx: '60000.1' });
    const [book] = await client.getOrderBook({ instId: SWAP, sz: '5' });
    expect(book?.asks).toHaveLength(5);
    const candles = await client.getCandles({ instId: SWAP, bar: '5m', limit: '100' });
    expect(candles).toHaveLength(100);
    const [rate] = await client.getFundingRate({ instId: SWAP });
    expect(rate).toMatchObject({ fundingRate: '0.0001', nextFundingRate: '' });
  });

  it('throws the envelope of a refusal', async () => {
    const client = okxApi(mock.restUrl);
    await expect(client.getOrderDetails({ instId: SWAP, ordId: '1' })).rejects.toMatchObject({ code: '51603' });
  });
});

describe('msw', () => {
  it('answers the REST host of OKX from the mock', async () => {
    const server = setupServer(...mockOkxHandlers(mock, http));
    server.listen({ onUnhandledRequest: 'error' });
    try {
      const reply = await fetch('https://www.okx.com/api/v5/market/ticker?instId=BTC-USDT-SWAP');
      expect(await reply.json()).toMatchObject({ code: '0', data: [{ last: '60000' }] });
    } finally {
      server.close();
    }
  });
});
