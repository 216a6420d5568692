import { z } from 'zod';
import { side } from './order-row.ts';
import {
  decimal,
  instant,
  maybeDecimal,
  name,
  optionalDecimal,
  optionalInstant,
  optionalText,
  unsigned,
} from './scalar.ts';

/** `GET market/ticker(s)` and the tickers channel. Volumes: `vol24h` in contracts, `volCcy24h` in base units for swaps. */
export const tickerRow = z.object({
  instId: name,
  last: maybeDecimal,
  askPx: maybeDecimal,
  askSz: optionalDecimal,
  bidPx: maybeDecimal,
  bidSz: optionalDecimal,
  open24h: optionalDecimal,
  high24h: optionalDecimal,
  low24h: optionalDecimal,
  vol24h: optionalDecimal,
  volCcy24h: optionalDecimal,
  ts: instant,
});
export type TickerRow = z.output<typeof tickerRow>;

/** A candle: time, open, high, low, close, volume (contracts, or base for spot), in base (quote for spot), in quote, `1` when closed. */
export const candleRow = z
  .tuple([instant, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, z.enum(['0', '1'])])
  .rest(z.unknown());
export type CandleRow = z.output<typeof candleRow>;

/** A candle of mark or index prices, without volumes. */
export const priceCandleRow = z
  .tuple([instant, unsigned, unsigned, unsigned, unsigned, z.enum(['0', '1'])])
  .rest(z.unknown());

const level = z.tuple([unsigned, unsigned]).rest(z.unknown());
/** `GET market/books` and the books channels; a size of zero takes a level away. The checksum is not verified: it is constant. */
export const bookRow = z.object({
  asks: z.array(level),
  bids: z.array(level),
  ts: instant,
  seqId: z.number().int().optional(),
  prevSeqId: z.number().int().optional(),
});
export type BookRow = z.output<typeof bookRow>;

/** `GET market/trades` and the trades channel. */
export const tradeRow = z.object({
  instId: name,
  tradeId: name,
  px: unsigned,
  sz: unsigned,
  side,
  count: optionalText,
  ts: instant,
});
export type TradeRow = z.output<typeof tradeRow>;

/** `GET public/funding-rate`: `fundingRate` is charged at `fundingTime`; the period ends at `nextFundingTime`. */
export const fundingRow = z.object({
  instId: name,
  fundingRate: maybeDecimal,
  fundingTime: instant,
  nextFundingRate: optionalDecimal,
  nextFundingTime: optionalInstant,
  settState: optionalText,
  settFundingRate: optionalDecimal,
  minFundingRate: optionalDecimal,
  maxFundingRate: optionalDecimal,
  ts: optionalInstant,
});
export type FundingRow = z.output<typeof fundingRow>;

/** `GET public/funding-rate-history`. */
export const fundingHistoryRow = z.object({
  instId: name,
  fundingRate: decimal,
  realizedRate: optionalDecimal,
  fundingTime: instant,
});
export type FundingHistoryRow = z.output<typeof fundingHistoryRow>;

/** `GET public/open-interest`: contracts, base units, dollars. */
export const openInterestRow = z.object({
  instId: name,
  oi: unsigned,
  oiCcy: unsigned,
  oiUsd: optionalDecimal,
  ts: instant,
});
export type OpenInterestRow = z.output<typeof openInterestRow>;

/** `GET public/mark-price` and its channel. */
export const markPriceRow = z.object({ instId: name, markPx: unsigned, ts: instant });
export type MarkPriceRow = z.output<typeof markPriceRow>;

/** `GET market/index-tickers` and its channel. */
export const indexTickerRow = z.object({ instId: name, idxPx: unsigned, ts: instant });
export type IndexTickerRow = z.output<typeof indexTickerRow>;

/** `GET public/price-limit`: `""` where no limit holds. */
export const priceLimitRow = z.object({
  instId: name,
  buyLmt: maybeDecimal,
  sellLmt: maybeDecimal,
  enabled: z.boolean().default(true),
  ts: instant,
});
export type PriceLimitRow = z.output<typeof priceLimitRow>;

/** `GET public/time`. */
export const timeRow = z.object({ ts: instant });
