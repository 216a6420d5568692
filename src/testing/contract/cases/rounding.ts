import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { same } from '../expectations.ts';

export const rounding = subject('rounding', (it) => {
  it('rounds a quantity down to the lot, never up', async (bench) => {
    const { lotSize, minQuantity } = bench.swap;
    const order = await bench.rest({ quantity: minQuantity.add(lotSize.mul('0.999')) });
    same(order.quantity, minQuantity, 'the quantity');
  });

  it('rounds the limit of a buy down to the tick', async (bench) => {
    const price = await bench.priceAt('0.85');
    const asked = bench.swap.tickSize.mul('0.9').add(price);
    const order = await bench.rest({ pricing: { type: 'limit', price: asked } });
    same(order.limitPrice, price, 'the limit');
  });

  it('rounds the limit of a sell up to the tick', async (bench) => {
    const price = await bench.priceAt('1.15');
    const asked = bench.swap.tickSize.mul('0.1').add(price);
    const order = await bench.rest({ side: 'sell', pricing: { type: 'limit', price: asked } });
    same(order.limitPrice, bench.swap.tickSize.add(price), 'the limit');
  });

  it('rounds a stop to the side on which it acts earlier', async (bench) => {
    const { tickSize } = bench.swap;
    const below = await bench.priceAt('0.85');
    const sell = { type: 'stop_market', trigger: { price: tickSize.mul('0.1').add(below) } } as const;
    same((await bench.place({ side: 'sell', pricing: sell })).triggerPrice, tickSize.add(below), 'the sell trigger');
    const above = await bench.priceAt('1.15');
    const buy = { type: 'stop_market', trigger: { price: tickSize.mul('0.9').add(above) } } as const;
    same((await bench.place({ side: 'buy', pricing: buy })).triggerPrice, above, 'the buy trigger');
  });

  it('leaves numbers that are on the lot and the tick alone', async (bench) => {
    const price = await bench.priceAt('0.85');
    const order = await bench.rest({ quantity: bench.minimum(bench.swap, 3), pricing: { type: 'limit', price } });
    same(order.quantity, bench.minimum(bench.swap, 3), 'the quantity');
    same(order.limitPrice, price, 'the limit');
  });

  it('keeps the intent as it was asked for', async (bench) => {
    const quantity = bench.swap.minQuantity.add(bench.swap.lotSize.mul('0.5')).toFixed();
    const order = await bench.rest({ quantity });
    assert.equal(order.identity.intent.quantity, quantity);
  });
});
