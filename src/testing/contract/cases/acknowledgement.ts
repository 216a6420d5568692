import assert from 'node:assert/strict';
import type { Order } from '../../../domain/order.ts';
import type { OrderIntent, OrderPricing } from '../../../domain/order-intent.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { inState, same } from '../expectations.ts';

/** What every acknowledged order shows. */
async function hasShape(bench: Bench, order: Order, intent: Partial<OrderIntent>): Promise<void> {
  assert.ok(order.venueOrderId !== null && order.venueOrderId.length > 0, 'the venue gave it an id');
  assert.match(order.clientOrderId, /^[A-Za-z0-9]{1,32}$/);
  assert.equal(order.instrument, bench.swap.id);
  assert.equal(order.side, intent.side ?? 'buy');
  assert.equal(order.type, intent.pricing?.type);
  assert.equal(order.marginMode, 'cross');
  same(order.quantity, bench.minimum(), 'the quantity');
  same(order.filledQuantity, '0', 'what has filled');
  same(order.remainingQuantity, bench.minimum(), 'what remains');
  assert.equal(order.averagePrice, null);
  assert.ok(order.createdAt <= order.updatedAt);
  assert.equal(order.isTerminal, false);
  const found = await bench.order(order);
  assert.equal(found.state, order.state);
  assert.equal(found.venueOrderId, order.venueOrderId);
  assert.ok(await bench.isOpen(order), 'it is among the open orders');
}

/** Places an order that waits, looks at it, and cancels it. */
async function waits(bench: Bench, state: 'working' | 'armed', change: Partial<OrderIntent>): Promise<Order> {
  const order = await bench.place(change);
  inState(order, state);
  await hasShape(bench, order, change);
  const gone = await bench.broker.cancelOrder(order);
  inState(gone, 'canceled');
  assert.equal(gone.cancelReason, 'requested');
  assert.equal(await bench.isOpen(order), false);
  return order;
}

export const acknowledgement = subject('acknowledgement', (it) => {
  for (const timeInForce of ['gtc', 'post_only'] as const) {
    it(`lets a ${timeInForce} limit order far from the market rest`, async (bench) => {
      const price = await bench.priceAt('0.85');
      const order = await waits(bench, 'working', { pricing: { type: 'limit', price, timeInForce } });
      same(order.limitPrice, price, 'the limit');
      assert.equal(order.triggerPrice, null);
    });
  }

  it('lets a sell limit order above the market rest', async (bench) => {
    const price = await bench.priceAt('1.15');
    const order = await waits(bench, 'working', { side: 'sell', pricing: { type: 'limit', price } });
    same(order.limitPrice, price, 'the limit');
  });

  it('cancels an IOC limit order that nothing meets', async (bench) => {
    const price = await bench.priceAt('0.85');
    const order = await bench.place({ pricing: { type: 'limit', price, timeInForce: 'ioc' } });
    inState(order, 'canceled');
    assert.equal(order.cancelReason, 'ioc_remainder');
    same(order.filledQuantity, '0', 'what has filled');
  });

  it('cancels a FOK limit order that cannot fill at once', async (bench) => {
    const price = await bench.priceAt('0.85');
    const order = await bench.place({ pricing: { type: 'limit', price, timeInForce: 'fok' } });
    inState(order, 'canceled');
    assert.equal(order.cancelReason, 'fok_not_fillable');
  });

  it('keeps a limit order with an expiry and tells when it ends', async (bench) => {
    const price = await bench.priceAt('0.85');
    const expiresAt = (await bench.now()) + 24 * 3_600_000;
    const order = await waits(bench, 'working', { pricing: { type: 'limit', price }, expiresAt });
    assert.equal(order.expiresAt, expiresAt);
  });

  const conditional: readonly [string, 'buy' | 'sell', (far: string) => OrderPricing][] = [
    ['1.15', 'buy', (price) => ({ type: 'stop_market', trigger: { price } })],
    ['0.85', 'sell', (price) => ({ type: 'stop_market', trigger: { price } })],
    ['1.15', 'buy', (price) => ({ type: 'stop_limit', trigger: { price }, price })],
    ['0.85', 'sell', (price) => ({ type: 'stop_limit', trigger: { price }, price })],
    ['0.85', 'buy', (price) => ({ type: 'take_profit_market', trigger: { price } })],
    ['1.15', 'sell', (price) => ({ type: 'take_profit_market', trigger: { price } })],
    ['0.85', 'buy', (price) => ({ type: 'take_profit_limit', trigger: { price }, price })],
    ['1.15', 'sell', (price) => ({ type: 'take_profit_limit', trigger: { price }, price })],
  ];
  for (const type of ['stop_market', 'stop_limit', 'take_profit_market', 'take_profit_limit'] as const) {
    it(`arms a ${type} order of either side far from the market`, async (bench) => {
      for (const [fraction, side, pricing] of conditional) {
        const far = await bench.priceAt(fraction);
        const terms = pricing(far);
        if (terms.type !== type) continue;
        const order = await waits(bench, 'armed', { side, pricing: terms });
        same(order.triggerPrice, far, 'the trigger');
        if (type.endsWith('_limit')) same(order.limitPrice, far, 'the limit');
        else assert.equal(order.limitPrice, null);
      }
    });
  }

  it('arms a trigger on the mark price', async (bench) => {
    const price = await bench.priceAt('0.85');
    await waits(bench, 'armed', { side: 'sell', pricing: { type: 'stop_market', trigger: { price, by: 'mark' } } });
  });

  it('arms a trailing stop at a fraction, with and without an activation price', async (bench) => {
    const distance = { fraction: '0.1' };
    await waits(bench, 'armed', { side: 'sell', pricing: { type: 'trailing_stop', distance } });
    const activation = { price: await bench.priceAt('1.15') };
    await waits(bench, 'armed', { side: 'sell', pricing: { type: 'trailing_stop', distance, activation } });
  });

  it('arms a trailing stop at an amount', async (bench) => {
    const amount = await bench.priceAt('0.1');
    await waits(bench, 'armed', { side: 'sell', pricing: { type: 'trailing_stop', distance: { amount } } });
  });

  it('carries decision and tag with the order', async (bench) => {
    const order = await bench.rest({ decisionId: 'decision-1', tag: 'tag1' });
    assert.equal((await bench.order(order)).decisionId, 'decision-1');
  });

  it('prints an order with decimal strings only', async (bench) => {
    const printed: Record<string, unknown> = JSON.parse(JSON.stringify(await bench.rest()));
    for (const field of ['quantity', 'filledQuantity', 'limitPrice', 'fee']) {
      assert.equal(typeof printed[field], 'string', field);
    }
  });
});
