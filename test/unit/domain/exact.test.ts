import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum, exactProduct, exactShare, narrow, scaledToDecimal, tenTo } from '../../../src/domain/exact.ts';

const SAFE = Number.MAX_SAFE_INTEGER;
const safe = fc.maxSafeInteger();

describe('an exact product', () => {
  it('equals the product of bigints for any safe integers', () => {
    fc.assert(
      fc.property(safe, safe, (a, b) => {
        expect(BigInt(exactProduct(a, b))).toBe(BigInt(a) * BigInt(b));
      }),
    );
  });

  it.each([
    ['stays a number up to the largest safe integer', SAFE, 1, 'number'],
    ['becomes a bigint beyond', SAFE, 2, 'bigint'],
    ['becomes a bigint beyond the smallest too', -SAFE, 2, 'bigint'],
  ])('%s', (_what, a, b, type) => {
    expect(typeof exactProduct(a, b)).toBe(type);
  });
});

describe('an exact share', () => {
  it('is the floor of total × part ÷ whole at any size', () => {
    const total = fc.bigInt({ min: 0n, max: 10n ** 30n });
    const whole = fc.integer({ min: 1, max: 2 ** 45 });
    fc.assert(
      fc.property(total, whole, fc.double({ min: 0, max: 1, noNaN: true }), (all, count, fraction) => {
        const part = Math.floor(count * fraction);
        expect(BigInt(exactShare(narrow(all), part, count))).toBe((all * BigInt(part)) / BigInt(count));
      }),
    );
  });
});

describe('an exact sum', () => {
  it('equals the sum of bigints', () => {
    const values = fc.array(fc.oneof(safe, fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n })), { maxLength: 40 });
    fc.assert(
      fc.property(values, (list) => {
        const sum = new ExactSum();
        for (const value of list) sum.add(value);
        expect(sum.value()).toBe(list.reduce<bigint>((total, value) => total + BigInt(value), 0n));
      }),
    );
  });

  it('does not lose a unit beside a sum that no double holds', () => {
    const sum = new ExactSum();
    for (let step = 0; step < 8; step++) sum.add(SAFE);
    sum.add(1);
    expect(sum.value()).toBe(8n * BigInt(SAFE) + 1n);
  });

  it('estimates what it holds', () => {
    const sum = new ExactSum();
    sum.add(2n ** 80n);
    sum.add(-5);
    expect(sum.estimate()).toBe(2 ** 80);
  });

  it('begins anew from any value', () => {
    const sum = new ExactSum();
    sum.add(7);
    sum.reset(-(2n ** 70n));
    expect(sum.value()).toBe(-(2n ** 70n));
  });
});

describe('a scaled integer', () => {
  it.each([
    [12345, 2, '123.45'],
    [-5, 3, '-0.005'],
    [10n ** 40n + 1n, 8, '100000000000000000000000000000000.00000001'],
    [7, 0, '7'],
  ])('%s with %s decimals is %s', (integer, decimals, expected) => {
    expect(scaledToDecimal(integer, decimals).toFixed()).toBe(expected);
  });

  it('counts powers of ten', () => {
    expect([tenTo(0), tenTo(3)]).toEqual([1n, 1000n]);
  });
});

describe('a narrowed bigint', () => {
  it.each([
    ['the largest safe integer', BigInt(SAFE), 'number'],
    ['one more', BigInt(SAFE) + 1n, 'bigint'],
    ['the smallest safe integer', BigInt(-SAFE), 'number'],
    ['one less', BigInt(-SAFE) - 1n, 'bigint'],
  ])('of %s is a %s', (_what, value, type) => {
    expect([typeof narrow(value), BigInt(narrow(value))]).toEqual([type, value]);
  });
});
