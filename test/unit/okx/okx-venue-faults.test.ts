import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../../src/domain/order.ts';
import { VenueBench } from './venue-bench.ts';

const SWAP = 'BTC-USDT-SWAP';

let bench: VenueBench;

beforeEach(async () => {
  bench = await VenueBench.start();
  await bench.broker.connect();
});
afterEach(() => bench.close());

const buy = (): Promise<Order> =>
  bench.broker.placeOrder({ instrument: SWAP, side: 'buy', quantity: '0.01', pricing: { type: 'market' } });
const rest = (): Promise<Order> =>
  bench.broker.placeOrder({
    instrument: SWAP,
    side: 'buy',
    quantity: '0.02',
    pricing: { type: 'limit', price: '59000' },
  });
/** What the exchange holds: the truth. */
const held = (): string => bench.mock.exchange.position({ instrument: SWAP, marginMode: 'cross' }).toFixed();
const isState = async (order: Order, state: Order['state']): Promise<boolean> =>
  (await bench.broker.getOrder(order)).state === state;

describe('an order whose answer is lost', () => {
  it.each(['reset', 'bad_gateway', 'empty_data', 'truncated_json', 'code_50004', 'code_51149'] as const)(
    'after it was executed (%s) is found and filled once',
    async (kind) => {
      const fault = bench.mock.faults.failNext('place', kind);
      const order = await buy();
      expect([fault.fired, order.state, held()]).toEqual([1, 'filled', '0.01']);
      expect(await bench.broker.reconcile()).toEqual([]);
    },
  );

  it('before it was executed is looked up until it cannot be executed any more', async () => {
    const fault = bench.mock.faults.failNext('place', 'reset', { when: 'before_execution' });
    const order = await buy();
    expect([fault.fired, order.state]).toEqual([1, 'unresolved']);
    bench.mock.clock.advance(60_000);
    await bench.line.compareClocks();
    await bench.eventually(() => isState(order, 'not_placed'));
    expect(held()).toBe('0');
  });

  it('is sent again with the same id after a refusal for the rate', async () => {
    const fault = bench.mock.faults.failNext('place', 'rate_limited');
    const order = await buy();
    expect([fault.fired, order.state, held()]).toEqual([1, 'filled', '0.01']);
  });
});

describe('a call that OKX refuses because the clocks differ', () => {
  it('compares them, and sends the way out once more', async () => {
    await buy();
    const fault = bench.mock.faults.failNext('place', 'clock_skew');
    const { orders } = await bench.broker.closePosition({ instrument: SWAP, marginMode: 'cross' });
    expect([fault.fired, orders.map(({ state }) => state), held()]).toEqual([1, ['filled'], '0']);
  });

  it('lets an order go whose time is over by the right clock', async () => {
    const fault = bench.mock.faults.failNext('place', 'clock_skew');
    const order = await buy();
    expect([fault.fired, order.state, held()]).toEqual([1, 'not_placed', '0']);
  });

  it('compares them, and reads once more', async () => {
    const fault = bench.mock.faults.failNext('read_positions', 'clock_skew');
    expect(await bench.broker.reconcile()).toEqual([]);
    expect(fault.fired).toBe(1);
  });
});

describe('a cancel whose answer is lost', () => {
  it('after it was executed ends the order', async () => {
    const order = await rest();
    const fault = bench.mock.faults.failNext('cancel', 'reset');
    const canceled = await bench.broker.cancelOrder(order);
    expect([fault.fired, canceled.state]).toEqual([1, 'canceled']);
  });
});

describe('an order that filled while it was canceled', () => {
  it('is read, and not taken for canceled', async () => {
    const order = await rest();
    bench.mock.streams.faults.inject({ kind: 'lose_push', where: { channel: 'orders' }, times: 1 });
    bench.mock.market.setPrice(SWAP, '58000');
    const after = await bench.broker.cancelOrder(order);
    expect([after.state, held()]).toEqual(['filled', '0.02']);
  });
});

describe('a push that is lost', () => {
  it('of a market order’s fill is made up for by a read', async () => {
    const fault = bench.mock.streams.faults.inject({ kind: 'lose_push', where: { channel: 'orders' }, times: 2 });
    const order = await buy();
    expect(fault.fired).toBeGreaterThan(0);
    expect(order.state).toBe('filled');
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  it('comes back with what happened meanwhile, and finds no difference', async () => {
    const order = await rest();
    bench.mock.streams.faults.inject({ kind: 'drop', where: { url: 'private' } });
    bench.mock.market.setPrice(SWAP, '58000');
    await bench.until(() => bench.told.some((event) => event.type === 'connection' && event.state === 'restored'));
    expect(await isState(order, 'filled')).toBe(true);
    expect(await bench.broker.reconcile()).toEqual([]);
  });

  it('is told to be back only after what was missed', async () => {
    await rest();
    bench.mock.streams.faults.inject({ kind: 'drop', where: { url: 'private' } });
    bench.mock.market.setPrice(SWAP, '58000');
    await bench.until(() => bench.told.some((event) => event.type === 'connection' && event.state === 'restored'));
    const kinds = bench.told.map((event) =>
      event.type === 'order' ? event.event.type : event.type === 'connection' ? event.state : event.type,
    );
    expect(kinds.indexOf('order.filled')).toBeLessThan(kinds.indexOf('restored'));
  });
});

describe('a position that is protected', () => {
  const protectedBuy = (): Promise<Order> =>
    bench.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'market' },
      protection: { stopLoss: { trigger: { price: '58000' } }, takeProfit: { trigger: { price: '62000' } } },
    });

  it('keeps its target when its stop moves', async () => {
    await protectedBuy();
    const position = await bench.broker.protectPosition(
      { instrument: SWAP, marginMode: 'cross' },
      { stopLoss: { trigger: { price: '59000' } } },
    );
    const { status, stopPrice, targetPrice } = position.protection;
    expect([status, stopPrice?.toFixed(), targetPrice?.toFixed()]).toEqual(['verified', '59000', '62000']);
    expect(await bench.broker.reconcile()).toEqual([]);
  });

  it('gets a stop that closes all of it', async () => {
    await buy();
    await bench.broker.protectPosition(
      { instrument: SWAP, marginMode: 'cross' },
      { stopLoss: { trigger: { price: '59000' } } },
    );
    const sent = bench.mock.requests.filter(({ path }) => path.endsWith('/order-algo')).at(-1);
    expect(JSON.stringify(sent)).toContain('closeFraction');
  });

  it('gets a stop of its own where the attached one was lost', async () => {
    const fault = bench.mock.faults.failNext('place', 'lost_algo');
    await protectedBuy();
    await bench.eventually(async () => (await bench.broker.getPositions())[0]?.protection.status === 'verified');
    expect(fault.fired).toBe(1);
  });
});

describe('an order that must not take and would', () => {
  const place = (): Promise<Order> =>
    bench.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.02',
      pricing: { type: 'limit', price: '61000', timeInForce: 'post_only' },
    });

  it.each([
    ['late', { kind: 'delay_push', ms: 50 }],
    ['never', { kind: 'lose_push' }],
  ] as const)('has ended when the call resolves, though the stream tells it %s', async (_name, fault) => {
    const injected = bench.mock.streams.faults.inject({ ...fault, where: { channel: 'orders' }, times: 1 });
    const order = await place();
    expect([injected.fired, order.state === 'canceled' && order.cancelReason]).toEqual([1, 'post_only_would_take']);
  });
});
