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

describe('a market order', () => {
  it('is filled with its price and its fee', async () => {
    const order = await bench.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'market' },
    });
    expect([order.state, order.averagePrice?.toFixed(), order.fee.toFixed()]).toEqual([
      'filled',
      '60000.1',
      '0.3000005',
    ]);
  });

  it('opens the position that the exchange holds', async () => {
    await bench.broker.placeOrder({ instrument: SWAP, side: 'buy', quantity: '0.01', pricing: { type: 'market' } });
    const [position] = await bench.broker.getPositions();
    expect(position?.quantity.toFixed()).toBe('0.01');
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('a limit order', () => {
  const place = (): Promise<Order> =>
    bench.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.02',
      pricing: { type: 'limit', price: '59000' },
    });

  it('rests until it is canceled', async () => {
    const order = await place();
    expect(order.state).toBe('working');
    const canceled = await bench.broker.cancelOrder(order);
    expect(canceled.state === 'canceled' && canceled.cancelReason).toBe('requested');
  });

  it('is amended before the call resolves', async () => {
    const amended = await bench.broker.amendOrder(await place(), { price: '58000', quantity: '0.03' });
    expect([amended.limitPrice?.toFixed(), amended.quantity.toFixed()]).toEqual(['58000', '0.03']);
  });

  it('is filled when the market comes to it', async () => {
    const order = await place();
    bench.mock.market.setPrice(SWAP, '58000');
    await bench.until(() => bench.told.some((event) => event.type === 'order' && event.event.type === 'order.filled'));
    expect((await bench.broker.getOrder(order)).state).toBe('filled');
    expect(await bench.broker.reconcile()).toEqual([]);
  });

  it('that only rests ends at once where it would take', async () => {
    const order = await bench.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.02',
      pricing: { type: 'limit', price: '61000', timeInForce: 'post_only' },
    });
    expect(order.state === 'canceled' && order.cancelReason).toBe('post_only_would_take');
  });
});
