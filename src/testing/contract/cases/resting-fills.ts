import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { inState, same } from '../expectations.ts';

const needs = ['market'] as const;

export const restingFills = subject('resting orders as the price moves', (it) => {
  it(
    'fills a limit buy at its price when the market trades through it',
    async (bench) => {
      const price = await bench.priceAt('0.99');
      const order = await bench.place({ pricing: { type: 'limit', price } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'));
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
      same((await bench.order(order)).averagePrice, price, 'the price');
      const [fill] = await bench.broker.getFills({ clientOrderId: order.clientOrderId });
      assert.equal(fill?.liquidity, 'maker');
      assert.equal((await bench.open()).side, 'long');
    },
    { needs },
  );

  it(
    'fills a limit sell at its price when the market trades through it',
    async (bench) => {
      const price = await bench.priceAt('1.01');
      const order = await bench.place({ side: 'sell', pricing: { type: 'limit', price } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.02'));
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
      same((await bench.order(order)).averagePrice, price, 'the price');
    },
    { needs },
  );

  it(
    'charges a maker less than a taker',
    async (bench) => {
      const taken = await bench.trade('buy');
      const order = await bench.place({ pricing: { type: 'limit', price: await bench.priceAt('0.99') } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'));
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
      const made = (await bench.order(order)).fee;
      assert.ok(made.lt(taken.fee), `${made.toFixed()} is not less than ${taken.fee.toFixed()}`);
    },
    { needs },
  );

  it(
    'leaves a limit order alone while the market stays away from it',
    async (bench) => {
      const order = await bench.place({ pricing: { type: 'limit', price: await bench.priceAt('0.95') } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'));
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.03'));
      await bench.settle();
      inState(await bench.order(order), 'working');
    },
    { needs },
  );

  it(
    'fills the better of two limits first, at their own prices',
    async (bench) => {
      const far = await bench.rest({ pricing: { type: 'limit', price: await bench.priceAt('0.98') } });
      const near = await bench.rest({ pricing: { type: 'limit', price: await bench.priceAt('0.99') } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.97'));
      await bench.eventually(
        'both are filled',
        async () => (await bench.position())?.quantity.eq(bench.minimum(bench.swap, 2)) ?? false,
      );
      const fills = bench.heard('order.filled').map(({ order }) => order.clientOrderId);
      assert.deepEqual(fills, [near.clientOrderId, far.clientOrderId]);
      same((await bench.order(far)).averagePrice, far.limitPrice ?? '0', 'the farther price');
    },
    { needs },
  );

  it(
    'fills what the volume allows and keeps the rest',
    async (bench) => {
      const price = await bench.priceAt('0.99');
      const quantity = bench.minimum(bench.swap, 10);
      const order = await bench.rest({ quantity, pricing: { type: 'limit', price } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'), { volume: bench.minimum(bench.swap, 4) });
      await bench.eventually('a part is filled', async () => (await bench.order(order)).filledQuantity.gt(0));
      const part = await bench.order(order);
      inState(part, 'partially_filled');
      assert.ok(part.filledQuantity.lte(bench.minimum(bench.swap, 4)), `${part.filledQuantity} filled`);
      same(part.remainingQuantity, part.quantity.sub(part.filledQuantity), 'the rest');
      assert.ok(await bench.isOpen(order));
    },
    { needs },
  );

  it(
    'cancels the rest of a partly filled order and keeps what filled',
    async (bench) => {
      const order = await bench.rest({
        quantity: bench.minimum(bench.swap, 10),
        pricing: { type: 'limit', price: await bench.priceAt('0.99') },
      });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'), { volume: bench.minimum(bench.swap, 4) });
      await bench.eventually('a part is filled', async () => (await bench.order(order)).filledQuantity.gt(0));
      const gone = await bench.broker.cancelOrder(order);
      inState(gone, 'canceled');
      assert.ok(gone.filledQuantity.gt(0) && gone.filledQuantity.lt(gone.quantity));
      same((await bench.open()).quantity, gone.filledQuantity, 'the position');
    },
    { needs },
  );

  it(
    'does not amend an order below what it has filled',
    async (bench) => {
      const order = await bench.rest({
        quantity: bench.minimum(bench.swap, 10),
        pricing: { type: 'limit', price: await bench.priceAt('0.99') },
      });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'), { volume: bench.minimum(bench.swap, 4) });
      await bench.eventually('a part is filled', async () => (await bench.order(order)).filledQuantity.gt(0));
      const part = await bench.order(order);
      assert.ok(part.filledQuantity.gt(bench.minimum()), 'more than the minimum has filled');
      const after = await bench.broker.amendOrder(order, { quantity: bench.minimum() });
      same(after.filledQuantity, part.filledQuantity, 'what has filled');
      assert.ok(after.quantity.gte(part.filledQuantity));
    },
    { needs },
  );

  it(
    'fills nothing of a resting order in a market without volume',
    async (bench) => {
      const order = await bench.rest({ pricing: { type: 'limit', price: await bench.priceAt('0.99') } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'), { volume: '0' });
      await bench.settle();
      same((await bench.order(order)).filledQuantity, '0', 'what has filled');
    },
    { needs },
  );

  it(
    'amends a resting order into the market, where it fills at the new limit or better',
    async (bench) => {
      const order = await bench.rest();
      const price = await bench.priceAt('1.02');
      await bench.broker.amendOrder(order, { price });
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
      assert.ok((await bench.order(order)).averagePrice?.lte(price));
    },
    { needs },
  );

  it(
    'lets an order expire at its time and not before',
    async (bench) => {
      const expiresAt = bench.clock.now() + 600_000;
      const order = await bench.rest({ expiresAt });
      await bench.clock.advance(540_000);
      await bench.settle();
      inState(await bench.order(order), 'working');
      await bench.clock.advance(120_000);
      await bench.eventually('it is expired', async () => (await bench.order(order)).state === 'expired');
      assert.equal(await bench.isOpen(order), false);
      same((await bench.order(order)).filledQuantity, '0', 'what has filled');
    },
    { needs: ['clock'] },
  );

  it(
    'lets an armed order expire too',
    async (bench) => {
      const expiresAt = bench.clock.now() + 60_000;
      const trigger = { price: await bench.priceAt('0.85') };
      const order = await bench.place({ side: 'sell', pricing: { type: 'stop_market', trigger }, expiresAt });
      await bench.clock.advance(180_000);
      await bench.eventually('it is expired', async () => (await bench.order(order)).state === 'expired');
      assert.equal(await bench.isOpen(order), false);
    },
    { needs: ['clock'] },
  );
});
