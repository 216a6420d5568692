import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBroker, decisionIdOf } from '../../../src/index.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import { aClient } from '../testing/mock-okx/a-client.ts';

const SWAP = 'BTC-USDT-SWAP';
const SPOT = 'BTC-USDT';
const HOUR_MS = 3_600_000;

let mock: MockOkx;
let brokers: BaseBroker[];

beforeEach(async () => {
  mock = await MockOkx.start({ prices: { [SWAP]: '50000', [SPOT]: '50000' } });
  brokers = [];
});
afterEach(async () => {
  for (const broker of brokers) await broker.close();
  await mock.close();
});

interface Options {
  readonly instruments?: string[];
  readonly positionMode?: 'switch_to_net';
  readonly commandTimeoutMs?: number;
  readonly protectionTimeoutMs?: number;
}

async function connected(options: Options = {}): Promise<BaseBroker> {
  const broker = createBroker({
    kind: 'okx_demo',
    ...mock.credentials,
    endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
    instruments: [SWAP],
    // A busy machine makes no answer late, and no stop missing.
    commandTimeoutMs: 10_000,
    protectionTimeoutMs: 10_000,
    ...options,
  });
  brokers.push(broker);
  await broker.connect();
  return broker;
}

const long = { instrument: SWAP, side: 'buy', quantity: '0.02', pricing: { type: 'market' } } as const;
const stop = {
  instrument: SWAP,
  side: 'sell',
  quantity: '0.02',
  effect: 'reduce_only',
  pricing: { type: 'stop_market', trigger: { price: '48000' } },
} as const;

const eventually = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 10_000 });

/** It is certain soon that what was not executed will not be. */
const IMPATIENT = { commandTimeoutMs: 500 };

const idsOf = async (broker: BaseBroker): Promise<string[]> =>
  (await broker.getOpenOrders()).map(({ clientOrderId }) => clientOrderId);

describe('client order ids that look like something else', () => {
  it.each(['STOP', 'xyzP27'])('keeps one order under the id %s, which ends as a pair’s does', async (id) => {
    const broker = await connected();
    await broker.placeOrder(long);
    await broker.placeOrder({ ...stop, clientOrderId: id });
    expect(await broker.reconcile()).toEqual([]);
    expect(await idsOf(broker)).toEqual([id]);
    mock.market.setPrice(SWAP, '47000');
    await eventually(async () => expect(await broker.getPositions()).toEqual([]));
    expect(await broker.getOrder({ clientOrderId: id })).toMatchObject({ state: 'filled' });
    expect(await idsOf(broker)).toEqual([]);
  });

  it('keeps the stop’s name when the target of a pair was canceled and the stop is set off', async () => {
    const broker = await connected();
    const entry = await broker.placeOrder({
      ...long,
      protection: { stopLoss: { trigger: { price: '48000' } }, takeProfit: { trigger: { price: '55000' } } },
    });
    await eventually(async () => expect(await idsOf(broker)).toHaveLength(2));
    const target = `${entry.clientOrderId}T`;
    await broker.cancelOrder({ clientOrderId: target });
    mock.market.setPrice(SWAP, '47000');
    await eventually(async () => expect(await broker.getPositions()).toEqual([]));
    const ended = (await broker.getOrderHistory()).map(({ clientOrderId, state }) => [clientOrderId, state]);
    expect(ended).toContainEqual([`${entry.clientOrderId}S`, 'filled']);
    expect(await idsOf(broker)).toEqual([]);
  });

  it.each(['okxorder77', 'okxalgo77S'])('does not send an order under %s, which could not be looked up', async (id) => {
    const broker = await connected();
    const order = await broker.placeOrder({ ...long, clientOrderId: id });
    expect(order.state).toBe('rejected');
    expect(mock.exchange.executions()).toBe(0);
  });

  it('does not take an order of an hour ago for one whose answer was lost: its id was used again', async () => {
    const clientOrderId = 'usedAgain';
    expect(await (await connected()).placeOrder({ ...long, clientOrderId })).toMatchObject({ state: 'filled' });
    mock.clock.advance(HOUR_MS);
    const later = await connected(IMPATIENT);
    const fault = mock.faults.failNext('place', 'reset', { when: 'before_execution' });
    const order = await later.placeOrder({ ...long, clientOrderId });
    expect(fault.fired).toBe(1);
    expect(order.state).toBe('not_placed');
    expect(mock.exchange.position({ instrument: SWAP, marginMode: 'cross' }).toFixed()).toBe('0.02');
  });
});

describe('an id that another order had a moment ago', () => {
  it.each([
    ['the other side', { side: 'sell' }],
    ['another size', { quantity: '0.03' }],
    ['another margin mode', { marginMode: 'isolated' }],
  ] as const)('is not led back to that order by %s, though it is not a minute old', async (_name, change) => {
    const clientOrderId = 'usedAgain';
    expect(await (await connected()).placeOrder({ ...long, clientOrderId })).toMatchObject({ state: 'filled' });
    const later = await connected(IMPATIENT);
    const fault = mock.faults.failNext('place', 'reset', { when: 'before_execution' });
    const order = await later.placeOrder({ ...long, clientOrderId, ...change });
    expect(fault.fired).toBe(1);
    expect(['unresolved', 'not_placed']).toContain(order.state);
    expect(order.filledQuantity.toFixed()).toBe('0');
  });
});

describe('the orders of a decision', () => {
  const decisionId = '0f8fad5b-d9cb-469f-a165-70867728950e';

  it('lead back to it from their ids alone, as OKX has them', async () => {
    const broker = await connected();
    const protection = { stopLoss: { trigger: { price: '48000' } } };
    await broker.placeOrder({ ...long, decisionId, protection });
    await broker.placeOrder({ ...long, decisionId, protection });
    await eventually(async () => expect((await idsOf(broker)).length).toBeGreaterThan(0));
    const sent = mock.requests
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/api/v5/trade/'))
      .flatMap(({ body }) => [...JSON.stringify(body).matchAll(/lOrdId[\\"]+:[\\"]+(\w+)/g)].map(([, id]) => id ?? ''));
    expect(sent.length).toBeGreaterThanOrEqual(4);
    expect(new Set(sent).size).toBe(sent.length);
    for (const id of [...sent, ...(await idsOf(broker))]) expect(decisionIdOf(id)).toBe(decisionId);
  });
});

describe('what another hand places', () => {
  it('is an order too when it is a market buy of spot sized in quote currency', async () => {
    const broker = await connected({ instruments: [SPOT] });
    const body = { instId: SPOT, tdMode: 'cash', side: 'buy', ordType: 'market', sz: '1000', tgtCcy: 'quote_ccy' };
    expect(await aClient(mock).post('trade/order', body)).toMatchObject({ code: '0' });
    await eventually(async () => {
      const [order] = await broker.getOrderHistory();
      expect(order).toMatchObject({ side: 'buy', state: 'filled' });
      // At the ask, a hair above 50,000.
      expect(order?.filledQuantity.toFixed()).toMatch(/^0\.01999/);
    });
  });
});

describe('a position that is turned round', () => {
  it('leaves no stop of the former one behind, and asks none for the new one', async () => {
    // So long it is left to OKX to take the stop away.
    const broker = await connected({ protectionTimeoutMs: 1_000 });
    await broker.placeOrder({ ...long, protection: { stopLoss: { trigger: { price: '48000' } } } });
    await eventually(async () => expect(await idsOf(broker)).toHaveLength(1));
    await broker.placeOrder({ ...long, side: 'sell', quantity: '0.05' });
    const [position] = await broker.getPositions();
    expect(position).toMatchObject({ side: 'short', protection: { status: 'none_requested' } });
    await eventually(async () => expect(await idsOf(broker)).toEqual([]));
  });
});

describe('coins', () => {
  it('are not sold by the stop of a position that was closed, though nothing but us takes it away', async () => {
    const broker = await connected({ instruments: [SPOT] });
    await broker.placeOrder({ ...long, instrument: SPOT, protection: { stopLoss: { trigger: { price: '48000' } } } });
    await eventually(async () => expect(await idsOf(broker)).toHaveLength(1));
    await broker.closePosition({ instrument: SPOT, marginMode: 'cash' });
    await eventually(async () => expect(await idsOf(broker)).toEqual([]));
    expect(mock.requests.filter(({ path }) => path === '/api/v5/trade/cancel-algos')).toHaveLength(1);
  });
});

it('says what a spot account lacks for swaps', async () => {
  await mock.close();
  mock = await MockOkx.start({ accountLevel: '1' });
  await expect(connected()).rejects.toMatchObject({
    code: 'config/unsupported',
    message: expect.stringContaining('futures mode'),
  });
});

it('says in OKX’s words why the account was not switched to net mode', async () => {
  await mock.close();
  mock = await MockOkx.start({ prices: { [SWAP]: '50000' }, positionMode: 'long_short_mode' });
  const body = { instId: SWAP, tdMode: 'cross', side: 'buy', posSide: 'long', ordType: 'limit', px: '40000', sz: '1' };
  expect(await aClient(mock).post('trade/order', body)).toMatchObject({ code: '0' });
  await expect(connected({ instruments: [SWAP], positionMode: 'switch_to_net' })).rejects.toMatchObject({
    code: 'config/unsupported',
    message: expect.stringMatching(/did not switch it to net mode: .*59000/),
  });
});
