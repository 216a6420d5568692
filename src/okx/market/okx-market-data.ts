import { Decimal } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Candles, Quote } from '../../domain/market.ts';
import { VenueError } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Listing, type Listings, listedOf } from '../codec/listing.ts';
import {
  type BookLevel,
  type OkxCandle,
  type OkxFunding,
  type OkxTrade,
  readBook,
  readCandle,
  readFunding,
  readOpenInterest,
  readQuote,
  readTrade,
} from '../codec/market-reading.ts';
import { decimalOrNull } from '../codec/numbers.ts';
import type { PublicEndpoints } from '../endpoints/public-endpoints.ts';
import type { MarkPriceRow, TickerRow } from '../wire/market-rows.ts';
import { barName } from './bar-names.ts';
import { FetchedCandles } from './fetched-candles.ts';
import type { OkxMarketReads } from './okx-market-reads.ts';

/** Bars that OKX gives at a time. */
const RECENT_PAGE = 300;
const HISTORY_PAGE = 100;
/** Recent bars that are there without asking for history. */
const RECENT_BARS = 1_440;
const DEFAULT_BARS = 200;

export interface OkxMarketDataOptions {
  readonly endpoints: PublicEndpoints;
  /** Known once the instruments were read. */
  readonly listings: () => Listings;
  readonly clock: Clock;
  /** Length of the bars of {@link OkxMarketData.getCandles}, ms. */
  readonly candleIntervalMs: number;
  /** A mark price older than this is not used with a quote, ms. */
  readonly mostAgeMs: number;
}

interface Heard<Row> {
  readonly row: Row;
  readonly at: number;
}

/** OKX's public market data: prices in quote currency per base unit, quantities in base units, decimals throughout. */
export class OkxMarketData implements OkxMarketReads {
  readonly #options: OkxMarketDataOptions;
  readonly #tickers = new Map<InstrumentId, Heard<TickerRow>>();
  readonly #marks = new Map<InstrumentId, Heard<MarkPriceRow>>();
  #streaming = false;

  constructor(options: OkxMarketDataOptions) {
    this.#options = options;
    barName(options.candleIntervalMs);
  }

  /** Whether tickers come on their own; when they stop, what was heard is forgotten, and reads ask OKX. */
  streams(live: boolean): void {
    this.#streaming = live;
    if (live) return;
    this.#tickers.clear();
    this.#marks.clear();
  }

  hearTicker(row: TickerRow): void {
    this.#tickers.set(row.instId, { row, at: this.#options.clock.now() });
  }

  hearMark(row: MarkPriceRow): void {
    this.#marks.set(row.instId, { row, at: this.#options.clock.now() });
  }

  async getQuote(instrument: InstrumentId): Promise<Quote> {
    const { instrument: known } = this.#listing(instrument);
    const heard = this.#streaming ? this.#tickers.get(known.id) : undefined;
    const [ticker, mark] = await Promise.all([
      heard?.row ?? this.#options.endpoints.ticker(known.id),
      known.type === 'swap' ? this.getMarkPrice(known.id) : null,
    ]);
    if (ticker.last === '' && ticker.bidPx === '' && ticker.askPx === '') throw unavailable(known.id);
    return readQuote(ticker, mark);
  }

  /** The price by which OKX judges profit and margin of a swap. */
  async getMarkPrice(instrument: InstrumentId): Promise<Decimal> {
    const { instrument: known } = this.#listing(instrument);
    const heard = this.#streaming ? this.#marks.get(known.id) : undefined;
    const isFresh = heard !== undefined && this.#options.clock.now() - heard.at <= this.#options.mostAgeMs;
    const row = isFresh ? heard.row : await this.#options.endpoints.markPrice(known.id);
    return new Decimal(row.markPx);
  }

  /** The newest closed bars of the configured length, oldest first. */
  async getCandles(instrument: InstrumentId, options: { readonly limit?: number } = {}): Promise<Candles> {
    const listing = this.#listing(instrument);
    const { candleIntervalMs } = this.#options;
    const limit = options.limit ?? DEFAULT_BARS;
    // The newest bar is mostly not closed, so one more is asked for.
    const bars = await this.#bars(listing, candleIntervalMs, { wanted: limit + 1, from: Number.NEGATIVE_INFINITY });
    const closed = bars.filter(({ isClosed }) => isClosed).slice(-limit);
    if (closed.length === 0) throw unavailable(listing.instrument.id);
    return new FetchedCandles(listing.instrument.id, candleIntervalMs, closed);
  }

  /** Closed bars that opened at or after `from` and before `to`, epoch ms, oldest first, page by page. */
  async getCandleHistory(
    instrument: InstrumentId,
    range: { readonly intervalMs: number; readonly from: number; readonly to: number },
  ): Promise<readonly OkxCandle[]> {
    const { intervalMs, from, to } = range;
    const bars = await this.#bars(this.#listing(instrument), intervalMs, {
      wanted: Number.POSITIVE_INFINITY,
      from,
      to,
    });
    return bars.filter(({ openedAt, isClosed }) => isClosed && openedAt >= from && openedAt < to);
  }

  /** Up to `depth` levels a side, at most 400, best first. */
  async getBook(
    instrument: InstrumentId,
    depth = 20,
  ): Promise<{ readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[]; readonly at: number }> {
    const listing = this.#listing(instrument);
    return readBook(await this.#options.endpoints.book(listing.instrument.id, depth), listing);
  }

  /** The newest trades, oldest first. */
  async getTrades(instrument: InstrumentId, limit = 100): Promise<readonly OkxTrade[]> {
    const listing = this.#listing(instrument);
    const rows = await this.#options.endpoints.trades(listing.instrument.id, limit);
    return rows.map((row) => readTrade(row, listing)).reverse();
  }

  async getFunding(instrument: InstrumentId): Promise<OkxFunding> {
    return readFunding(await this.#options.endpoints.funding(this.#listing(instrument).instrument.id));
  }

  /** What was paid at or after `since`, oldest first; the rate is a fraction, above zero longs paid. */
  async getFundingHistory(
    instrument: InstrumentId,
    since: number,
  ): Promise<readonly { readonly at: number; readonly rate: Decimal }[]> {
    const { id } = this.#listing(instrument).instrument;
    const found = new Map<number, Decimal>();
    let after: number | undefined;
    for (;;) {
      const rows = await this.#options.endpoints.fundingHistory(id, after);
      for (const row of rows) found.set(Number(row.fundingTime), new Decimal(row.realizedRate || row.fundingRate));
      const oldest = rows.at(-1);
      const at = Number(oldest?.fundingTime ?? Number.NEGATIVE_INFINITY);
      if (oldest === undefined || at < since || (after !== undefined && at >= after)) break;
      after = at;
    }
    return [...found]
      .filter(([at]) => at >= since)
      .sort(([a], [b]) => a - b)
      .map(([at, rate]) => ({ at, rate }));
  }

  /** In base units. */
  async getOpenInterest(instrument: InstrumentId): Promise<Decimal> {
    return readOpenInterest(await this.#options.endpoints.openInterest(this.#listing(instrument).instrument.id));
  }

  async getIndexPrice(instrument: InstrumentId): Promise<Decimal> {
    const { baseCurrency, quoteCurrency } = this.#listing(instrument).instrument;
    return new Decimal((await this.#options.endpoints.indexTicker(`${baseCurrency}-${quoteCurrency}`)).idxPx);
  }

  /** The highest price of a buy and the lowest of a sell that OKX takes now; `null` where no limit holds. */
  async getPriceLimits(
    instrument: InstrumentId,
  ): Promise<{ readonly highestBuy: Decimal | null; readonly lowestSell: Decimal | null }> {
    const row = await this.#options.endpoints.priceLimit(this.#listing(instrument).instrument.id);
    if (!row.enabled) return { highestBuy: null, lowestSell: null };
    return { highestBuy: decimalOrNull(row.buyLmt), lowestSell: decimalOrNull(row.sellLmt) };
  }

  /** Bars newest first page by page, returned oldest first. */
  async #bars(
    listing: Listing,
    intervalMs: number,
    range: { readonly wanted: number; readonly from: number; readonly to?: number },
  ): Promise<OkxCandle[]> {
    const bar = barName(intervalMs);
    const found = new Map<number, OkxCandle>();
    let after = range.to;
    let history: 'recent' | 'all' = after !== undefined && after < this.#recentSince(intervalMs) ? 'all' : 'recent';
    while (found.size < range.wanted) {
      const limit = Math.min(history === 'recent' ? RECENT_PAGE : HISTORY_PAGE, range.wanted - found.size);
      const page = { instId: listing.instrument.id, bar, limit, history };
      const rows = await this.#options.endpoints.candles(after === undefined ? page : { ...page, after });
      for (const row of rows) found.set(Number(row[0]), readCandle(row, listing));
      const oldest = rows.at(-1);
      if (oldest === undefined) {
        if (history === 'all') break;
        // The recent bars have come to their end.
        history = 'all';
        continue;
      }
      const at = Number(oldest[0]);
      if (at <= range.from || (after !== undefined && at >= after)) break;
      after = at;
    }
    return [...found.values()].sort((a, b) => a.openedAt - b.openedAt);
  }

  #recentSince(intervalMs: number): number {
    return this.#options.clock.now() - RECENT_BARS * intervalMs;
  }

  #listing(instrument: InstrumentId): Listing {
    return listedOf(this.#options.listings(), instrument);
  }
}

function unavailable(instrument: InstrumentId): VenueError {
  return new VenueError(`OKX has no price of ${instrument} yet.`, {
    code: 'venue/unavailable',
    advice: { retry: 'after', delayMs: 1_000 },
    details: { instrument },
  });
}
