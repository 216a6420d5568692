import type { InstrumentId } from '../domain/instrument.ts';
import type { Candles, Quote } from '../domain/market.ts';

/** Market data of a venue. A read that fails throws; it never answers with an empty list or a zero. */
export interface MarketDataSource {
  /** @throws {VenueError} `venue/unknown_instrument`; `venue/unavailable` when no price is known yet. */
  getQuote(instrument: InstrumentId): Promise<Quote>;
  /** Closed bars, oldest first. @throws {VenueError} `venue/unknown_instrument` or `venue/unavailable`. */
  getCandles(instrument: InstrumentId, options?: { readonly limit?: number }): Promise<Candles>;
}
