import type { Decimal } from './decimal.ts';

/** Digits in one word of a decimal.js coefficient (`d`); `e` is the exponent of its first digit. */
const WORD_DIGITS = 7;
const WORD = 10 ** WORD_DIGITS;
const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** A step in plain integers: `mantissa × 10^exponent`. */
export interface PlainStep {
  readonly mantissa: number;
  readonly exponent: number;
}

/** The step in plain integers, or `null` where it has too many digits for that. */
export function plainStep(step: Decimal): PlainStep | null {
  const words = step.d;
  if (words.length > 2) return null;
  let mantissa = mantissaOf(words);
  let exponent = exponentOf(step, words.length);
  while (mantissa > 0 && mantissa % 10 === 0) {
    mantissa /= 10;
    exponent += 1;
  }
  return { mantissa, exponent };
}

/**
 * How many steps a value is, rounded down or up, by arithmetic on doubles that is exact; `null` where it would not be.
 *
 * Reading an order's prices takes no division of decimals this way, which costs as much as the rest of the order.
 */
export function countSteps(value: Decimal, step: PlainStep, rounding: 'down' | 'up'): number | null {
  const words = value.d;
  if (words === null || words.length > 2) return null;
  const mantissa = mantissaOf(words);
  const shift = exponentOf(value, words.length) - step.exponent;
  const power = POWERS[shift < 0 ? -shift : shift];
  if (power === undefined) return null;
  const dividend = shift > 0 ? mantissa * power : mantissa;
  const divisor = shift < 0 ? step.mantissa * power : step.mantissa;
  if (dividend > Number.MAX_SAFE_INTEGER || divisor > Number.MAX_SAFE_INTEGER) return null;
  const rest = dividend % divisor;
  const whole = (dividend - rest) / divisor;
  const isAway = rest !== 0 && (rounding === 'up') === value.s > 0;
  const count = isAway ? whole + 1 : whole;
  return value.s > 0 || count === 0 ? count : -count;
}

function mantissaOf(words: readonly number[]): number {
  const first = words[0] as number;
  return words.length === 1 ? first : first * WORD + (words[1] as number);
}

function exponentOf(value: Decimal, words: number): number {
  return WORD_DIGITS * (Math.floor(value.e / WORD_DIGITS) - (words - 1));
}
