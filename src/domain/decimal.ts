import { Decimal as BaseDecimal } from 'decimal.js';
import { OrderError } from '../errors/index.ts';

/**
 * Decimal arithmetic with 60 significant digits, printed without exponents.
 *
 * A private clone: a host that changes decimal.js's global settings does not change ours.
 */
export const Decimal: typeof BaseDecimal = BaseDecimal.clone({
  precision: 60,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  defaults: true,
});
/** An exact decimal number. */
export type Decimal = BaseDecimal;

/** What the public surface accepts wherever it needs an exact number: a decimal string, or a {@link Decimal}. Never a `number`. */
export type DecimalInput = Decimal | string;

/** A decimal as it is written outside the process: in full, without an exponent and without trailing zeros, such as `"0.015"`. */
export type DecimalText = string;

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
/** A text that is the {@link DecimalText} of its number already. */
const WRITTEN = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/;

/**
 * Reads a decimal from a string such as `"0.015"`, or passes a {@link Decimal} through.
 *
 * @throws {OrderError} `order/invalid_number` for a `number`, an exponent, NaN, infinity or any other text.
 */
export function toDecimal(input: DecimalInput, what = 'number'): Decimal {
  if (typeof input === 'string') {
    if (PLAIN.test(input)) return new Decimal(input);
  } else if (Decimal.isDecimal(input) && input.isFinite()) {
    return input instanceof Decimal ? input : new Decimal(String(input));
  }
  throw new OrderError(`The ${what} must be a decimal string such as "0.015" or a Decimal, not ${describe(input)}.`, {
    code: 'order/invalid_number',
    details: { what },
  });
}

/**
 * A number as {@link DecimalText}: equal numbers have one text, whatever way they were written.
 *
 * @throws {OrderError} `order/invalid_number`.
 */
export function decimalText(input: DecimalInput, what = 'number'): DecimalText {
  if (typeof input === 'string' && WRITTEN.test(input)) return input;
  const decimal = toDecimal(input, what);
  return decimal.isZero() ? '0' : decimal.toFixed();
}

/** {@link decimalText}, or `null` for `null`. */
export function decimalTextOrNull(input: DecimalInput | null, what = 'number'): DecimalText | null {
  return input === null ? null : decimalText(input, what);
}

function describe(input: unknown): string {
  if (typeof input === 'number') return `the number ${input} (floating point is not exact: pass "${input}")`;
  if (typeof input === 'string') return JSON.stringify(input.length > 40 ? `${input.slice(0, 40)}…` : input);
  return String(input);
}

export const ZERO: Decimal = new Decimal(0);
