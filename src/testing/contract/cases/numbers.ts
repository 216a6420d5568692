import assert from 'node:assert/strict';
import { Decimal, type DecimalInput } from '../../../domain/decimal.ts';
import { subject } from '../contract-case.ts';
import { denied, fails, floating, same } from '../expectations.ts';

const NOT_EXACT: Readonly<Record<string, () => DecimalInput>> = {
  'a floating-point number': () => floating('0.01'),
  'a whole number that is not a string': () => floating('1'),
  'an exponent': () => '1e-3',
  'a word': () => 'abc',
  'an empty string': () => '',
  'a comma': () => '0,01',
  'a space': () => ' 1',
  'not a number': () => new Decimal(Number.NaN),
  'an infinity': () => new Decimal(Number.POSITIVE_INFINITY),
  'nothing at all': () => floating('null'),
};

export const numbers = subject('numbers', (it) => {
  it('refuses a quantity that is not an exact decimal', async (bench) => {
    for (const [name, value] of Object.entries(NOT_EXACT)) {
      await fails(() => bench.place({ quantity: value() }), 'order/invalid_number', name);
    }
    assert.deepEqual(bench.heard('order.updated'), []);
  });

  it('refuses a limit price that is not an exact decimal', async (bench) => {
    for (const [name, value] of Object.entries(NOT_EXACT)) {
      await fails(() => bench.place({ pricing: { type: 'limit', price: value() } }), 'order/invalid_number', name);
    }
  });

  it('refuses a trigger price that is not an exact decimal', async (bench) => {
    for (const [name, value] of Object.entries(NOT_EXACT)) {
      const pricing = { type: 'stop_market', trigger: { price: value() } } as const;
      await fails(() => bench.place({ pricing }), 'order/invalid_number', name);
    }
  });

  it('refuses a stop or target price that is not an exact decimal', async (bench) => {
    for (const [name, value] of Object.entries(NOT_EXACT)) {
      const stop = { stopLoss: { trigger: { price: value() } } };
      await fails(() => bench.place({ protection: stop }), 'order/invalid_number', `stop: ${name}`);
      const target = { takeProfit: { resting: value() } };
      await fails(() => bench.place({ protection: target }), 'order/invalid_number', `target: ${name}`);
    }
    assert.equal(await bench.position(), undefined);
  });

  it('refuses a leverage that is not an exact decimal', async (bench) => {
    for (const [name, value] of Object.entries(NOT_EXACT)) {
      const key = { instrument: bench.swap.id, marginMode: 'cross' } as const;
      await fails(() => bench.broker.setLeverage(key, value()), 'order/invalid_number', name);
    }
  });

  it('refuses a change that is not an exact decimal, and leaves the order as it was', async (bench) => {
    const order = await bench.rest();
    for (const [name, value] of Object.entries(NOT_EXACT)) {
      if (name === 'nothing at all') continue;
      await fails(() => bench.broker.amendOrder(order, { price: value() }), 'order/invalid_number', name);
    }
    same((await bench.order(order)).limitPrice, order.limitPrice ?? '0', 'the limit');
  });

  it('takes a Decimal as it takes a string', async (bench) => {
    const price = new Decimal(await bench.priceAt('0.85'));
    const quantity = new Decimal(bench.minimum());
    const order = await bench.place({ quantity, pricing: { type: 'limit', price } });
    same(order.quantity, quantity, 'the quantity');
    same(order.limitPrice, price, 'the limit');
  });

  it('denies a quantity of zero or less', async (bench) => {
    for (const quantity of ['0', '0.0', '-1']) denied(await bench.place({ quantity }), 'below_min_quantity');
  });
});
