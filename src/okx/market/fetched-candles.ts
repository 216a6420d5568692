import type { InstrumentId } from '../../domain/instrument.ts';
import type { Candles, Column } from '../../domain/market.ts';
import type { OkxCandle } from '../codec/market-reading.ts';

/** A column of what was fetched; it does not grow. */
class FetchedColumn implements Column {
  readonly #values: Float64Array;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  get length(): number {
    return this.#values.length;
  }

  at(index: number): number {
    return this.#values.at(index) ?? Number.NaN;
  }

  last(count: number): Float64Array {
    const { length } = this.#values;
    return this.#values.slice(length - Math.max(0, Math.min(Math.floor(count), length)));
  }
}

/** Closed bars as they were when they were fetched, oldest first. */
export class FetchedCandles implements Candles {
  readonly instrument: InstrumentId;
  readonly intervalMs: number;
  readonly length: number;
  readonly openedAt: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;

  constructor(instrument: InstrumentId, intervalMs: number, bars: readonly OkxCandle[]) {
    const column = (numberOf: (bar: OkxCandle) => number): Column =>
      new FetchedColumn(Float64Array.from(bars, numberOf));
    this.instrument = instrument;
    this.intervalMs = intervalMs;
    this.length = bars.length;
    this.openedAt = column(({ openedAt }) => openedAt);
    this.open = column(({ open }) => open.toNumber());
    this.high = column(({ high }) => high.toNumber());
    this.low = column(({ low }) => low.toNumber());
    this.close = column(({ close }) => close.toNumber());
    this.volume = column(({ volume }) => volume.toNumber());
  }
}
