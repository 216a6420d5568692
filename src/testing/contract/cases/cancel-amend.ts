import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { fails, inState, same } from '../expectations.ts';

export const cancelAndAmend = subject('cancel and amend', (it) => {
  it('cancels by our id', async (bench) => {
    const order = await bench.rest();
    const gone = await bench.broker.cancelOrder({ clientOrderId: order.clientOrderId });
    inState(gone, 'canceled');
    assert.equal(gone.cancelReason, 'requested');
    same(gone.filledQuantity, '0', 'what has filled');
  });

  it('cancels by the venue’s id', async (bench) => {
    const order = await bench.rest();
    const gone = await bench.broker.cancelOrder({ venueOrderId: order.venueOrderId ?? '' });
    assert.equal(gone.clientOrderId, order.clientOrderId);
    inState(gone, 'canceled');
  });

  it('finds an order by our id and by the venue’s', async (bench) => {
    const order = await bench.rest();
    const byOurs = await bench.broker.getOrder({ clientOrderId: order.clientOrderId });
    const byTheirs = await bench.broker.getOrder({ venueOrderId: order.venueOrderId ?? '' });
    assert.equal(byOurs.venueOrderId, byTheirs.venueOrderId);
    assert.equal(byTheirs.clientOrderId, order.clientOrderId);
  });

  it('knows no order by an id that nobody gave', async ({ broker }) => {
    for (const ref of [{ clientOrderId: 'nobody0gave0this' }, { venueOrderId: '999999999999999999' }]) {
      await fails(() => broker.getOrder(ref), 'order/unknown_order', 'getOrder');
      await fails(() => broker.cancelOrder(ref), 'order/unknown_order', 'cancelOrder');
      await fails(() => broker.amendOrder(ref, { quantity: '1' }), 'order/unknown_order', 'amendOrder');
    }
  });

  it('leaves a canceled order canceled when it is canceled again', async (bench) => {
    const order = await bench.rest();
    await bench.broker.cancelOrder(order);
    const again = await bench.broker.cancelOrder(order);
    inState(again, 'canceled');
    assert.equal(again.cancelReason, 'requested');
  });

  it('leaves a filled order filled when it is canceled', async (bench) => {
    const order = await bench.trade('buy');
    inState(await bench.broker.cancelOrder(order), 'filled');
  });

  it('cancels once when asked twice at the same time', async (bench) => {
    const order = await bench.rest();
    const answers = await Promise.all([bench.broker.cancelOrder(order), bench.broker.cancelOrder(order)]);
    inState(await bench.order(order), 'canceled');
    assert.ok(answers.every(({ clientOrderId }) => clientOrderId === order.clientOrderId));
    const causes = bench.heard('order.updated').filter(({ cause }) => cause.type === 'order.canceled');
    assert.equal(causes.length, 1);
  });

  it('cancels everything of an instrument, conditional orders too, and says what', async (bench) => {
    const resting = [await bench.rest(), await bench.rest({ side: 'sell' })];
    const trigger = { price: await bench.priceAt('0.85') };
    const armed = await bench.place({ side: 'sell', pricing: { type: 'stop_market', trigger } });
    const gone = await bench.broker.cancelAllOrders(bench.swap.id);
    const ids = new Set(gone.map(({ clientOrderId }) => clientOrderId));
    for (const order of [...resting, armed]) assert.ok(ids.has(order.clientOrderId), `${order.type} is left`);
    for (const order of gone) inState(order, 'canceled');
    assert.deepEqual(await bench.broker.getOpenOrders(bench.swap.id), []);
  });

  it('cancels nothing of another instrument', async (bench) => {
    const spot = await bench.rest({ instrument: bench.spot.id, quantity: bench.minimum(bench.spot, 4) });
    await bench.rest();
    await bench.broker.cancelAllOrders(bench.swap.id);
    assert.ok(await bench.isOpen(spot));
    await bench.broker.cancelAllOrders();
    assert.equal(await bench.isOpen(spot), false);
  });

  it('cancels nothing where nothing is open', async (bench) => {
    assert.deepEqual(await bench.broker.cancelAllOrders(bench.swap.id), []);
  });

  it('amends the price of a resting order', async (bench) => {
    const order = await bench.rest();
    const price = await bench.priceAt('0.86');
    const amended = await bench.broker.amendOrder(order, { price });
    assert.equal(amended.clientOrderId, order.clientOrderId);
    inState(amended, 'working');
    same(amended.limitPrice, price, 'the limit');
    same(amended.quantity, order.quantity, 'the quantity');
    same((await bench.order(order)).limitPrice, price, 'the limit as read');
  });

  it('amends the quantity of a resting order up and down', async (bench) => {
    const order = await bench.rest({ quantity: bench.minimum(bench.swap, 2) });
    for (const times of [3, 1]) {
      const amended = await bench.broker.amendOrder(order, { quantity: bench.minimum(bench.swap, times) });
      same(amended.quantity, bench.minimum(bench.swap, times), 'the quantity');
      same(amended.limitPrice, order.limitPrice ?? '0', 'the limit');
    }
  });

  it('amends price and quantity at once', async (bench) => {
    const order = await bench.rest();
    const change = { price: await bench.priceAt('0.86'), quantity: bench.minimum(bench.swap, 2) };
    const amended = await bench.broker.amendOrder(order, change);
    same(amended.limitPrice, change.price, 'the limit');
    same(amended.quantity, change.quantity, 'the quantity');
  });

  it('amends the trigger of an armed order', async (bench) => {
    const trigger = { price: await bench.priceAt('0.85') };
    const order = await bench.place({ side: 'sell', pricing: { type: 'stop_market', trigger } });
    const triggerPrice = await bench.priceAt('0.86');
    const amended = await bench.broker.amendOrder(order, { triggerPrice });
    inState(amended, 'armed');
    same(amended.triggerPrice, triggerPrice, 'the trigger');
  });

  it('rounds a change as it rounds an order', async (bench) => {
    const order = await bench.rest();
    const price = await bench.priceAt('0.86');
    const amended = await bench.broker.amendOrder(order, { price: bench.swap.tickSize.mul('0.9').add(price) });
    same(amended.limitPrice, price, 'the limit');
  });

  it('leaves an order as it was when the change is refused', async (bench) => {
    const order = await bench.rest();
    const changes = [
      {},
      { quantity: bench.swap.minQuantity.div(2) },
      { quantity: bench.swap.maxLimitQuantity.mul(2) },
      { price: '0' },
    ];
    for (const change of changes) {
      const after = await bench.broker.amendOrder(order, change);
      inState(after, 'working');
      same(after.quantity, order.quantity, 'the quantity');
      same(after.limitPrice, order.limitPrice ?? '0', 'the limit');
    }
    assert.ok(await bench.isOpen(order));
  });

  it('tells why a change was refused', async (bench) => {
    const order = await bench.rest();
    await bench.broker.amendOrder(order, { quantity: bench.swap.minQuantity.div(2) });
    const refusals = bench.heard('order.updated').filter(({ cause }) => cause.type === 'order.amend_rejected');
    assert.equal(refusals.length, 1);
    assert.equal(refusals[0]?.order.clientOrderId, order.clientOrderId);
  });

  it('does not change an order that has ended', async (bench) => {
    const filled = await bench.trade('buy');
    const canceled = await bench.rest();
    await bench.broker.cancelOrder(canceled);
    for (const order of [filled, canceled]) {
      const before = await bench.order(order);
      const after = await bench.broker.amendOrder(order, { quantity: bench.minimum(bench.swap, 5) });
      assert.equal(after.state, before.state);
      same(after.quantity, before.quantity, 'the quantity');
    }
  });
});
