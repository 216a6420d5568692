import type { Decimal } from '../domain/decimal.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Quote } from '../domain/market.ts';

/** A price and what stands at it, in base units. */
export interface DepthLevel {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** The levels of a book nearest to the middle, best first. */
export interface Depth {
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
  readonly at: number;
}

/** What holders of a swap pay each other next. */
export interface NextFunding {
  /** A fraction of the position's value; above zero longs pay. `null` where it is not fixed yet. */
  readonly rate: Decimal | null;
  /** Epoch ms. */
  readonly at: number;
  /** Distance to the payment after it; `null` where the venue does not say. */
  readonly periodMs: number | null;
}

/** Closed bars as columns of one length, oldest first; floating point, for reading only. */
export interface MarketBars {
  readonly intervalMs: number;
  /** Open time of each bar, epoch ms. */
  readonly openedAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** In base units. */
  readonly volume: Float64Array;
}

/**
 * What a prompt says of a market is read from here.
 *
 * A source need not have everything: a method that it lacks is a part that the prompt calls unknown. A method that is there
 * and fails throws; the prompt then says that this part could not be read.
 */
export interface ContextMarket {
  /** @throws {VenueError} `venue/unavailable`, `venue/stale`, `venue/unknown_instrument`. */
  getQuote(instrument: InstrumentId): Promise<Quote>;
  /** The newest closed bars of a length, at most `count`, oldest first; fewer where there are no more. */
  getBars(instrument: InstrumentId, intervalMs: number, count: number): Promise<MarketBars>;
  getDepth?(instrument: InstrumentId, levels: number): Promise<Depth>;
  getFunding?(instrument: InstrumentId): Promise<NextFunding>;
  /** In base units. */
  getOpenInterest?(instrument: InstrumentId): Promise<Decimal>;
}
