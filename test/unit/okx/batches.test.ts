import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderIntent } from '../../../src/index.ts';
import { DemoBench, SWAP } from './demo-bench.ts';

const FAR: OrderIntent = {
  instrument: SWAP,
  side: 'buy',
  quantity: '0.02',
  pricing: { type: 'limit', price: '58000' },
};

describe('orders that are placed and canceled together', () => {
  let bench: DemoBench;
  beforeEach(async () => {
    bench = await DemoBench.start();
    await bench.broker.connect();
  });
  afterEach(() => bench.close());

  const calls = (path: string) => bench.mock.requests.filter((request) => request.path.endsWith(path)).length;
  const many = (count: number, intent = FAR): OrderIntent[] => Array.from({ length: count }, () => intent);

  it('take one call for each twenty', async () => {
    const orders = await bench.broker.placeOrders(many(40));
    expect([orders.every(({ state }) => state === 'working'), calls('/trade/batch-orders')]).toEqual([true, 2]);
    await bench.broker.cancelAllOrders();
    expect([calls('/cancel-batch-orders'), calls('/trade/cancel-order'), calls('/trade/order')]).toEqual([2, 0, 0]);
    expect(bench.mock.exchange.openOrders()).toEqual([]);
  });

  it('have outcomes of their own where OKX takes only some', async () => {
    const dear = { ...FAR, quantity: '100' };
    const orders = await bench.broker.placeOrders([FAR, dear, FAR]);
    expect(orders.map(({ state }) => state)).toEqual(['working', 'denied', 'working']);
  });

  it.each(['batch-orders', 'cancel-batch-orders'] as const)(
    'are each found where the answer of %s is lost',
    async (path) => {
      const fault = bench.mock.faults.failNext(`POST /api/v5/trade/${path}`, 'reset');
      const orders = await bench.broker.placeOrders(many(5));
      expect(orders.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'working'));
      expect(bench.mock.exchange.openOrders().length).toBe(5);
      const gone = await bench.broker.cancelAllOrders();
      expect(gone.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'canceled'));
      expect([fault.fired, await bench.broker.reconcile()]).toEqual([1, []]);
    },
  );

  it('cancel a stop and a target in one with one request', async () => {
    await bench.broker.placeOrder({ ...FAR, pricing: { type: 'market' } });
    await bench.broker.protectPosition(
      { instrument: SWAP, marginMode: 'cross' },
      { stopLoss: { trigger: { price: '50000' } }, takeProfit: { trigger: { price: '70000' } } },
    );
    const gone = await bench.broker.cancelAllOrders();
    expect(gone.map(({ state }) => state)).toEqual(['canceled', 'canceled']);
    expect(bench.mock.exchange.openOrders()).toEqual([]);
  });
});
