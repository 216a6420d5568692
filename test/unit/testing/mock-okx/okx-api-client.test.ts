import { RestClient } from 'okx-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';

let mock: MockOkx;
let client: RestClient;

beforeEach(async () => {
  mock = await MockOkx.start();
  client = new RestClient({
    apiKey: mock.credentials.apiKey,
    apiSecret: mock.credentials.secretKey,
    apiPass: mock.credentials.passphrase,
    demoTrading: true,
    baseUrl: mock.restUrl,
  });
});
afterEach(() => mock.close());

describe('okx-api against the mock exchange', () => {
  it('places a market order and reads it as filled', async () => {
    const [placed] = await client.submitOrder({
      instId: 'BTC-USDT-SWAP',
      tdMode: 'cross',
      side: 'buy',
      ordType: 'market',
      sz: '1',
      clOrdId: 'first',
    });
    const [order] = await client.getOrderDetails({ instId: 'BTC-USDT-SWAP', ordId: placed!.ordId });
    expect(order).toMatchObject({ state: 'filled', accFillSz: '1', avgPx: '60000.1', clOrdId: 'first' });
  });
});
