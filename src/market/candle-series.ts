import type { Instrument } from '../domain/instrument.ts';
import { ConfigurationError } from '../errors/index.ts';

/** Integers of one kind: 32-bit where they fit, doubles beyond. */
export type IntegerColumn = Int32Array | Float64Array;

/** Bars of one instrument in columns: prices in ticks, volume in lots. Ordered by time, none overlapping. */
export interface CandleSeries {
  readonly instrument: Instrument;
  readonly intervalMs: number;
  /** Open time of each bar, epoch ms. */
  readonly openedAt: Float64Array;
  readonly openTicks: IntegerColumn;
  readonly highTicks: IntegerColumn;
  readonly lowTicks: IntegerColumn;
  readonly closeTicks: IntegerColumn;
  readonly volumeLots: IntegerColumn;
}

/** Closing marks of an instrument's mark-price bars. */
export interface MarkSeries {
  readonly instrument: Instrument;
  readonly intervalMs: number;
  /** When each bar has ended, epoch ms: from then on its closing mark is known. */
  readonly closedAt: Float64Array;
  /** In mark points. */
  readonly closeMarks: Float64Array;
}

/** Funding settlements of a swap. */
export interface FundingSeries {
  readonly instrument: Instrument;
  readonly at: Float64Array;
  /** In units of 10^-`FUNDING_RATE_DECIMALS`; positive when longs pay. */
  readonly rate: BigInt64Array;
  /** Mark price of the settlement in mark points; `NaN` where none was recorded. */
  readonly marks: Float64Array;
}

/**
 * Checks a series that did not come from a file.
 *
 * @throws {ConfigurationError} `config/data_invalid` with the number of the bar.
 */
export function checkCandles(series: CandleSeries): void {
  const { openedAt, openTicks, highTicks, lowTicks, closeTicks, volumeLots, intervalMs } = series;
  const refuse = (why: string): never => {
    throw new ConfigurationError(`The candles of ${series.instrument.id} cannot be used: ${why}.`, {
      code: 'config/data_invalid',
    });
  };
  const { length } = openedAt;
  if (length === 0) refuse('there are none');
  if (!(intervalMs > 0)) refuse('their interval is not above zero');
  for (const column of [openTicks, highTicks, lowTicks, closeTicks, volumeLots]) {
    if (column.length !== length) refuse('their columns are not of one length');
  }
  for (let bar = 0; bar < length; bar++) {
    const trouble = barTrouble(openTicks[bar]!, highTicks[bar]!, lowTicks[bar]!, closeTicks[bar]!);
    if (trouble !== null) refuse(`bar ${bar}: ${trouble}`);
    if (bar > 0 && !(openedAt[bar]! >= openedAt[bar - 1]! + intervalMs))
      refuse(`bar ${bar} begins before the one before it has ended`);
  }
}

/** What is wrong with the four prices of a bar, or `null`. */
export function barTrouble(open: number, high: number, low: number, close: number): string | null {
  if (high < low) return 'high is below low';
  if (!(high >= open && high >= close)) return 'high is below open or close';
  return low > 0 && low <= open && low <= close ? null : 'low is above open or close, or not above zero';
}
