import type { Decimal } from './decimal.ts';
import type { InstrumentId } from './instrument.ts';

/** The prices of an instrument at one instant, in quote currency per base unit; `null` where the source has none. */
export interface Quote {
  readonly instrument: InstrumentId;
  readonly bid: Decimal | null;
  readonly ask: Decimal | null;
  /** Price of the last trade. */
  readonly last: Decimal | null;
  /** The venue's fair price, on which profit, margin and liquidation are computed. */
  readonly mark: Decimal | null;
  readonly at: number;
}

/** A read-only column of floating-point numbers that grows as bars close; index −1 is the newest closed bar. */
export interface Column {
  readonly length: number;
  /** The value at an index, negative from the end; `NaN` outside. */
  at(index: number): number;
  /** A copy of the newest `count` values, oldest first. */
  last(count: number): Float64Array;
}

/**
 * Closed bars of one instrument, oldest first, as columns for reading. They grow while a strategy runs.
 *
 * Numbers are floating point and are never accepted as the price of an order.
 */
export interface Candles {
  readonly instrument: InstrumentId;
  readonly intervalMs: number;
  /** Number of closed bars. */
  readonly length: number;
  /** Open time of each bar, epoch ms. */
  readonly openedAt: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  /** In base units. */
  readonly volume: Column;
}
