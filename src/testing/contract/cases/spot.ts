import assert from 'node:assert/strict';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { inState, same } from '../expectations.ts';

/** Enough that what is left after the fee can be sold again. */
function buying(bench: Bench) {
  return { instrument: bench.spot.id, quantity: bench.minimum(bench.spot, 4) };
}

export const spotTrading = subject('spot', (it) => {
  it('pays a spot buy with the quote currency and charges its fee in the base currency', async (bench) => {
    const { spot } = bench;
    const [base, quote] = [await bench.cash(spot.baseCurrency), await bench.cash(spot.quoteCurrency)];
    const order = await bench.trade('buy', 4, { instrument: spot.id });
    assert.equal(order.feeCurrency, spot.baseCurrency);
    assert.ok(order.fee.gt(0));
    const value = order.averagePrice?.mul(order.filledQuantity);
    same(await bench.cash(spot.baseCurrency), base.add(order.filledQuantity).sub(order.fee), 'base');
    same(await bench.cash(spot.quoteCurrency), quote.sub(value ?? '0'), 'quote');
  });

  it('pays out a spot sell in the quote currency, less its fee', async (bench) => {
    const { spot } = bench;
    await bench.trade('buy', 4, { instrument: spot.id });
    const [base, quote] = [await bench.cash(spot.baseCurrency), await bench.cash(spot.quoteCurrency)];
    const order = await bench.trade('sell', 2, { instrument: spot.id });
    assert.equal(order.feeCurrency, spot.quoteCurrency);
    const value = order.averagePrice?.mul(order.filledQuantity);
    same(await bench.cash(spot.baseCurrency), base.sub(order.filledQuantity), 'base');
    same(await bench.cash(spot.quoteCurrency), quote.add(value ?? '0').sub(order.fee), 'quote');
  });

  it('trades spot in cash mode without being told', async (bench) => {
    const order = await bench.rest(buying(bench));
    assert.equal(order.marginMode, 'cash');
    assert.equal(order.instrument, bench.spot.id);
  });

  it('sells no more of a coin than there is', async (bench) => {
    const { spot } = bench;
    const quantity = (await bench.cash(spot.baseCurrency)).add(bench.minimum(spot, 4));
    const order = await bench.place({ instrument: spot.id, side: 'sell', quantity });
    inState(order, 'rejected', 'denied');
    same(order.filledQuantity, '0', 'what has filled');
    if (order.state === 'rejected') assert.equal(order.rejection.reason, 'insufficient_balance');
  });

  it('holds what was bought as a position without leverage', async (bench) => {
    const before = (await bench.position('cash', bench.spot))?.quantity;
    const order = await bench.trade('buy', 4, { instrument: bench.spot.id });
    const holding = await bench.open('cash', bench.spot);
    assert.equal(holding.side, 'long');
    same(holding.quantity, order.filledQuantity.sub(order.fee).add(before ?? '0'), 'the holding');
    assert.equal(holding.liquidationPrice, null);
  });
});
