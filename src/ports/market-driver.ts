import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { Side } from '../domain/order-intent.ts';

/**
 * What a simulated exchange hears of its market, in integers of the instrument: ticks, lots and mark points.
 *
 * Calls come in order of time. An instant goes: `closeBar` of every instrument, `advance`, `openBar` of every instrument,
 * and only then do strategies act. The opening price is what a market order meets at that instant; nobody can see it.
 */
export interface MarketSink {
  /** The instruments that the exchange lists. */
  readonly instruments: readonly Instrument[];
  /** Time moves on: orders under way arrive, expiries and what else is due up to `at` happens in its order. */
  advance(at: number): void;
  /** A bar begins. What rests in the book does not meet its opening price before {@link closeBar}. */
  openBar(instrument: Instrument, at: number, intervalMs: number, openTicks: number, volumeLots: number): void;
  /** The bar that began last has ended: resting orders meet its opening price, then its path to high, low and close. */
  closeBar(instrument: Instrument, highTicks: number, lowTicks: number, closeTicks: number): void;
  /** One trade of the market; `taker` is the side that took liquidity. */
  trade(instrument: Instrument, at: number, ticks: number, lots: number, taker: Side): void;
  /** The whole book anew; levels are `[ticks, lots]` pairs, best first or in any order. */
  depthSnapshot(
    instrument: Instrument,
    at: number,
    bids: readonly (readonly [number, number])[],
    asks: readonly (readonly [number, number])[],
  ): void;
  /** Changed levels with their new size; size 0 removes a level. */
  depthUpdate(
    instrument: Instrument,
    at: number,
    bids: readonly (readonly [number, number])[],
    asks: readonly (readonly [number, number])[],
  ): void;
  /** A mark price of its own, in mark points. */
  mark(instrument: Instrument, at: number, marks: number): void;
  /** From now on the mark price is the last price plus this many mark points. Zero until it is called. */
  markBasis(instrument: Instrument, basisMarks: number): void;
  /** A funding settlement: `rate` in units of 10^-16, positive when longs pay; `marks` is the settlement's mark price, `null` for the present one. */
  settleFunding(instrument: Instrument, at: number, rate: bigint, marks: number | null): void;
}

/** What moves a simulated exchange: a replay, a synthetic market, or a test's own hand. */
export interface MarketDriver {
  /** Called once by the broker when it connects; from then on the driver calls the sink. */
  attach(sink: MarketSink): void;
  /** The time from which the exchange starts, epoch ms. */
  readonly startsAt: number;
  /** Closed bars so far, or `null` where this driver has none of the instrument. */
  candles(instrument: InstrumentId): Candles | null;
}
