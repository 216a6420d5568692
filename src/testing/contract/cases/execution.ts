import assert from 'node:assert/strict';
import type { Order } from '../../../domain/order.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { inState, same, sum } from '../expectations.ts';

/** The order's figures are the sums of its fills. */
async function addsUp(bench: Bench, order: Order): Promise<void> {
  const fills = await bench.broker.getFills({ clientOrderId: order.clientOrderId });
  assert.ok(fills.length > 0, 'it has fills');
  const quantity = sum(fills.map((fill) => fill.quantity));
  same(quantity, order.filledQuantity, 'the fills’ quantity');
  const cost = sum(fills.map((fill) => fill.quantity.mul(fill.price)));
  const average = order.averagePrice;
  assert.ok(average?.mul(quantity).sub(cost).abs().lt('1e-20'), 'the average is of the fills');
  same(order.fee, sum(fills.map(({ fee }) => fee)), 'the fee');
  for (const fill of fills) {
    assert.equal(fill.venueOrderId, order.venueOrderId);
    assert.equal(fill.instrument, order.instrument);
    assert.equal(fill.side, order.side);
    assert.equal(fill.marginMode, order.marginMode);
    assert.equal(fill.feeCurrency, order.feeCurrency);
    assert.equal(fill.cause, 'order');
    assert.ok(fill.at <= order.updatedAt);
  }
  assert.equal(new Set(fills.map(({ fillId }) => fillId)).size, fills.length, 'every fill has an id of its own');
}

export const execution = subject('execution', (it) => {
  for (const side of ['buy', 'sell'] as const) {
    it(`fills a market ${side} before it answers`, async (bench) => {
      const order = await bench.trade(side);
      same(order.filledQuantity, order.quantity, 'what has filled');
      same(order.remainingQuantity, '0', 'what remains');
      assert.ok(order.isTerminal);
      assert.equal(await bench.isOpen(order), false);
      await addsUp(bench, order);
    });
  }

  it('charges the taker fee of a swap in its settlement currency', async (bench) => {
    const order = await bench.trade('buy');
    assert.ok(order.fee.gt(0), `the fee is ${order.fee.toFixed()}`);
    assert.equal(order.feeCurrency, bench.swap.settleCurrency);
    const [fill] = await bench.broker.getFills({ clientOrderId: order.clientOrderId });
    assert.equal(fill?.liquidity, 'taker');
  });

  it('fills a limit buy above the market at the limit or better', async (bench) => {
    const price = await bench.priceAt('1.02');
    const order = await bench.place({ pricing: { type: 'limit', price } });
    await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
    const filled = await bench.order(order);
    assert.ok(filled.averagePrice?.lte(price));
    await addsUp(bench, filled);
  });

  it('fills a limit sell below the market at the limit or better', async (bench) => {
    const price = await bench.priceAt('0.98');
    const order = await bench.place({ side: 'sell', pricing: { type: 'limit', price } });
    await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
    assert.ok((await bench.order(order)).averagePrice?.gte(price));
  });

  for (const timeInForce of ['ioc', 'fok'] as const) {
    it(`fills a marketable ${timeInForce} limit before it answers`, async (bench) => {
      const price = await bench.priceAt('1.02');
      const order = await bench.place({ pricing: { type: 'limit', price, timeInForce } });
      inState(order, 'filled');
      assert.ok(order.averagePrice?.lte(price));
      await addsUp(bench, order);
    });
  }

  it('never lets a post-only order take', async (bench) => {
    const price = await bench.priceAt('1.02');
    const order = await bench.place({ pricing: { type: 'limit', price, timeInForce: 'post_only' } });
    inState(order, 'canceled', 'rejected');
    const why = order.state === 'canceled' ? order.cancelReason : order.rejection?.reason;
    assert.ok(why === 'post_only_would_take' || why === 'would_take_liquidity', `it ended for ${why}`);
    same(order.filledQuantity, '0', 'what has filled');
    assert.equal(await bench.position(), undefined);
  });

  it('lists fills newest first and by order', async (bench) => {
    const [first, second] = [await bench.trade('buy'), await bench.trade('buy')];
    const fills = await bench.broker.getFills({ instrument: bench.swap.id });
    const positionOf = (order: Order) => fills.findIndex((fill) => fill.clientOrderId === order.clientOrderId);
    assert.ok(positionOf(second) < positionOf(first));
    const ofFirst = await bench.broker.getFills({ clientOrderId: first.clientOrderId });
    assert.ok(ofFirst.every((fill) => fill.clientOrderId === first.clientOrderId));
  });

  it('limits how many fills it lists', async (bench) => {
    await bench.trade('buy');
    const last = await bench.trade('sell');
    const fills = await bench.broker.getFills({ instrument: bench.swap.id, limit: 1 });
    assert.equal(fills.length, 1);
    assert.equal(fills[0]?.clientOrderId, last.clientOrderId);
  });

  it('lists ended orders newest first', async (bench) => {
    const first = await bench.trade('buy');
    const second = await bench.rest();
    await bench.broker.cancelOrder(second);
    const history = await bench.broker.getOrderHistory({ instrument: bench.swap.id, limit: 2 });
    assert.deepEqual(
      history.map(({ clientOrderId }) => clientOrderId),
      [second.clientOrderId, first.clientOrderId],
    );
  });

  it('lists open orders oldest first, and no ended one', async (bench) => {
    const ended = await bench.trade('buy');
    const open = [await bench.rest(), await bench.rest({ side: 'sell' }), await bench.rest()];
    const listed = await bench.broker.getOpenOrders(bench.swap.id);
    assert.deepEqual(
      listed.map(({ clientOrderId }) => clientOrderId),
      open.map(({ clientOrderId }) => clientOrderId),
    );
    assert.ok(!listed.some(({ clientOrderId }) => clientOrderId === ended.clientOrderId));
  });
});
