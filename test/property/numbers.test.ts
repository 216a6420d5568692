import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, toDecimal } from '../../src/domain/decimal.ts';
import { ExactSum, exactProduct, exactShare } from '../../src/domain/exact.ts';
import { toInstrumentId } from '../../src/domain/instrument.ts';
import { fromMoney, MONEY_DECIMALS, toMoney } from '../../src/domain/money.ts';
import { anyInstrument, decimalText } from './arbitraries.ts';

const anyMoney = fc.bigInt({ min: -(10n ** 50n), max: 10n ** 50n });

describe('law: parse(print(x)) = x', () => {
  it('holds for money', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(toMoney(fromMoney(money))).toBe(money);
      }),
    );
  });

  it('holds for decimals, whatever their size', () => {
    fc.assert(
      fc.property(anyMoney, fc.integer({ min: 0, max: 40 }), (digits, places) => {
        const value = new Decimal(digits.toString()).div(Decimal.pow(10, places));
        expect(toDecimal(value.toFixed()).eq(value)).toBe(true);
      }),
    );
  });

  it('holds for quantities and prices on the integers of an instrument', () => {
    fc.assert(
      fc.property(anyInstrument, fc.nat(10_000_000), (instrument, count) => {
        expect(instrument.lots(instrument.quantityOf(count).toFixed(), 'down')).toBe(count);
        expect(instrument.ticks(instrument.priceOf(count).toFixed(), 'up')).toBe(count);
        expect(instrument.marks(instrument.markOf(count).toFixed())).toBe(count);
      }),
    );
  });

  it('holds for unified symbols', () => {
    const currency = fc.stringMatching(/^[A-Z0-9]{1,6}$/);
    fc.assert(
      fc.property(currency, currency, fc.boolean(), (base, quote, swap) => {
        const id = swap ? `${base}-${quote}-SWAP` : `${base}-${quote}`;
        expect(toInstrumentId(swap ? `${base}/${quote}:${quote}` : `${base}/${quote}`)).toBe(id);
        expect(toInstrumentId(id)).toBe(id);
      }),
    );
  });
});

describe('law: integers are exact at any size', () => {
  const safe = fc.maxSafeInteger();

  it('holds for products', () => {
    fc.assert(
      fc.property(safe, safe, (a, b) => {
        expect(BigInt(exactProduct(a, b))).toBe(BigInt(a) * BigInt(b));
      }),
    );
  });

  it('holds for shares of a cost', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.nat(), fc.nat(), (total, a, b) => {
        const whole = Math.max(a, b, 1);
        const part = Math.min(a, b);
        const small = total < BigInt(Number.MAX_SAFE_INTEGER) ? Number(total) : total;
        expect(BigInt(exactShare(small, part, whole))).toBe((total * BigInt(part)) / BigInt(whole));
      }),
    );
  });

  it('holds for running totals', () => {
    const amount = fc.oneof(safe, fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }));
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const total = new ExactSum();
        for (const one of amounts) total.add(one);
        expect(total.value()).toBe(amounts.reduce<bigint>((sum, one) => sum + BigInt(one), 0n));
      }),
    );
  });
});

describe('law: rounding to lot and tick stays within one step', () => {
  it('holds for quantities: never more than was asked, and less by less than a lot', () => {
    fc.assert(
      fc.property(anyInstrument, decimalText(), (instrument, asked) => {
        const rounded = instrument.quantityOf(instrument.lots(asked, 'down'));
        expect(rounded.lte(asked) && rounded.add(instrument.lotSize).gt(asked)).toBe(true);
      }),
    );
  });

  it('holds for prices in both directions', () => {
    fc.assert(
      fc.property(anyInstrument, decimalText(), (instrument, asked) => {
        const down = instrument.priceOf(instrument.ticks(asked, 'down'));
        const up = instrument.priceOf(instrument.ticks(asked, 'up'));
        expect(down.lte(asked) && up.gte(asked) && up.sub(down).lte(instrument.tickSize)).toBe(true);
      }),
    );
  });

  it('holds for money: nothing is lost beyond its grain', () => {
    fc.assert(
      fc.property(decimalText(), (text) => {
        expect(fromMoney(toMoney(toDecimal(text))).eq(text)).toBe(true);
        expect(text.split('.')[1]?.length ?? 0).toBeLessThanOrEqual(MONEY_DECIMALS);
      }),
    );
  });
});
