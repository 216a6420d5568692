import assert from 'node:assert/strict';
import type { Protection } from '../../../domain/order-intent.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { fails, inState, same } from '../expectations.ts';

async function around(bench: Bench, stop: string, target: string): Promise<Protection> {
  return {
    stopLoss: { trigger: { price: await bench.priceAt(stop) } },
    takeProfit: { trigger: { price: await bench.priceAt(target) } },
  };
}

/** A position that was opened with a stop and a target far away, and whose stop was seen. */
async function protectedLong(bench: Bench, times = 2): Promise<Protection> {
  const protection = await around(bench, '0.85', '1.15');
  await bench.trade('buy', times, { protection });
  await bench.eventually('the stop is seen', async () => (await bench.open()).protection.status === 'verified');
  return protection;
}

export const protection = subject('protection', (it) => {
  it('is not done with an entry until its stop is seen', async (bench) => {
    const { stopLoss, takeProfit } = await around(bench, '0.85', '1.15');
    assert.ok(stopLoss !== undefined && takeProfit !== undefined && 'trigger' in takeProfit);
    await bench.trade('buy', 1, { protection: { stopLoss, takeProfit } });
    await bench.eventually('the stop is seen', async () => (await bench.position())?.protection.status === 'verified');
    const { status, stopPrice, targetPrice, coveredQuantity } = (await bench.open()).protection;
    assert.equal(status, 'verified');
    same(stopPrice, stopLoss.trigger.price, 'the stop');
    same(targetPrice, takeProfit.trigger.price, 'the target');
    same(coveredQuantity, bench.minimum(), 'the quantity covered');
  });

  it('protects a short on the other sides', async (bench) => {
    await bench.trade('sell', 1, { protection: await around(bench, '1.15', '0.85') });
    await bench.eventually('the stop is seen', async () => (await bench.position())?.protection.status === 'verified');
    const { protection } = await bench.open();
    assert.equal(protection.status, 'verified');
    assert.ok(protection.stopPrice?.gt(protection.targetPrice ?? '0'));
  });

  it('protects an isolated position as it does a cross one', async (bench) => {
    await bench.trade('buy', 1, { marginMode: 'isolated', protection: await around(bench, '0.9', '1.15') });
    await bench.eventually(
      'the stop is seen',
      async () => (await bench.position('isolated'))?.protection.status === 'verified',
    );
    assert.equal((await bench.open('isolated')).protection.status, 'verified');
  });

  it('protects by a stop alone', async (bench) => {
    const stopLoss = { trigger: { price: await bench.priceAt('0.85') } };
    await bench.trade('buy', 1, { protection: { stopLoss } });
    await bench.eventually('the stop is seen', async () => (await bench.position())?.protection.status === 'verified');
    const { status, targetPrice } = (await bench.open()).protection;
    assert.equal(status, 'verified');
    assert.equal(targetPrice, null);
  });

  it('shows stop and target among the open orders, reduce-only and with their role', async (bench) => {
    await protectedLong(bench);
    const orders = await bench.protectiveOrders();
    assert.ok(orders.some(({ role }) => role === 'stop_loss'));
    for (const order of orders) {
      assert.equal(order.effect, 'reduce_only');
      assert.equal(order.side, 'sell');
      inState(order, 'armed', 'working');
    }
  });

  it('says of a position without protection that none was asked for', async (bench) => {
    await bench.trade('buy');
    const { status, coveredQuantity } = (await bench.open()).protection;
    assert.equal(status, 'none_requested');
    same(coveredQuantity, '0', 'the quantity covered');
  });

  it('protects a position that was opened without', async (bench) => {
    await bench.trade('buy');
    const { stopLoss } = await around(bench, '0.85', '1.15');
    assert.ok(stopLoss !== undefined);
    const position = await bench.broker.protectPosition(await bench.open(), { stopLoss });
    assert.equal(position.protection.status, 'verified');
    same(position.protection.stopPrice, stopLoss.trigger.price, 'the stop');
    same(position.protection.coveredQuantity, position.quantity, 'the quantity covered');
  });

  it('moves a stop, and the old one is gone', async (bench) => {
    await protectedLong(bench);
    const moved = await around(bench, '0.9', '1.1');
    const position = await bench.broker.protectPosition(await bench.open(), moved);
    assert.equal(position.protection.status, 'verified');
    same(position.protection.stopPrice, moved.stopLoss?.trigger.price ?? '0', 'the stop');
    const stops = (await bench.protectiveOrders()).filter(({ role }) => role === 'stop_loss');
    assert.equal(stops.length, 1);
    same(stops[0]?.triggerPrice, moved.stopLoss?.trigger.price ?? '0', 'the only stop');
  });

  it('never is without a stop while it moves one', async (bench) => {
    await protectedLong(bench);
    const before = bench.events.length;
    await bench.broker.protectPosition(await bench.open(), await around(bench, '0.9', '1.1'));
    for (const event of bench.events.slice(before)) {
      if (event.type !== 'protection.changed' && event.type !== 'position.changed') continue;
      const { status } = event.position.protection;
      assert.ok(status === 'verified' || status === 'partial', `it was ${status} on the way`);
    }
  });

  it('refuses a stop or target on the wrong side and keeps the old ones', async (bench) => {
    const { stopLoss } = await protectedLong(bench);
    const [above, below] = [await bench.priceAt('1.15'), await bench.priceAt('0.85')];
    const position = await bench.open();
    const wrong: readonly Protection[] = [
      { stopLoss: { trigger: { price: above } } },
      { takeProfit: { trigger: { price: below } } },
      {},
    ];
    for (const change of wrong) {
      await fails(() => bench.broker.protectPosition(position, change), 'order/refused', JSON.stringify(change));
    }
    const after = (await bench.open()).protection;
    assert.equal(after.status, 'verified');
    same(after.stopPrice, stopLoss?.trigger.price ?? '0', 'the stop');
  });

  it('protects no position where there is none', async (bench) => {
    const key = { instrument: bench.swap.id, marginMode: 'cross' } as const;
    const change = await around(bench, '0.85', '1.15');
    await fails(() => bench.broker.protectPosition(key, change), 'order/unknown_position');
  });

  it('takes stop and target away with the position', async (bench) => {
    await protectedLong(bench);
    await bench.broker.closePosition({ instrument: bench.swap.id, marginMode: 'cross' });
    await bench.eventually('no protection is left', async () => (await bench.protectiveOrders()).length === 0);
    assert.equal(await bench.position(), undefined);
  });

  it('takes stop and target away when an ordinary order closes the position', async (bench) => {
    await protectedLong(bench);
    await bench.trade('sell', 2);
    await bench.eventually('no protection is left', async () => (await bench.protectiveOrders()).length === 0);
  });

  it('covers what is left after a part was closed, and no more', async (bench) => {
    await protectedLong(bench, 3);
    await bench.trade('sell', 1, { effect: 'reduce_only' });
    await bench.eventually('stop and target have the size of the position', async () => {
      const { protection, quantity } = await bench.open();
      const orders = await bench.protectiveOrders();
      const isCovered = protection.status === 'verified' && protection.coveredQuantity.eq(quantity);
      return isCovered && orders.every(({ remainingQuantity }) => remainingQuantity.eq(quantity));
    });
    const orders = await bench.protectiveOrders();
    assert.equal(orders.length, 2);
    for (const order of orders) {
      same(order.remainingQuantity, bench.minimum(bench.swap, 2), `the ${order.role}`);
    }
  });

  it('says how much of a position is covered after it grew without protection', async (bench) => {
    await protectedLong(bench, 1);
    await bench.trade('buy', 2);
    const { protection, quantity } = await bench.open();
    if (protection.status === 'verified') same(protection.coveredQuantity, quantity, 'the quantity covered');
    else assert.equal(protection.status, 'partial');
    assert.ok(protection.coveredQuantity.gte(bench.minimum()));
  });

  it('has no live protection for an entry that has not filled', async (bench) => {
    await bench.rest({ protection: await around(bench, '0.8', '1.15') });
    const live = (await bench.protectiveOrders()).filter(({ state }) => state === 'armed' || state === 'working');
    assert.deepEqual(live, []);
  });
});
