import type { OkxSend } from '../request.ts';
import { type PositionTierRow, positionTierRow } from '../wire/account-rows.ts';
import {
  type BookRow,
  bookRow,
  type CandleRow,
  candleRow,
  type FundingHistoryRow,
  type FundingRow,
  fundingHistoryRow,
  fundingRow,
  type IndexTickerRow,
  indexTickerRow,
  type MarkPriceRow,
  markPriceRow,
  type OpenInterestRow,
  openInterestRow,
  type PriceLimitRow,
  priceLimitRow,
  type TickerRow,
  type TradeRow,
  tickerRow,
  timeRow,
  tradeRow,
} from '../wire/market-rows.ts';
import { read, readData, readOne } from './exchange-call.ts';

/** What needs no key: `/api/v5/public` and `/api/v5/market`. */
export class PublicEndpoints {
  readonly #send: OkxSend;

  constructor(send: OkxSend) {
    this.#send = send;
  }

  /** OKX's clock, epoch ms. */
  async time(): Promise<number> {
    return Number((await readOne(this.#send, timeRow, 'public/time')).ts);
  }

  /** Rows of instruments; read them by `readInstruments`. */
  instruments(instType: 'SPOT' | 'SWAP'): Promise<readonly unknown[]> {
    return readData(this.#send, 'public/instruments', { instType });
  }

  /** Margin tiers of swaps of up to three families, sizes in contracts. */
  positionTiers(families: readonly string[], tdMode: 'cross' | 'isolated' = 'cross'): Promise<PositionTierRow[]> {
    const instFamily = families.join(',');
    return read(this.#send, positionTierRow, 'public/position-tiers', { instType: 'SWAP', tdMode, instFamily });
  }

  ticker(instId: string): Promise<TickerRow> {
    return readOne(this.#send, tickerRow, 'market/ticker', { instId });
  }

  tickers(instType: 'SPOT' | 'SWAP'): Promise<TickerRow[]> {
    return read(this.#send, tickerRow, 'market/tickers', { instType });
  }

  /** Newest first. `after` and `before` are exclusive times; `bar` is OKX's, such as `1m` or `1H`. */
  candles(query: {
    readonly instId: string;
    readonly bar: string;
    readonly after?: number;
    readonly before?: number;
    readonly limit?: number;
    readonly history?: 'recent' | 'all';
  }): Promise<CandleRow[]> {
    const { history = 'recent', ...rest } = query;
    const path = history === 'recent' ? 'market/candles' : 'market/history-candles';
    return read(this.#send, candleRow, path, rest);
  }

  /** Up to 400 levels a side. */
  book(instId: string, depth = 1): Promise<BookRow> {
    return readOne(this.#send, bookRow, 'market/books', { instId, sz: depth });
  }

  trades(instId: string, limit = 100): Promise<TradeRow[]> {
    return read(this.#send, tradeRow, 'market/trades', { instId, limit });
  }

  /** Trades older than that of an id, newest first. */
  tradeHistory(instId: string, afterId: string, limit = 100): Promise<TradeRow[]> {
    return read(this.#send, tradeRow, 'market/history-trades', { instId, type: 1, after: afterId, limit });
  }

  funding(instId: string): Promise<FundingRow> {
    return readOne(this.#send, fundingRow, 'public/funding-rate', { instId });
  }

  /** Newest first; `after` is an exclusive time. */
  fundingHistory(instId: string, after?: number, limit = 100): Promise<FundingHistoryRow[]> {
    return read(this.#send, fundingHistoryRow, 'public/funding-rate-history', { instId, after, limit });
  }

  openInterest(instId: string): Promise<OpenInterestRow> {
    return readOne(this.#send, openInterestRow, 'public/open-interest', { instType: 'SWAP', instId });
  }

  markPrice(instId: string): Promise<MarkPriceRow> {
    return readOne(this.#send, markPriceRow, 'public/mark-price', { instType: 'SWAP', instId });
  }

  /** Of every swap. */
  markPrices(): Promise<MarkPriceRow[]> {
    return read(this.#send, markPriceRow, 'public/mark-price', { instType: 'SWAP' });
  }

  /** `index` is a pair, such as `BTC-USDT`. */
  indexTicker(index: string): Promise<IndexTickerRow> {
    return readOne(this.#send, indexTickerRow, 'market/index-tickers', { instId: index });
  }

  priceLimit(instId: string): Promise<PriceLimitRow> {
    return readOne(this.#send, priceLimitRow, 'public/price-limit', { instId });
  }
}
