import { Decimal } from './decimal.ts';

/** Largest magnitude at which every integer, and every sum of two, still has its own double after a guard. */
const SPILL = 2 ** 51;

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
  if (typeof total === 'number' && part * whole <= Number.MAX_SAFE_INTEGER) {
    // total × part = (quotient × whole + remainder) × part, so neither product leaves the exact range.
    const remainder = total % whole;
    const quotient = (total - remainder) / whole;
    const rest = remainder * part;
    return quotient * part + (rest - (rest % whole)) / whole;
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

  add(value: Exact): void {
    if (typeof value === 'bigint') {
      this.#high += value;
      return;
    }
    if (value > SPILL || value < -SPILL) {
      this.#high += BigInt(value);
      return;
    }
    const low = this.#low + value;
    if (low > SPILL || low < -SPILL) {
      this.#high += BigInt(low);
      this.#low = 0;
    } else {
      this.#low = low;
    }
  }

  /** The total as the nearest double: for estimates, never for a decision at the margin. */
  estimate(): number {
    return this.#high === 0n ? this.#low : Number(this.#high) + this.#low;
  }

  value(): bigint {
    return this.#high + BigInt(this.#low);
  }

  reset(value: bigint = 0n): void {
    this.#high = 0n;
    this.#low = 0;
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
