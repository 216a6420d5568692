import { Decimal } from '../domain/decimal.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Candles, Column } from '../domain/market.ts';
import type { CandleSeries, IntegerColumn } from './candle-series.ts';

/** How many bars of a series have closed: the replay moves it, views read it. */
export interface ClosedBars {
  count: number;
}

/** The closed part of a hidden column. Nothing that it gives leads to the values behind it. */
class ClosedColumn implements Column {
  readonly #values: IntegerColumn;
  readonly #closed: Readonly<ClosedBars>;
  /** A value is an integer × numerator ÷ denominator, both exact, so each comes out as the double nearest to its decimal. */
  readonly #numerator: number;
  readonly #denominator: number;

  constructor(values: IntegerColumn, closed: Readonly<ClosedBars>, step: Decimal) {
    this.#values = values;
    this.#closed = closed;
    this.#denominator = 10 ** step.decimalPlaces();
    this.#numerator = step.mul(this.#denominator.toString()).toNumber();
  }

  get length(): number {
    return this.#closed.count;
  }

  at(index: number): number {
    const { count } = this.#closed;
    const position = index < 0 ? count + index : index;
    if (!(position >= 0 && position < count)) return Number.NaN;
    return (this.#values[position]! * this.#numerator) / this.#denominator;
  }

  last(count: number): Float64Array {
    const end = this.#closed.count;
    const length = Math.max(0, Math.min(Math.floor(count), end));
    const copy = new Float64Array(length);
    for (let i = 0; i < length; i++) copy[i] = (this.#values[end - length + i]! * this.#numerator) / this.#denominator;
    return copy;
  }
}

/** The bars of a series that have closed, and no others; `priceStep` is what its prices count, ticks as a rule. */
export class ClosedCandles implements Candles {
  readonly instrument: InstrumentId;
  readonly intervalMs: number;
  readonly openedAt: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
  readonly #closed: Readonly<ClosedBars>;

  constructor(series: CandleSeries, closed: Readonly<ClosedBars>, priceStep: Decimal = series.instrument.tickSize) {
    const { lotSize } = series.instrument;
    this.instrument = series.instrument.id;
    this.intervalMs = series.intervalMs;
    this.openedAt = new ClosedColumn(series.openedAt, closed, new Decimal(1));
    this.open = new ClosedColumn(series.openTicks, closed, priceStep);
    this.high = new ClosedColumn(series.highTicks, closed, priceStep);
    this.low = new ClosedColumn(series.lowTicks, closed, priceStep);
    this.close = new ClosedColumn(series.closeTicks, closed, priceStep);
    this.volume = new ClosedColumn(series.volumeLots, closed, lotSize);
    this.#closed = closed;
  }

  get length(): number {
    return this.#closed.count;
  }
}
