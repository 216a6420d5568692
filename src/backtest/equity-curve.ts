import type { EquityPoint } from '../domain/drawdown.ts';
import { emptyList } from '../domain/empty-list.ts';
import { tenTo } from '../domain/exact.ts';
import { MONEY_DECIMALS, type Money } from '../domain/money.ts';

/** Points in one piece of a column, a power of two: a column that grows as a whole is twice in memory while it does. */
const PIECE_BITS = 14;
const PIECE = 1 << PIECE_BITS;
/** Equity is kept to this many digits: exact in a double up to 90 million of the currency. */
const DECIMALS = 8;
const SCALE = 10 ** DECIMALS;
const GRAIN: Money = tenTo(MONEY_DECIMALS - DECIMALS);

/**
 * Equity over time, a point wherever it changed, in two columns of doubles, piece by piece.
 *
 * A million bars of which most pass without a position cost a few points, not a million objects.
 */
export class EquityCurve {
  /** The piece that is being filled. */
  #at = new Float64Array(PIECE);
  #equity = new Float64Array(PIECE);
  readonly #pieces = [{ at: this.#at, equity: this.#equity }];
  #length = 0;
  #lastAt = Number.NaN;
  /** What had been transferred in when the curve began, and what has been by now. */
  #before: Money = 0n;
  #total: Money = 0n;
  /** Instants from which on another sum had been transferred in. */
  readonly #transfers: { readonly at: number; readonly total: Money }[] = emptyList();

  get length(): number {
    return this.#length;
  }

  /** Epoch ms of a point. */
  at(index: number): number {
    return index < this.#length
      ? (this.#pieces[index >> PIECE_BITS]?.at[index & (PIECE - 1)] ?? Number.NaN)
      : Number.NaN;
  }

  /** Equity at a point, for charts and ratios. */
  equityAt(index: number): number {
    return index < this.#length
      ? (this.#pieces[index >> PIECE_BITS]?.equity[index & (PIECE - 1)] ?? Number.NaN)
      : Number.NaN;
  }

  /** Equity at an instant, that of the point before it. The first point where there is none before. */
  valueAt(at: number): number {
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at(middle) <= at) low = middle;
      else high = middle - 1;
    }
    return this.equityAt(low);
  }

  /** The equity of an instant; the last word on it counts. */
  record(at: number, equity: number): void {
    if (at === this.#lastAt) {
      this.#equity[(this.#length - 1) & (PIECE - 1)] = equity;
      return;
    }
    const place = this.#length & (PIECE - 1);
    if (place === 0 && this.#length > 0) this.#beginPiece();
    this.#at[place] = at;
    this.#equity[place] = equity;
    this.#lastAt = at;
    this.#length += 1;
  }

  /** The account has had `total` transferred in before the curve begins. */
  begin(total: Money): void {
    this.#before = total;
    this.#total = total;
  }

  /** From `at` on, `total` has been transferred in since the account began. */
  recordTransfers(at: number, total: Money): void {
    if (this.#total === total) return;
    this.#total = total;
    this.#transfers.push({ at, total });
  }

  /** What was transferred in after the start. */
  get transferred(): Money {
    return this.#total - this.#before;
  }

  /** The points as money, to {@link DECIMALS} digits, as the rules of drawdown and daily returns read them. */
  *points(): Generator<EquityPoint> {
    let next = 0;
    let transferred: Money = 0n;
    for (let index = 0; index < this.#length; index++) {
      const at = this.at(index);
      for (
        let change = this.#transfers[next];
        change !== undefined && change.at <= at;
        change = this.#transfers[next]
      ) {
        transferred = change.total - this.#before;
        next += 1;
      }
      yield { at, equity: BigInt(Math.round(this.equityAt(index) * SCALE)) * GRAIN, transferred };
    }
  }

  #beginPiece(): void {
    this.#at = new Float64Array(PIECE);
    this.#equity = new Float64Array(PIECE);
    this.#pieces.push({ at: this.#at, equity: this.#equity });
  }
}
