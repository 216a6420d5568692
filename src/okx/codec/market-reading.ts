import { Decimal } from '../../domain/decimal.ts';
import type { Quote } from '../../domain/market.ts';
import type { BookRow, CandleRow, FundingRow, OpenInterestRow, TickerRow, TradeRow } from '../wire/market-rows.ts';
import type { Listing } from './listing.ts';
import { decimalOrNull, instantOrNull } from './numbers.ts';

/** The prices of a ticker; tickers have no mark price, so it comes from elsewhere. */
export function readQuote(row: TickerRow, mark: Decimal | null): Quote {
  return {
    instrument: row.instId,
    bid: decimalOrNull(row.bidPx),
    ask: decimalOrNull(row.askPx),
    last: decimalOrNull(row.last),
    mark,
    at: Number(row.ts),
  };
}

/** A bar as OKX tells it. */
export interface OkxCandle {
  readonly openedAt: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  /** In base units. */
  readonly volume: Decimal;
  /** Whether its time is over; the newest one of an answer mostly is not. */
  readonly isClosed: boolean;
}

/** A bar. Its volume is in contracts for a swap, and in base units two fields further on; for spot it is in base units at once. */
export function readCandle(row: CandleRow, listing: Listing): OkxCandle {
  const [openedAt, open, high, low, close, volume, volumeInCurrency, , confirm] = row;
  return {
    openedAt: Number(openedAt),
    open: new Decimal(open),
    high: new Decimal(high),
    low: new Decimal(low),
    close: new Decimal(close),
    volume: new Decimal(listing.instType === 'SWAP' ? volumeInCurrency : volume),
    isClosed: confirm === '1',
  };
}

/** A price and what stands at it, in base units; zero takes a level away. */
export interface BookLevel {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** The levels of a book or of a change to it, best first. */
export function readBook(
  row: BookRow,
  listing: Listing,
): { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[]; readonly at: number } {
  const level = (raw: readonly [string, string, ...unknown[]]): BookLevel => readLevel(raw, listing);
  return { bids: row.bids.map(level), asks: row.asks.map(level), at: Number(row.ts) };
}

/** Price and size, as OKX writes them. */
export function readLevel([price, size]: readonly [string, string, ...unknown[]], listing: Listing): BookLevel {
  return { price: new Decimal(price), quantity: inBase(size, listing) };
}

/** A trade of anybody's; `side` is the taker's. */
export interface OkxTrade {
  readonly tradeId: string;
  readonly side: 'buy' | 'sell';
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly at: number;
}

export function readTrade(row: TradeRow, listing: Listing): OkxTrade {
  return {
    tradeId: row.tradeId,
    side: row.side,
    price: new Decimal(row.px),
    quantity: inBase(row.sz, listing),
    at: Number(row.ts),
  };
}

/** What holders of a swap pay each other next. */
export interface OkxFunding {
  /** A fraction of the position's value; above zero longs pay. `null` where OKX has not fixed it. */
  readonly rate: Decimal | null;
  readonly at: number;
  /** Distance to the payment after it; `null` where OKX does not say. */
  readonly periodMs: number | null;
}

export function readFunding(row: FundingRow): OkxFunding {
  const next = instantOrNull(row.nextFundingTime);
  const at = Number(row.fundingTime);
  return { rate: decimalOrNull(row.fundingRate), at, periodMs: next === null ? null : next - at };
}

/** Open interest in base units. */
export function readOpenInterest(row: OpenInterestRow): Decimal {
  return new Decimal(row.oiCcy);
}

function inBase(size: string, { instType, instrument }: Listing): Decimal {
  return instType === 'SWAP' ? instrument.contractValue.mul(size) : new Decimal(size);
}
