import assert from 'node:assert/strict';
import type { Order } from '../../../domain/order.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { inState, same } from '../expectations.ts';

const needs = ['market'] as const;

/** A long with a stop 3 % below and a target 3 % above. */
async function enter(bench: Bench, times = 2): Promise<{ readonly stop: string; readonly target: string }> {
  const [stop, target] = [await bench.priceAt('0.97'), await bench.priceAt('1.03')];
  const protection = { stopLoss: { trigger: { price: stop } }, takeProfit: { trigger: { price: target } } };
  await bench.trade('buy', times, { protection });
  return { stop, target };
}

async function isGone(bench: Bench): Promise<void> {
  await bench.eventually('the position is gone', async () => (await bench.position()) === undefined);
  await bench.eventually('no protection is left', async () => (await bench.protectiveOrders()).length === 0);
}

async function protectiveFills(bench: Bench): Promise<readonly Order[]> {
  const history = await bench.broker.getOrderHistory({ instrument: bench.swap.id });
  return history.filter(({ role, filledQuantity }) => role !== 'entry' && role !== 'exit' && filledQuantity.gt(0));
}

export const liveProtection = subject('protection as the price moves', (it) => {
  it(
    'closes at the stop and cancels the target',
    async (bench) => {
      const { stop } = await enter(bench);
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.96'));
      await isGone(bench);
      const [fill, ...others] = await protectiveFills(bench);
      assert.ok(fill !== undefined && others.length === 0, 'exactly one protective order filled');
      assert.equal(fill.role, 'stop_loss');
      assert.ok(fill.averagePrice?.lte(stop));
      const [closed] = await bench.broker.getClosedPositions({ limit: 1 });
      assert.equal(closed?.closedBy, 'stop_loss');
    },
    { needs },
  );

  it(
    'closes at the target and cancels the stop',
    async (bench) => {
      await enter(bench);
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.04'));
      await isGone(bench);
      const [fill, ...others] = await protectiveFills(bench);
      assert.ok(fill !== undefined && others.length === 0, 'exactly one protective order filled');
      assert.equal(fill.role, 'take_profit');
      const [closed] = await bench.broker.getClosedPositions({ limit: 1 });
      assert.equal(closed?.closedBy, 'take_profit');
      assert.ok(closed.realizedPnl.gt(0));
    },
    { needs },
  );

  it(
    'fills a resting target at its own price',
    async (bench) => {
      const resting = await bench.priceAt('1.03');
      const stop = await bench.priceAt('0.97');
      await bench.trade('buy', 2, { protection: { stopLoss: { trigger: { price: stop } }, takeProfit: { resting } } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.04'));
      await isGone(bench);
      const [fill] = await protectiveFills(bench);
      same(fill?.averagePrice, resting, 'the price');
    },
    { needs },
  );

  it(
    'closes at the price after a jump past the stop',
    async (bench) => {
      const { stop } = await enter(bench);
      const after = await bench.priceAt('0.9');
      await bench.market.gap(bench.swap.id, after);
      await isGone(bench);
      const [fill] = await protectiveFills(bench);
      assert.equal(fill?.role, 'stop_loss');
      assert.ok(fill.averagePrice?.lt(stop) && fill.averagePrice.sub(after).abs().lt(bench.swap.tickSize.mul(20)));
    },
    { needs },
  );

  it(
    'never sells more than the position when the price runs over both',
    async (bench) => {
      await enter(bench);
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.95'));
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.1'));
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.9'));
      await isGone(bench);
      assert.equal((await protectiveFills(bench)).length, 1);
    },
    { needs },
  );

  it(
    'brings protection to life when a resting entry fills',
    async (bench) => {
      const protection = {
        stopLoss: { trigger: { price: await bench.priceAt('0.93') } },
        takeProfit: { trigger: { price: await bench.priceAt('1.05') } },
      };
      await bench.rest({ pricing: { type: 'limit', price: await bench.priceAt('0.98') }, protection });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.97'));
      await bench.eventually(
        'the stop is seen',
        async () => (await bench.position())?.protection.status === 'verified',
      );
      const position = await bench.open();
      same(position.protection.stopPrice, protection.stopLoss.trigger.price, 'the stop');
      same(position.protection.coveredQuantity, position.quantity, 'the quantity covered');
    },
    { needs },
  );

  it(
    'protects what a partly filled entry has bought',
    async (bench) => {
      const protection = { stopLoss: { trigger: { price: await bench.priceAt('0.9') } } };
      const quantity = bench.minimum(bench.swap, 10);
      const pricing = { type: 'limit', price: await bench.priceAt('0.99') } as const;
      const order = await bench.rest({ quantity, pricing, protection });
      const volume = bench.minimum(bench.swap, 4);
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.985'), { volume });
      await bench.eventually('a part is filled and protected', async () => {
        const position = await bench.position();
        return position?.protection.coveredQuantity.eq(position.quantity) ?? false;
      });
      inState(await bench.order(order), 'partially_filled');
    },
    { needs },
  );

  it(
    'moves with protectPosition and acts at the new stop',
    async (bench) => {
      await enter(bench);
      const price = await bench.priceAt('0.99');
      await bench.broker.protectPosition(await bench.open(), { stopLoss: { trigger: { price } } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'));
      await isGone(bench);
      const [fill] = await protectiveFills(bench);
      same(fill?.triggerPrice, price, 'the stop that acted');
    },
    { needs },
  );

  it(
    'protects a short against a rising price',
    async (bench) => {
      const protection = {
        stopLoss: { trigger: { price: await bench.priceAt('1.03') } },
        takeProfit: { trigger: { price: await bench.priceAt('0.97') } },
      };
      await bench.trade('sell', 2, { protection });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.04'));
      await isGone(bench);
      assert.equal((await bench.broker.getClosedPositions({ limit: 1 }))[0]?.closedBy, 'stop_loss');
    },
    { needs },
  );

  it(
    'tells once that a protected position has closed',
    async (bench) => {
      await enter(bench);
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.96'));
      await isGone(bench);
      assert.equal(bench.heard('position.closed').length, 1);
      assert.equal(bench.heard('position.opened').length, 1);
    },
    { needs },
  );
});
