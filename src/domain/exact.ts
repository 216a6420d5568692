import { Decimal } from './decimal.ts';

/** Largest magnitude at which every integer, and every sum of two, still has its own double after a guard. */
export const SPILL = 2 ** 51;

/**
 * For integers up to this one, `Math.floor(a / b)` is the exact quotient: a / b lies 1 / b or more below the next integer,
 * which is further than a double rounds. The remainder operator would be right beyond, and several times slower.
 */
export const DIVIDES = 2 ** 52;

/** An integer of any size: a `number` while it is exact, a `bigint` beyond. */
export type Exact = number | bigint;

/** Product of two safe integers, exact: a `bigint` where a double could not hold it. */
export function exactProduct(a: number, b: number): Exact {
  const product = a * b;
  return product <= Number.MAX_SAFE_INTEGER && product >= -Number.MAX_SAFE_INTEGER ? product : BigInt(a) * BigInt(b);
}

/** The floor of `total × part ÷ whole` for 0 ≤ part ≤ whole and total ≥ 0, exact at any size. */
export function exactShare(total: Exact, part: number, whole: number): Exact {
  if (part === whole) return total;
  if (typeof total === 'number') {
    if (total * part <= DIVIDES) return Math.floor((total * part) / whole);
    if (total <= DIVIDES && part * whole <= DIVIDES) {
      // total × part = (quotient × whole + remainder) × part, so neither product leaves the exact range.
      const quotient = Math.floor(total / whole);
      const remainder = total - quotient * whole;
      return quotient * part + Math.floor((remainder * part) / whole);
    }
  }
  return narrow((BigInt(total) * BigInt(part)) / BigInt(whole));
}

/** The `number` of the same value where that is exact. */
export function narrow(value: bigint): Exact {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/**
 * A running total of integers, exact at any size, at the price of a double addition while it is small.
 *
 * What does not fit in the low part moves into a `bigint`, so the hot path never allocates.
 */
export class ExactSum {
  #low = 0;
  #high = 0n;
  /** Whether the high part is anything: comparing a `bigint` takes longer than all the rest. */
  #large = false;

  add(value: Exact): void {
    if (typeof value === 'number') {
      const low = this.#low + value;
      if (value <= SPILL && value >= -SPILL && low <= SPILL && low >= -SPILL) {
        this.#low = low;
        return;
      }
    }
    this.#high += BigInt(this.#low) + BigInt(value);
    this.#low = 0;
    this.#large = true;
  }

  /** The total as the nearest double: for estimates, never for a decision at the margin. */
  estimate(): number {
    return this.#large ? Number(this.#high) + this.#low : this.#low;
  }

  value(): bigint {
    return this.#high + BigInt(this.#low);
  }

  reset(value: bigint = 0n): void {
    this.#high = 0n;
    this.#low = 0;
    this.#large = false;
    this.add(narrow(value));
  }
}

/** Power of ten as a `bigint`; `exponent` ≥ 0. */
export function tenTo(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** `integer × 10^-decimals` as a {@link Decimal}. */
export function scaledToDecimal(integer: Exact, decimals: number): Decimal {
  return new Decimal(integer.toString()).mul(Decimal.pow(10, -decimals));
}
