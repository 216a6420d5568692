import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { same } from '../expectations.ts';

export const preview = subject('preview', (it) => {
  it('says what an order would cost and sends nothing', async (bench) => {
    const seen = await bench.broker.preview(bench.intent());
    assert.equal(seen.instrument, bench.swap.id);
    assert.equal(seen.denial, null);
    same(seen.quantity, bench.minimum(), 'the quantity');
    assert.ok(seen.expectedPrice?.gt(0) && seen.fee.gt(0) && seen.requiredMargin.gt(0));
    assert.ok(seen.availableMargin.gte(seen.requiredMargin));
    assert.equal(seen.feeCurrency, bench.swap.settleCurrency);
    assert.equal(seen.marginCurrency, bench.swap.settleCurrency);
    assert.deepEqual(bench.heard('order.updated'), []);
    assert.equal(await bench.position(), undefined);
  });

  it('foresees the fee and the quantity of the order that follows', async (bench) => {
    const seen = await bench.broker.preview(bench.intent());
    const order = await bench.trade('buy');
    same(order.quantity, seen.quantity, 'the quantity');
    assert.equal(order.feeCurrency, seen.feeCurrency);
    assert.ok(order.fee.div(seen.fee).sub(1).abs().lt('0.05'), `${order.fee} was foreseen as ${seen.fee}`);
  });

  it('foresees a denial with its figures', async (bench) => {
    const seen = await bench.broker.preview(bench.intent({ quantity: bench.swap.minQuantity.div(2) }));
    assert.equal(seen.denial?.code, 'below_min_quantity');
    assert.ok('minimum' in (seen.denial?.figures ?? {}));
  });

  it('names the base currency as the fee’s for a spot buy and the quote currency for a sell', async (bench) => {
    const { spot } = bench;
    const change = { instrument: spot.id, quantity: bench.minimum(spot, 4) };
    assert.equal((await bench.broker.preview(bench.intent(change))).feeCurrency, spot.baseCurrency);
    const sell = await bench.broker.preview(bench.intent({ ...change, side: 'sell' }));
    assert.equal(sell.feeCurrency, spot.quoteCurrency);
  });
});
