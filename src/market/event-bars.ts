import type { Instrument } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { BookSeries } from './book-jsonl.ts';
import type { CandleSeries } from './candle-series.ts';
import { ClosedCandles } from './candle-view.ts';
import { GrowingColumn } from './growing-column.ts';
import { mids } from './mids.ts';
import type { TradeSeries } from './trade-csv.ts';

/** Bars of a recording that has none of its own, closed as its time passes. */
export class EventBars {
  readonly candles: Candles;
  readonly #series: CandleSeries;
  readonly #closed = { count: 0 };

  private constructor(series: CandleSeries, stepsPerTick: 1 | 2) {
    this.#series = series;
    this.candles = new ClosedCandles(series, this.#closed, series.instrument.tickSize.div(stepsPerTick));
  }

  /** Bars of what was traded, in one recording of an instrument or in several. */
  static ofTrades(instrument: Instrument, recordings: readonly TradeSeries[], intervalMs: number): EventBars {
    const bars = new Bars(intervalMs);
    const next = recordings.map(() => 0);
    for (;;) {
      let earliest = -1;
      for (const [which, { at }] of recordings.entries()) {
        if (next[which]! >= at.length) continue;
        if (earliest < 0 || at[next[which]!]! < recordings[earliest]!.at[next[earliest]!]!) earliest = which;
      }
      if (earliest < 0) break;
      const { at, ticks, lots } = recordings[earliest]!;
      const i = next[earliest]!++;
      bars.take(at[i]!, ticks[i]!, lots[i]!);
    }
    return new EventBars(bars.end(instrument, lastOf(recordings)), 1);
  }

  /** Bars of the middle between best bid and best ask; their volume is zero. */
  static ofBooks(instrument: Instrument, recordings: readonly BookSeries[], intervalMs: number): EventBars {
    const bars = new Bars(intervalMs);
    const inOrder = [...recordings].sort((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
    for (const book of inOrder) mids(book, (at, halfTicks) => bars.take(at, halfTicks, 0));
    return new EventBars(bars.end(instrument, lastOf(recordings)), 2);
  }

  /** Shows the bars that have ended at an instant, and no others. */
  closeUntil(at: number): void {
    const { openedAt, intervalMs } = this.#series;
    const { length } = openedAt;
    let { count } = this.#closed;
    while (count < length && openedAt[count]! + intervalMs <= at) count += 1;
    this.#closed.count = count;
  }
}

function lastOf(recordings: readonly { readonly at: Float64Array }[]): number {
  return Math.max(...recordings.map(({ at }) => at[at.length - 1] ?? Number.NEGATIVE_INFINITY));
}

/**
 * Collects prices into bars on the clock's grid, from the first whole bar to the last one that ended within the recording.
 * A bar in which nothing happened stands at the price before it.
 */
class Bars {
  readonly #intervalMs: number;
  readonly #open = new GrowingColumn();
  readonly #high = new GrowingColumn();
  readonly #low = new GrowingColumn();
  readonly #close = new GrowingColumn();
  readonly #volume = new GrowingColumn();
  /** When the first whole bar begins. */
  #startsAt = Number.NaN;
  #price = Number.NaN;
  /** Of the bar under way; `NaN` as long as nothing happened in it. */
  #first = Number.NaN;
  #highest = Number.NaN;
  #lowest = Number.NaN;
  #traded = 0;

  constructor(intervalMs: number) {
    if (!(Number.isSafeInteger(intervalMs) && intervalMs > 0)) {
      throw new ConfigurationError(
        `Bars of ${intervalMs} ms cannot be made: barMs must be a whole number above zero.`,
        {
          code: 'config/invalid',
        },
      );
    }
    this.#intervalMs = intervalMs;
  }

  take(at: number, price: number, lots: number): void {
    if (Number.isNaN(this.#startsAt)) this.#startsAt = Math.ceil(at / this.#intervalMs) * this.#intervalMs;
    this.#closeUntil(at);
    this.#price = price;
    if (at < this.#startsAt) return;
    if (Number.isNaN(this.#first)) {
      this.#first = price;
      this.#highest = price;
      this.#lowest = price;
    } else {
      this.#highest = Math.max(this.#highest, price);
      this.#lowest = Math.min(this.#lowest, price);
    }
    this.#traded += lots;
  }

  /** What was collected until the recording ended. */
  end(instrument: Instrument, at: number): CandleSeries {
    this.#closeUntil(at);
    return {
      instrument,
      intervalMs: this.#intervalMs,
      openedAt: Float64Array.from({ length: this.#open.length }, (_, bar) => this.#startsAt + bar * this.#intervalMs),
      openTicks: this.#open.integers(),
      highTicks: this.#high.integers(),
      lowTicks: this.#low.integers(),
      closeTicks: this.#close.integers(),
      volumeLots: this.#volume.integers(),
    };
  }

  #closeUntil(at: number): void {
    while (this.#startsAt + (this.#open.length + 1) * this.#intervalMs <= at) {
      const isQuiet = Number.isNaN(this.#first);
      this.#open.push(isQuiet ? this.#price : this.#first);
      this.#high.push(isQuiet ? this.#price : this.#highest);
      this.#low.push(isQuiet ? this.#price : this.#lowest);
      this.#close.push(this.#price);
      this.#volume.push(this.#traded);
      this.#first = Number.NaN;
      this.#traded = 0;
    }
  }
}
