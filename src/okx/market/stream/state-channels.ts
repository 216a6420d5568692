import { Decimal } from '../../../domain/decimal.ts';
import type { InstrumentId } from '../../../domain/instrument.ts';
import type { Quote } from '../../../domain/market.ts';
import { type OkxFunding, readFunding, readQuote } from '../../codec/market-reading.ts';
import {
  type FundingRow,
  fundingRow,
  type MarkPriceRow,
  markPriceRow,
  type TickerRow,
  tickerRow,
} from '../../wire/market-rows.ts';
import type { StateChannel } from './state-news.ts';

/** The price by which OKX judges profit and margin of a swap. */
export interface OkxMark {
  readonly instrument: InstrumentId;
  readonly mark: Decimal;
  readonly at: number;
}

export const TICKERS: StateChannel<TickerRow, Quote> = {
  name: 'WebSocket tickers',
  row: tickerRow,
  at: ({ ts }) => Number(ts),
  read: (row) => readQuote(row, null),
};

/** Comes about every 10 seconds even where nothing has changed. */
export const MARK_PRICES: StateChannel<MarkPriceRow, OkxMark> = {
  name: 'WebSocket mark-price',
  row: markPriceRow,
  at: ({ ts }) => Number(ts),
  read: ({ instId, markPx, ts }) => ({ instrument: instId, mark: new Decimal(markPx), at: Number(ts) }),
};

export const FUNDING_RATES: StateChannel<FundingRow, OkxFunding> = {
  name: 'WebSocket funding-rate',
  row: fundingRow,
  at: ({ fundingTime }) => Number(fundingTime),
  read: readFunding,
};
