import { DefaultLogger, WebsocketAPIClient, WebsocketClient } from 'okx-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import type { StreamHappening } from '../../../../../src/testing/mock-okx/ws/stream-control.ts';
import { placeOrder, trade } from './place-order.ts';

const SWAP = 'BTC-USDT-SWAP';
const SILENT = { ...DefaultLogger, trace: () => {}, info: () => {}, error: () => {} };
let mock: MockOkx;
const clients: (WebsocketClient | WebsocketAPIClient)[] = [];

beforeEach(async () => {
  mock = await MockOkx.start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) {
    if (client instanceof WebsocketClient) client.closeAll(true);
    else client.getWSClient().closeAll(true);
  }
  await mock.close();
});

function options(url: 'public' | 'private' | 'business') {
  const { apiKey, secretKey, passphrase } = mock.credentials;
  return {
    accounts: [{ apiKey, apiSecret: secretKey, apiPass: passphrase }],
    demoTrading: true,
    wsUrl: `${mock.wsUrl}/${url}`,
    reconnectTimeout: 1,
  };
}

function aClient(url: 'public' | 'private' | 'business'): WebsocketClient {
  const client = new WebsocketClient(options(url), SILENT);
  // What has no listener would be thrown.
  client.on('exception', () => {});
  clients.push(client);
  return client;
}

/** The rows of the first update of a channel that satisfies the test. */
function rows(client: WebsocketClient, channel: string, isIt: (row: Record<string, unknown>) => boolean = () => true) {
  return new Promise<Record<string, unknown>>((resolve) => {
    client.on('update', (message) => {
      if (message.arg.channel !== channel) return;
      for (const row of message.data) if (isIt(row)) resolve(row);
    });
  });
}

const isSubscribed = (channel: string) => (happening: StreamHappening) =>
  happening.type === 'subscribed' && happening.arg.channel === channel;

describe('okx-api on the private address', () => {
  it('logs in and hears of an order until it is filled', async () => {
    const client = aClient('private');
    const live = rows(client, 'orders', ({ state }) => state === 'live');
    const filled = rows(client, 'orders', ({ state }) => state === 'filled');
    void client.subscribe({ channel: 'orders', instType: 'ANY' });
    await mock.streams.until(isSubscribed('orders'));
    placeOrder(mock, { clOrdId: 'mine', px: '59500' });
    mock.market.setPrice(SWAP, '59400');
    expect([await live, await filled]).toMatchObject([
      { clOrdId: 'mine', accFillSz: '0' },
      { clOrdId: 'mine', accFillSz: '1', fillPx: '59500' },
    ]);
  });

  it('hears of the account and its position', async () => {
    const client = aClient('private');
    const account = rows(client, 'account');
    const position = rows(client, 'positions', ({ pos }) => pos === '2');
    const both = rows(client, 'balance_and_position', ({ eventType }) => eventType === 'filled');
    void client.subscribe([
      { channel: 'account' },
      { channel: 'positions', instType: 'ANY' },
      { channel: 'balance_and_position' },
    ]);
    await mock.streams.until(isSubscribed('balance_and_position'));
    trade(mock, 'buy', '2');
    expect([await account, await position, await both]).toMatchObject([
      { details: [{ ccy: 'USDT' }] },
      { instId: SWAP },
      { posData: [{ pos: '2' }] },
    ]);
  });

  it('dials, logs in and subscribes again after its socket was dropped', async () => {
    const client = aClient('private');
    void client.subscribe({ channel: 'orders', instType: 'ANY' });
    await mock.streams.until(isSubscribed('orders'));
    const again = mock.streams.next(isSubscribed('orders'));
    mock.streams.faults.inject({ kind: 'drop' });
    await again;
    const row = rows(client, 'orders');
    placeOrder(mock, { clOrdId: 'later' });
    expect(await row).toMatchObject({ clOrdId: 'later' });
  });
});

describe('okx-api on the other addresses', () => {
  it('hears tickers, trades and books on the public one', async () => {
    const client = aClient('public');
    const ticker = rows(client, 'tickers', ({ last }) => last === '61000');
    const traded = rows(client, 'trades');
    const book = rows(client, 'books', ({ prevSeqId }) => prevSeqId !== -1);
    void client.subscribe(
      ['tickers', 'trades', 'books'].map((channel) => ({ channel, instId: SWAP }) as const) as never,
    );
    await mock.streams.until(isSubscribed('books'));
    mock.market.setPrice(SWAP, '61000');
    expect([await ticker, await traded, await book]).toMatchObject([
      { bidPx: '60999.9' },
      { px: '61000' },
      { checksum: 0 },
    ]);
  });

  it('hears candles and conditional orders on the business one', async () => {
    const client = aClient('business');
    const candle = rows(client, 'candle1m');
    const algo = rows(client, 'orders-algo');
    void client.subscribe([
      { channel: 'candle1m', instId: SWAP },
      { channel: 'orders-algo', instType: 'ANY' },
    ]);
    await mock.streams.until(isSubscribed('orders-algo'));
    mock.news.tell({ type: 'algo', instId: SWAP, row: { algoId: '1', instId: SWAP, ordType: 'conditional' } });
    expect([(await candle)[4], (await algo).algoId]).toEqual(['60000', '1']);
  });
});

describe("okx-api's order operations over WebSocket", () => {
  it('place, amend and cancel an order', async () => {
    const client = new WebsocketAPIClient({ ...options('private'), attachEventListeners: false }, SILENT);
    client.getWSClient().on('exception', () => {});
    clients.push(client);
    const item = { instIdCode: 10459, tdMode: 'cross', side: 'buy', ordType: 'limit', px: '59000', sz: '1' };
    const placed = await client.submitNewOrder({ ...item, clOrdId: 'mine' } as never);
    const amended = await client.amendOrder({ instIdCode: 10459, clOrdId: 'mine', newSz: '2' } as never);
    const canceled = await client.cancelOrder({ instIdCode: 10459, clOrdId: 'mine' } as never);
    expect([placed, amended, canceled].map(({ code, data }) => [code, data[0]?.sCode])).toEqual([
      ['0', '0'],
      ['0', '0'],
      ['0', '0'],
    ]);
  });
});
