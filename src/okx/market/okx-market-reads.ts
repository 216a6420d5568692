import type { Decimal } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { MarketDataSource } from '../../ports/market-data.ts';
import type { BookLevel, OkxCandle, OkxFunding, OkxTrade } from '../codec/market-reading.ts';

/**
 * Reads of OKX's market: prices in quote currency per base unit, quantities in base units.
 *
 * @throws {VenueError} `venue/unknown_instrument`; `venue/stale` where OKX does not answer and what is kept is too old;
 *   `venue/unavailable` where OKX has no price yet. @throws {ConnectivityError} `net/not_connected`, and where OKX cannot be reached.
 */
export interface OkxMarketReads extends MarketDataSource {
  /** The price by which OKX judges profit and margin of a swap. */
  getMarkPrice(instrument: InstrumentId): Promise<Decimal>;
  getIndexPrice(instrument: InstrumentId): Promise<Decimal>;
  /** Closed bars that opened at or after `from` and before `to`, epoch ms, oldest first, over as many pages as it takes. */
  getCandleHistory(
    instrument: InstrumentId,
    range: { readonly intervalMs: number; readonly from: number; readonly to: number },
  ): Promise<readonly OkxCandle[]>;
  /** Up to `depth` levels a side, at most 400, best first. Default 20. */
  getBook(
    instrument: InstrumentId,
    depth?: number,
  ): Promise<{ readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[]; readonly at: number }>;
  /** The newest trades, at most 500, oldest first. Default 100. */
  getTrades(instrument: InstrumentId, limit?: number): Promise<readonly OkxTrade[]>;
  /** What is paid next on a swap. */
  getFunding(instrument: InstrumentId): Promise<OkxFunding>;
  /** What was paid at or after `since`, epoch ms, oldest first; the rate is a fraction, above zero longs paid. */
  getFundingHistory(
    instrument: InstrumentId,
    since: number,
  ): Promise<readonly { readonly at: number; readonly rate: Decimal }[]>;
  /** Of a swap, in base units. */
  getOpenInterest(instrument: InstrumentId): Promise<Decimal>;
  /** The highest price of a buy and the lowest of a sell that OKX takes now; `null` where no limit holds. */
  getPriceLimits(
    instrument: InstrumentId,
  ): Promise<{ readonly highestBuy: Decimal | null; readonly lowestSell: Decimal | null }>;
}
