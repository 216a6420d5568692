import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { denied, inState, same } from '../expectations.ts';

const TWENTY = Array.from({ length: 20 }, (_, index) => index);

export const concurrency = subject('many at once', (it) => {
  it('acknowledges twenty resting orders at once, each with an id of its own', async (bench) => {
    const orders = await Promise.all(TWENTY.map(() => bench.rest()));
    assert.equal(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size, TWENTY.length);
    assert.equal(new Set(orders.map(({ venueOrderId }) => venueOrderId)).size, TWENTY.length);
    assert.equal((await bench.broker.getOpenOrders(bench.swap.id)).length, TWENTY.length);
    assert.equal((await bench.broker.cancelAllOrders(bench.swap.id)).length, TWENTY.length);
  });

  it('fills twenty market orders at once into one position', async (bench) => {
    const orders = await Promise.all(TWENTY.map(() => bench.trade('buy')));
    same((await bench.open()).quantity, bench.minimum(bench.swap, TWENTY.length), 'the position');
    const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    const fills = await bench.broker.getFills({ instrument: bench.swap.id });
    assert.ok(fills.filter(({ clientOrderId }) => ids.has(clientOrderId)).length >= TWENTY.length);
  });

  it('places several orders in one call, each with an outcome of its own', async (bench) => {
    const [swap, quantity] = [bench.swap.id, bench.minimum()];
    const far = { type: 'limit', price: await bench.priceAt('0.95') } as const;
    const [rests, filled, small] = await bench.broker.placeOrders([
      { instrument: swap, side: 'buy', quantity, pricing: far },
      { instrument: swap, side: 'buy', quantity, pricing: { type: 'market' } },
      { instrument: swap, side: 'buy', quantity: bench.swap.minQuantity.div(2), pricing: far },
    ]);
    assert.ok(rests !== undefined && filled !== undefined && small !== undefined);
    inState(rests, 'working');
    inState(filled, 'filled');
    denied(small, 'below_min_quantity');
    await bench.broker.cancelAllOrders(swap);
  });

  it('places none of several orders of which one makes no sense', async (bench) => {
    const intent = { instrument: bench.swap.id, side: 'buy', quantity: bench.minimum() } as const;
    const pricing = { type: 'limit', price: await bench.priceAt('0.95') } as const;
    const clientOrderId = 'twice1';
    const twice = [
      { ...intent, pricing, clientOrderId },
      { ...intent, pricing, clientOrderId },
    ];
    await assert.rejects(bench.broker.placeOrders(twice), { code: 'order/duplicate_id' });
    const words = { ...intent, pricing: { type: 'limit', price: 'high' } } as const;
    await assert.rejects(bench.broker.placeOrders([{ ...intent, pricing }, words]), { code: 'order/invalid_number' });
    assert.deepEqual(await bench.broker.getOpenOrders(bench.swap.id), []);
  });

  it('places forty orders in one call, and cancels them in one', async (bench) => {
    const pricing = { type: 'limit', price: await bench.priceAt('0.95') } as const;
    const intent = { instrument: bench.swap.id, side: 'buy', quantity: bench.minimum(), pricing } as const;
    const orders = await bench.broker.placeOrders([...TWENTY, ...TWENTY].map(() => intent));
    for (const order of orders) inState(order, 'working');
    assert.equal(new Set(orders.map(({ venueOrderId }) => venueOrderId)).size, 40);
    const gone = await bench.broker.cancelAllOrders(bench.swap.id);
    assert.equal(gone.length, 40);
    for (const order of gone) inState(order, 'canceled');
  });

  it(
    'lets twenty orders in one call take no more risk together than one may',
    async (bench) => {
      const { equity } = await bench.broker.getBalance();
      const price = await bench.broker.getMarketPrice(bench.swap.id);
      await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'cross' }, '3');
      const pricing = { type: 'limit', price: await bench.priceAt('0.99') } as const;
      const intent = {
        instrument: bench.swap.id,
        side: 'buy',
        quantity: equity.mul('0.3').div(price),
        pricing,
      } as const;
      const orders = await bench.broker.placeOrders(TWENTY.map(() => intent));
      const passed = orders.filter(({ state }) => state !== 'denied').length;
      assert.ok(passed >= 4 && passed <= 5, `${passed} orders passed`);
    },
    { needs: ['market'] },
  );

  it('answers twenty reads at once alike', async (bench) => {
    await bench.trade('buy', 2);
    const answers = await Promise.all(TWENTY.map(() => bench.open()));
    for (const position of answers) same(position.quantity, bench.minimum(bench.swap, 2), 'the position');
  });

  it('cancels twenty orders one by one at once', async (bench) => {
    const orders = await Promise.all(TWENTY.map(() => bench.rest()));
    const gone = await Promise.all(orders.map((order) => bench.broker.cancelOrder(order)));
    for (const order of gone) inState(order, 'canceled');
    assert.deepEqual(await bench.broker.getOpenOrders(bench.swap.id), []);
  });

  it(
    'lets twenty orders at once take no more risk together than one may',
    async (bench) => {
      const { equity } = await bench.broker.getBalance();
      const price = await bench.broker.getMarketPrice(bench.swap.id);
      await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'cross' }, '3');
      // Each order takes a fifth of what the margin limit of half the equity lets a position have at leverage 3.
      const quantity = equity.mul('0.3').div(price);
      const pricing = { type: 'limit', price: await bench.priceAt('0.99') } as const;
      const orders = await Promise.all(TWENTY.map(() => bench.place({ quantity, pricing })));
      const refused = orders.filter(({ state }) => state === 'denied');
      for (const order of refused) denied(order, 'position_margin_limit');
      const passed = orders.length - refused.length;
      assert.ok(passed >= 4 && passed <= 5, `${passed} orders passed`);
    },
    { needs: ['market'] },
  );

  it('keeps its books while orders, changes and reads cross', async (bench) => {
    await Promise.all([
      bench.trade('buy', 2),
      bench.rest(),
      bench.broker.getSnapshot(),
      bench.trade('sell', 1),
      bench.rest({ side: 'sell' }),
      bench.broker.getPositions(),
    ]);
    await bench.broker.cancelAllOrders(bench.swap.id);
    same((await bench.open()).quantity, bench.minimum(), 'the position');
    assert.deepEqual(await bench.broker.reconcile(), []);
  });
});
