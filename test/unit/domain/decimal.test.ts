import { Decimal as GlobalDecimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, toDecimal } from '../../../src/domain/decimal.ts';
import { isBrokerError } from '../../../src/errors/index.ts';

describe('reading a decimal', () => {
  it.each([
    ['0.015', '0.015'],
    ['-3', '-3'],
    ['+3', '3'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007.10', '7.1'],
  ])('takes "%s"', (text, expected) => {
    expect(toDecimal(text).toFixed()).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a floating point number', 0.1],
    ['an exponent', '1e5'],
    ['an empty text', ''],
    ['blanks', ' 1'],
    ['a thousands separator', '1,000'],
    ['two points', '1.2.3'],
    ['a hexadecimal number', '0x10'],
    ['the word NaN', 'NaN'],
    ['the word Infinity', 'Infinity'],
    ['a lone sign', '-'],
    ['null', null],
    ['undefined', undefined],
    ['a bigint', 1n],
    ['an object', {}],
    ['a decimal that is not a number', new Decimal(Number.NaN)],
    ['an infinite decimal', new Decimal(Number.POSITIVE_INFINITY)],
  ])('refuses %s', (_what, input) => {
    expect(() => toDecimal(input as string, 'quantity')).toThrow(
      expect.objectContaining({ code: 'order/invalid_number', details: { what: 'quantity' } }),
    );
  });

  it('says how to write a floating point number', () => {
    expect(() => toDecimal(0.1 as never)).toThrow('pass "0.1"');
  });

  it('keeps all digits of a long text', () => {
    const text = `0.${'123456789'.repeat(9)}`;
    expect(toDecimal(text).toFixed()).toBe(text);
  });

  it('adopts a decimal of another copy of decimal.js', () => {
    const adopted = toDecimal(new GlobalDecimal('1e-20'));
    expect([adopted instanceof Decimal, adopted.toFixed()]).toEqual([true, '0.00000000000000000001']);
  });

  it('is the inverse of printing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(30), (digits, scale) => {
        const value = new Decimal(digits.toString()).mul(Decimal.pow(10, -scale));
        expect(toDecimal(value.toFixed()).eq(value)).toBe(true);
      }),
    );
  });

  it('throws an error that is recognised', () => {
    try {
      toDecimal('x');
    } catch (error) {
      expect(isBrokerError(error, 'order/invalid_number')).toBe(true);
    }
    expect.assertions(1);
  });
});

describe('our Decimal', () => {
  it('prints without exponents', () => {
    expect(new Decimal('0.0000000000001').toString()).toBe('0.0000000000001');
  });

  it('does not follow the settings of a host', () => {
    const before = GlobalDecimal.precision;
    GlobalDecimal.set({ precision: 3 });
    expect(new Decimal(1).div(3).toFixed().length).toBe(62);
    GlobalDecimal.set({ precision: before });
  });
});
