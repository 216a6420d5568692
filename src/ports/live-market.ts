import type { Decimal } from '../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Side } from '../domain/order-intent.ts';
import type { Unsubscribe } from './broker.ts';
import type { MarketDataSource } from './market-data.ts';
import type { MarketListener } from './market-listener.ts';

/** Levels of one side as they stand, or as they stand from now on; a quantity of zero takes a level away. */
export type LiveLevels = readonly { readonly price: Decimal; readonly quantity: Decimal }[];

/** A book that changes with every word of it; quantities in base units. */
export interface LiveBook {
  bids(): LiveLevels;
  asks(): LiveLevels;
  /** What the newest word changed; `null` where it is the whole book anew. */
  changes(): { readonly bids: LiveLevels; readonly asks: LiveLevels } | null;
}

/** A trade of anybody's; `side` is the taker's. */
export interface LiveTrade {
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** The price on which a venue computes profit, margin and liquidation. */
export interface LiveMark {
  readonly mark: Decimal;
}

/** What holders of a swap pay each other next. */
export interface LiveFunding {
  /** A fraction of the position's value; above zero longs pay. `null` where it is not fixed yet. */
  readonly rate: Decimal | null;
  /** When it is paid, epoch ms. */
  readonly at: number;
}

/**
 * A market that lives by itself: it is connected to, tells what happens as it happens, and can be lost.
 *
 * It moves a simulated exchange in real time. `okxMarket` is one.
 */
export interface LiveMarket {
  /** Idempotent; one that failed can be tried again. */
  connect(): Promise<void>;
  /** What can be traded, once it is connected. */
  instruments(): readonly Instrument[];
  readonly data: Pick<MarketDataSource, 'getCandles'> & {
    /** What was paid at or after `since`, epoch ms, oldest first; the rate is a fraction, above zero longs paid. */
    getFundingHistory(
      instrument: InstrumentId,
      since: number,
    ): Promise<readonly { readonly at: number; readonly rate: Decimal }[]>;
  };
  readonly streams: {
    /** Begins, and begins again after each loss, with the whole book. */
    watchBook(instrument: InstrumentId, listener: MarketListener<LiveBook>): Unsubscribe;
    watchTrades(instrument: InstrumentId, listener: MarketListener<LiveTrade>): Unsubscribe;
    watchMarkPrice(instrument: InstrumentId, listener: MarketListener<LiveMark>): Unsubscribe;
    /** Of a swap. */
    watchFunding(instrument: InstrumentId, listener: MarketListener<LiveFunding>): Unsubscribe;
  };
}
