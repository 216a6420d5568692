import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { fromMoney, MONEY_ONE, moneyEstimate, toMoney } from '../../../src/domain/money.ts';

describe('money', () => {
  it.each(['0', '1', '-1', '0.00000000000000000000000000000001', '-0.5', '123456789012345678.123456789'])(
    'keeps %s exactly',
    (text) => {
      expect(fromMoney(toMoney(toDecimal(text))).toFixed()).toBe(text);
    },
  );

  it('comes back from a Decimal as it was', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 55n), max: 10n ** 55n }), (money) => {
        expect(toMoney(fromMoney(money))).toBe(money);
      }),
    );
  });

  it('cuts digits beyond its grain towards zero', () => {
    const finer = toDecimal(`-0.${'0'.repeat(32)}9`);
    expect(toMoney(finer)).toBe(0n);
  });

  it('has an estimate as a double', () => {
    expect(moneyEstimate(MONEY_ONE * 3n + MONEY_ONE / 4n)).toBeCloseTo(3.25, 12);
  });
});
