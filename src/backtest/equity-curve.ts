import type { EquityPoint } from '../domain/drawdown.ts';
import { tenTo } from '../domain/exact.ts';
import { MONEY_DECIMALS, type Money } from '../domain/money.ts';

const FIRST_CAPACITY = 1024;
/** Equity is kept to this many digits: exact in a double up to 90 million of the currency. */
const DECIMALS = 8;
const SCALE = 10 ** DECIMALS;
const GRAIN: Money = tenTo(MONEY_DECIMALS - DECIMALS);

/**
 * Equity over time, a point wherever it changed, in two columns of doubles.
 *
 * A million bars of which most pass without a position cost a few points, not a million objects.
 */
export class EquityCurve {
  #at = new Float64Array(FIRST_CAPACITY);
  #equity = new Float64Array(FIRST_CAPACITY);
  #length = 0;
  /** Instants from which on another sum had been transferred in; the first is that of the start. */
  readonly #transfers: { readonly at: number; readonly total: Money }[] = [];

  get length(): number {
    return this.#length;
  }

  /** Epoch ms of a point. */
  at(index: number): number {
    return index < this.#length ? (this.#at[index] ?? Number.NaN) : Number.NaN;
  }

  /** Equity at a point, for charts and ratios. */
  equityAt(index: number): number {
    return index < this.#length ? (this.#equity[index] ?? Number.NaN) : Number.NaN;
  }

  /** Equity at an instant, that of the point before it. The first point where there is none before. */
  valueAt(at: number): number {
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#at[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return this.equityAt(low);
  }

  /** The equity of an instant; the last word on it counts. */
  record(at: number, equity: number): void {
    const last = this.#length - 1;
    if (last >= 0 && this.#at[last] === at) {
      this.#equity[last] = equity;
      return;
    }
    if (this.#length === this.#at.length) this.#grow();
    this.#at[this.#length] = at;
    this.#equity[this.#length] = equity;
    this.#length += 1;
  }

  /** From `at` on, `total` has been transferred in since the account began. */
  recordTransfers(at: number, total: Money): void {
    if (this.#transfers.at(-1)?.total !== total) this.#transfers.push({ at, total });
  }

  /** What was transferred in after the start. */
  get transferred(): Money {
    return (this.#transfers.at(-1)?.total ?? 0n) - (this.#transfers[0]?.total ?? 0n);
  }

  /** The points as money, to {@link DECIMALS} digits, as the rules of drawdown and daily returns read them. */
  *points(): Generator<EquityPoint> {
    const first = this.#transfers[0]?.total ?? 0n;
    let next = 1;
    let transferred: Money = 0n;
    for (let index = 0; index < this.#length; index++) {
      const at = this.#at[index] as number;
      for (
        let change = this.#transfers[next];
        change !== undefined && change.at <= at;
        change = this.#transfers[next]
      ) {
        transferred = change.total - first;
        next += 1;
      }
      yield { at, equity: BigInt(Math.round((this.#equity[index] as number) * SCALE)) * GRAIN, transferred };
    }
  }

  #grow(): void {
    const at = new Float64Array(this.#at.length * 2);
    const equity = new Float64Array(this.#at.length * 2);
    at.set(this.#at);
    equity.set(this.#equity);
    this.#at = at;
    this.#equity = equity;
  }
}
