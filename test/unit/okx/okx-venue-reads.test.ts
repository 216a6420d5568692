import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeOrder, type Order } from '../../../src/domain/order.ts';
import type { OrderIntent } from '../../../src/domain/order-intent.ts';
import { VenueBench } from './venue-bench.ts';

const SWAP = 'BTC-USDT-SWAP';
const CROSS = { instrument: SWAP, marginMode: 'cross' } as const;

let bench: VenueBench;

beforeEach(async () => {
  bench = await VenueBench.start();
  await bench.broker.connect();
});
afterEach(() => bench.close());

const place = (change: Partial<OrderIntent> = {}): Promise<Order> =>
  bench.broker.placeOrder({
    instrument: SWAP,
    side: 'buy',
    quantity: '0.01',
    pricing: { type: 'limit', price: '59000' },
    ...change,
  });

describe('an order of which a new process knows only the id', () => {
  it.each([
    ['that rests', { pricing: { type: 'limit', price: '59000' } }, 'working'],
    ['that has filled', { pricing: { type: 'market' } }, 'filled'],
    ['that waits for its trigger', { pricing: { type: 'stop_market', trigger: { price: '62000' } } }, 'armed'],
  ] as const)('%s is found', async (_what, change, state) => {
    const { clientOrderId, createdAt } = await place(change);
    const other = bench.another();
    await other.venue.open(() => {});
    const lookup = await other.venue.findOrder({ clientOrderId }, { at: createdAt, expiresAt: null });
    await other.venue.close();
    expect(lookup.found === 'yes' && [lookup.order.clientOrderId, lookup.order.state]).toEqual([clientOrderId, state]);
  });

  it('is absent for certain only when it could not be executed any more', async () => {
    const now = bench.line.time.now();
    const look = (expiresAt: number | null) =>
      bench.venue.findOrder({ clientOrderId: 'neverPlaced' }, { at: now, expiresAt });
    expect([await look(null), await look(now + 60_000), await look(now - 60_000)]).toEqual([
      { found: 'no', conclusive: false },
      { found: 'no', conclusive: false },
      { found: 'no', conclusive: true },
    ]);
  });
});

describe('an id that lives already', () => {
  const submitAgain = async (order: Order): Promise<unknown> => {
    const reply = await bench.venue.submit(order, bench.line.time.now() + 5_000);
    return reply.outcome === 'refused' ? reply.reason : reply.outcome;
  };

  it('is adopted where the order is the same', async () => {
    expect(await submitAgain(await place())).toBe('acknowledged');
    expect(bench.mock.exchange.openOrders(SWAP)).toHaveLength(1);
  });

  it('is refused where another order bears it', async () => {
    const first = await place({ clientOrderId: 'taken' });
    const other = bench.another();
    await other.broker.connect();
    const second = await other.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.05',
      pricing: { type: 'limit', price: '57000' },
    });
    // The same order under the other one's name.
    const renamed = makeOrder({ ...second.identity, clientOrderId: first.clientOrderId }, second.progress);
    expect(await submitAgain(renamed)).toBe('duplicate_client_order_id');
    await other.broker.close();
  });
});

describe('leverage', () => {
  it('is known from the beginning and after a change', async () => {
    await bench.broker.setLeverage(CROSS, '7');
    await place({ pricing: { type: 'market' } });
    const [position] = await bench.broker.getPositions();
    expect(position?.leverage.toFixed()).toBe('7');
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('a stop that closes all of a position', () => {
  it('has the size that the position has', async () => {
    await place({ pricing: { type: 'market' } });
    await bench.broker.protectPosition(CROSS, { stopLoss: { trigger: { price: '58000' } } });
    await place({ pricing: { type: 'market' } });
    await bench.eventually(
      async () => (await bench.broker.getPositions())[0]?.protection.coveredQuantity.toFixed() === '0.02',
    );
    await place({ pricing: { type: 'market' }, side: 'sell', quantity: '0.015', effect: 'reduce_only' });
    await bench.eventually(async () => (await bench.broker.getOpenOrders())[0]?.quantity.toFixed() === '0.005');
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('funding', () => {
  it('is told as a movement of money, and leaves no difference', async () => {
    await place({ pricing: { type: 'market' } });
    bench.mock.market.funding(SWAP, '0.001');
    await bench.until(() => bench.told.some((event) => event.type === 'ledger' && event.entry.type === 'funding'));
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('many commands at once', () => {
  it('are sent in batches, and each has its answer', async () => {
    const orders = await Promise.all([place(), place({ pricing: { type: 'limit', price: '58000' } })]);
    const replies = await bench.venue.cancelMany(orders);
    expect(replies.map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged']);
    await bench.eventually(async () => (await bench.broker.getOpenOrders()).length === 0);
    expect(bench.mock.requests.some(({ path }) => path.endsWith('/cancel-batch-orders'))).toBe(true);
  });
});

describe('an account in long/short mode', () => {
  it('is refused with the way out', async () => {
    const other = await VenueBench.start({ positionMode: 'long_short_mode' });
    await expect(other.broker.connect()).rejects.toMatchObject({ code: 'config/unsupported' });
    await other.close();
  });
});

describe('a key that may only read', () => {
  it('is refused', async () => {
    const other = await VenueBench.start({ permissions: 'read_only' });
    await expect(other.broker.connect()).rejects.toMatchObject({ code: 'auth/permission_missing' });
    await other.close();
  });
});

describe('an account that cannot be read', () => {
  it('throws, and is not empty', async () => {
    bench.mock.faults.failNext('read_positions', 'bad_gateway', { times: 10 });
    await expect(bench.venue.fetchAccount()).rejects.toMatchObject({ code: 'venue/unavailable' });
  });
});
