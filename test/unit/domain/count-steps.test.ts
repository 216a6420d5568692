import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSteps, plainStep } from '../../../src/domain/count-steps.ts';
import { Decimal } from '../../../src/domain/decimal.ts';

const STEPS = ['0.1', '0.01', '0.00000001', '1', '10', '0.5', '0.025', '0.0001', '3', '1000'];

/** Plain decimals of any size that an order could name. */
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.integer({ min: 0, max: 12 }))
  .map(([integer, places]) => new Decimal(integer.toString()).mul(Decimal.pow(10, -places)));

describe('counting steps on plain integers', () => {
  it('agrees with the division of decimals wherever it answers', () => {
    fc.assert(
      fc.property(decimals, fc.constantFrom(...STEPS), fc.constantFrom('down', 'up'), (value, step, rounding) => {
        const plain = plainStep(new Decimal(step));
        const quick = plain === null ? null : countSteps(value, plain, rounding);
        if (quick === null) return;
        const exact = value.div(step);
        expect(quick).toBe((rounding === 'down' ? exact.floor() : exact.ceil()).add(0).toNumber() + 0);
      }),
    );
  });

  it('answers for prices and quantities as they are written', () => {
    const tick = plainStep(new Decimal('0.1'));
    expect(tick === null ? null : countSteps(new Decimal('43123.45'), tick, 'up')).toBe(431_235);
  });

  it('leaves to decimals what does not fit', () => {
    const tick = plainStep(new Decimal('0.00000001'));
    expect(tick === null ? 0 : countSteps(new Decimal('123456789012345678'), tick, 'down')).toBeNull();
  });
});
