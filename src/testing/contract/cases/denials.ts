import assert from 'node:assert/strict';
import type { DenialCode } from '../../../domain/denial.ts';
import type { Order } from '../../../domain/order.ts';
import type { OrderIntent } from '../../../domain/order-intent.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { denied, fails, inState } from '../expectations.ts';

/** The order is denied with these figures, and nothing of it reaches the venue. */
async function isDenied(
  bench: Bench,
  change: Partial<OrderIntent>,
  code: DenialCode,
  figures: readonly string[] = [],
): Promise<Order> {
  const order = await bench.place(change);
  denied(order, code);
  for (const name of figures) assert.ok(name in (order.denial?.figures ?? {}), `the denial has no figure "${name}"`);
  assert.equal(order.venueOrderId, null);
  assert.equal(await bench.isOpen(order), false);
  return order;
}

/** The nearest order that the denial names would be let pass. */
async function nearestPasses(bench: Bench, order: Order): Promise<OrderIntent> {
  const nearest = order.denial?.nearest ?? null;
  assert.ok(nearest !== null && 'instrument' in nearest, 'the denial names no nearest order');
  const { denial } = await bench.broker.preview(nearest);
  assert.equal(denial, null, `the nearest order is denied too: ${denial?.message}`);
  return nearest;
}

const FAR_STOP = { stopLoss: { trigger: { price: '1' } } };

export const denials = subject('denials', (it) => {
  it('denies a quantity below the minimum and names the minimum', async (bench) => {
    const quantity = bench.swap.minQuantity.div(2);
    const order = await isDenied(bench, { quantity }, 'below_min_quantity', ['requested', 'minimum']);
    const nearest = await nearestPasses(bench, order);
    assert.ok(bench.swap.minQuantity.eq(nearest.quantity));
  });

  // Orders that reduce: an opening order of that size is denied by the risk limits before its size is looked at.
  it('denies a limit order above the maximum and names the maximum', async (bench) => {
    await bench.trade('buy');
    const quantity = bench.swap.maxLimitQuantity.add(bench.swap.lotSize);
    const pricing = { type: 'limit', price: await bench.priceAt('1.15') } as const;
    const change = { side: 'sell', effect: 'reduce_only', quantity, pricing } as const;
    const order = await isDenied(bench, change, 'above_max_quantity', ['requested', 'maximum']);
    const nearest = order.denial?.nearest;
    assert.ok(nearest != null && bench.swap.maxLimitQuantity.eq(nearest.quantity ?? '0'));
  });

  it('denies a market order above the maximum quantity or value', async (bench) => {
    await bench.trade('buy');
    for (const rules of [bench.swap, bench.spot]) {
      const { maxMarketQuantity, maxMarketValue, lotSize } = rules;
      const price = await bench.broker.getMarketPrice(rules.id);
      const most = maxMarketQuantity ?? maxMarketValue?.div(price).mul('1.2');
      if (most === undefined) continue;
      const code = maxMarketQuantity === null ? 'above_max_value' : 'above_max_quantity';
      const effect = rules === bench.swap ? 'reduce_only' : 'open';
      const change = { instrument: rules.id, side: 'sell', effect, quantity: most.add(lotSize) } as const;
      await isDenied(bench, change, code, ['maximum']);
    }
  });

  it('denies a swap in cash and spot in cross margin, and names the mode that fits', async (bench) => {
    const swap = await isDenied(bench, { marginMode: 'cash' }, 'invalid_margin_mode', ['marginMode']);
    assert.equal((await nearestPasses(bench, swap)).marginMode, 'cross');
    const quantity = bench.minimum(bench.spot, 4);
    const spot = await isDenied(
      bench,
      { instrument: bench.spot.id, quantity, marginMode: 'cross' },
      'invalid_margin_mode',
    );
    assert.equal((await nearestPasses(bench, spot)).marginMode, 'cash');
  });

  it('denies a price that is not above zero', async (bench) => {
    for (const price of ['0', '-1', bench.swap.tickSize.div(2).toFixed()]) {
      await isDenied(bench, { pricing: { type: 'limit', price } }, 'invalid_price', ['tick']);
    }
  });

  it('denies a trailing stop without a distance', async (bench) => {
    for (const distance of [{ fraction: '0' }, { fraction: '1' }, { fraction: '-0.1' }, { amount: '0' }]) {
      await isDenied(bench, { side: 'sell', pricing: { type: 'trailing_stop', distance } }, 'invalid_price');
    }
  });

  it('denies a trigger that would act at once, and offers the market order that it amounts to', async (bench) => {
    const [below, above] = [await bench.priceAt('0.85'), await bench.priceAt('1.15')];
    const rows = [
      { side: 'buy', pricing: { type: 'stop_market', trigger: { price: below } } },
      { side: 'sell', pricing: { type: 'stop_market', trigger: { price: above } } },
      { side: 'buy', pricing: { type: 'take_profit_market', trigger: { price: above } } },
      { side: 'sell', pricing: { type: 'take_profit_market', trigger: { price: below } } },
      { side: 'sell', pricing: { type: 'stop_market', trigger: { price: above, by: 'mark' } } },
    ] as const;
    for (const row of rows) {
      const order = await isDenied(bench, row, 'trigger_on_wrong_side', ['trigger']);
      assert.equal((await nearestPasses(bench, order)).pricing.type, 'market');
    }
  });

  it('denies a stop on the wrong side of the entry, and offers the order without it', async (bench) => {
    const [below, above] = [await bench.priceAt('0.85'), await bench.priceAt('1.15')];
    for (const [side, price] of [
      ['buy', above],
      ['sell', below],
    ] as const) {
      const protection = { stopLoss: { trigger: { price } } };
      const order = await isDenied(bench, { side, protection }, 'stop_on_wrong_side', ['stop', 'price']);
      assert.equal((await nearestPasses(bench, order)).protection, undefined);
    }
  });

  it('denies a target on the wrong side of the entry, and keeps the stop in what it offers', async (bench) => {
    const [below, deep] = [await bench.priceAt('0.9'), await bench.priceAt('0.85')];
    const protection = { stopLoss: { trigger: { price: deep } }, takeProfit: { trigger: { price: below } } };
    const order = await isDenied(bench, { protection }, 'target_on_wrong_side', ['target', 'price']);
    const nearest = await nearestPasses(bench, order);
    assert.deepEqual(nearest.protection, { stopLoss: { trigger: { price: deep } } });
  });

  it('denies protection that protects nothing', async (bench) => {
    await isDenied(bench, { protection: {} }, 'protection_without_stop_or_target');
  });

  it('denies protection on an order that reduces', async (bench) => {
    await bench.trade('buy');
    const change = { side: 'sell', effect: 'reduce_only', protection: FAR_STOP } as const;
    await isDenied(bench, change, 'protection_on_reduce_only');
  });

  it('denies a reduction where there is no position', async (bench) => {
    await isDenied(bench, { side: 'sell', effect: 'reduce_only' }, 'nothing_to_reduce', ['position', 'requested']);
  });

  it('denies a reduction on the side that would enlarge, and offers the other side', async (bench) => {
    await bench.trade('buy');
    const order = await isDenied(bench, { side: 'buy', effect: 'reduce_only' }, 'reduce_only_wrong_side', ['position']);
    assert.equal((await nearestPasses(bench, order)).side, 'sell');
  });

  it('denies a reduction larger than the position, and offers all of it', async (bench) => {
    await bench.trade('buy', 2);
    const change = { side: 'sell', quantity: bench.minimum(bench.swap, 3), effect: 'reduce_only' } as const;
    const order = await isDenied(bench, change, 'above_position', ['position', 'requested']);
    const nearest = await nearestPasses(bench, order);
    assert.ok(bench.swap.minQuantity.mul(2).eq(nearest.quantity));
  });

  it('denies a client order id or tag that no venue takes', async (bench) => {
    for (const clientOrderId of ['', 'with space', 'dash-ed', 'ä', 'x'.repeat(33)]) {
      denied(await bench.place({ clientOrderId }), 'invalid_client_order_id');
    }
    for (const tag of ['', 'under_score', 'x'.repeat(17)]) await isDenied(bench, { tag }, 'invalid_tag', ['tag']);
  });

  it('denies an intent whose time has passed', async (bench) => {
    const past = (await bench.now()) - 1;
    await isDenied(bench, { validUntil: past }, 'expired', ['end', 'now']);
    const pricing = { type: 'limit', price: await bench.priceAt('0.85') } as const;
    await isDenied(bench, { pricing, expiresAt: past }, 'expired', ['end', 'now']);
  });

  it('refuses a leverage above the instrument’s, below one, or for what is no position', async ({ broker, swap }) => {
    const cross = { instrument: swap.id, marginMode: 'cross' } as const;
    await fails(() => broker.setLeverage(cross, swap.maxLeverage.add(1)), 'order/refused', 'above the maximum');
    await fails(() => broker.setLeverage(cross, '0'), 'order/refused', 'zero');
    await fails(() => broker.setLeverage(cross, '-3'), 'order/refused', 'negative');
    await fails(() => broker.setLeverage({ ...cross, marginMode: 'cash' }, '2'), 'order/refused', 'cash');
  });

  it('denies an order that the account could never carry, and offers one that it can', async (bench) => {
    const { equity } = await bench.broker.getBalance();
    const price = await bench.priceAt('0.85');
    const quantity = equity.mul(30).div(price);
    const order = await bench.place({ quantity, pricing: { type: 'limit', price } });
    inState(order, 'denied', 'rejected');
    if (order.state !== 'denied') return;
    denied(order, 'position_margin_limit', 'leverage_limit', 'gross_notional_limit', 'above_max_quantity');
    assert.ok(Object.keys(order.denial.figures).length >= 2, 'the denial shows what was asked and what is allowed');
    await nearestPasses(bench, order);
  });

  it('keeps a denied order in the history, with its reason, and nowhere else', async (bench) => {
    const before = await bench.cash(bench.swap.settleCurrency);
    const order = await isDenied(bench, { quantity: bench.swap.minQuantity.div(2) }, 'below_min_quantity');
    denied(await bench.order(order), 'below_min_quantity');
    const [latest] = await bench.broker.getOrderHistory({ limit: 1 });
    assert.equal(latest?.clientOrderId, order.clientOrderId);
    assert.deepEqual(await bench.broker.getFills({ clientOrderId: order.clientOrderId }), []);
    assert.ok((await bench.cash(bench.swap.settleCurrency)).eq(before));
  });

  it('tells a denial as an event', async (bench) => {
    const order = await isDenied(bench, { protection: {} }, 'protection_without_stop_or_target');
    const told = bench.heard('order.updated').filter((event) => event.order.clientOrderId === order.clientOrderId);
    assert.ok(told.some(({ cause }) => cause.type === 'order.denied'));
  });
});
