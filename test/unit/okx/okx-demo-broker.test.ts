import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBroker, OKXDemoBroker } from '../../../src/index.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';

let mock: MockOkx;
let broker: BaseBroker;

beforeEach(async () => {
  mock = await MockOkx.start({ prices: { 'BTC-USDT-SWAP': '50000', 'BTC-USDT': '50000' } });
  broker = createBroker({
    kind: 'okx_demo',
    ...mock.credentials,
    endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
    instruments: ['BTC-USDT-SWAP', 'BTC-USDT'],
  });
});
afterEach(async () => {
  await broker.close();
  await mock.close();
});

describe('a broker over OKX demo trading', () => {
  it('is what createBroker makes of its configuration, cheaply', () => {
    expect(broker).toBeInstanceOf(OKXDemoBroker);
    expect(broker.kind).toBe('okx_demo');
    expect(mock.requests).toHaveLength(0);
  });

  it('trades: a market order is filled at what the book offers, and the position is there', async () => {
    await broker.connect();
    const order = await broker.placeOrder({
      instrument: 'BTC/USDT:USDT',
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'market' },
    });
    expect(order.state).toBe('filled');
    expect(order.filledQuantity.toFixed()).toBe('0.01');
    const [position] = await broker.getPositions();
    expect(position?.quantity.toFixed()).toBe('0.01');
    const truth = mock.exchange.position({ instrument: 'BTC-USDT-SWAP', marginMode: 'cross' });
    expect(truth.toFixed()).toBe('0.01');
  });

  it('reads quotes with a mark price', async () => {
    await broker.connect();
    const quote = await broker.getQuote('BTC-USDT-SWAP');
    expect(quote.last?.toFixed()).toBe('50000');
    expect(quote.mark?.gt(0)).toBe(true);
  });

  it('refuses hosts that are neither demo trading nor this machine', () => {
    const endpoints = { rest: 'https://www.okx.com', ws: 'wss://ws.okx.com:8443/ws/v5' };
    expect(() => createBroker({ kind: 'okx_demo', ...mock.credentials, endpoints })).toThrow(
      expect.objectContaining({ code: 'config/live_locked' }),
    );
  });

  it.each([
    ['the account mode', 'GET /api/v5/account/config'],
    ['the balance, when the streams were live already', 'GET /api/v5/account/balance'],
  ] as const)('lets go and can connect again after it could not read %s', async (_what, target) => {
    const fault = mock.faults.failNext(target, 'code', { code: '50113', times: 5 });
    await expect(broker.connect()).rejects.toThrow();
    expect(fault.fired).toBeGreaterThan(0);
    await vi.waitFor(() => expect(mock.streams.connections).toHaveLength(0));
    mock.faults.clear();
    await broker.connect();
    expect(await broker.getPositions()).toEqual([]);
  });

  it('fails to connect with a key of live trading, in words', async () => {
    await mock.close();
    mock = await MockOkx.start({ environment: 'live' });
    const other = createBroker({
      kind: 'okx_demo',
      ...mock.credentials,
      endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
    });
    await expect(other.connect()).rejects.toMatchObject({ code: 'auth/wrong_environment' });
    await other.close();
  });
});
