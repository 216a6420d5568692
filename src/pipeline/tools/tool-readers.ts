import type { OrderPreview } from '../../domain/account.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { Candles } from '../../domain/market.ts';
import type { OrderIntent } from '../../domain/order-intent.ts';
import type { Position } from '../../domain/position.ts';
import type { AccountReader, OrderEntry, PriceReader } from '../../ports/broker.ts';
import type { ContextMarket } from '../../ports/context-market.ts';

/** A level of a book: quote currency per base unit, base units. */
export interface BookLevelReading {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** A book, best prices first. */
export interface BookReading {
  readonly bids: readonly BookLevelReading[];
  readonly asks: readonly BookLevelReading[];
  readonly at: number;
}

/** The next funding of a swap. */
export interface FundingReading {
  /** A fraction of the position's value; above zero longs pay. `null` where it is not fixed yet. */
  readonly rate: Decimal | null;
  /** When it is paid, epoch ms. */
  readonly at: number;
  readonly periodMs: number | null;
}

/** What market data beyond prices there is; `okxMarket().data` has both. */
export interface MarketReads {
  getBook(instrument: InstrumentId, depth: number): Promise<BookReading>;
  getFunding(instrument: InstrumentId): Promise<FundingReading>;
}

/** All that tools can reach: reads, each a function of its own. Nothing leads from here to an order. */
export interface ToolReaders {
  readonly instrument: (id: InstrumentId) => Promise<Instrument>;
  readonly candles: (id: InstrumentId, limit: number) => Promise<Candles>;
  readonly positions: () => Promise<readonly Position[]>;
  /** Says what an order would cost; sends nothing. */
  readonly preview: (intent: OrderIntent) => Promise<OrderPreview>;
  /** `null` where the market has none to offer. */
  readonly book: MarketReads['getBook'] | null;
  /** `null` where the market has none to offer. */
  readonly funding: MarketReads['getFunding'] | null;
}

/** Takes the reads out of a broker and a market, and leaves the rest behind. */
export function toolReaders(
  broker: PriceReader & Pick<AccountReader, 'getPositions'> & Pick<OrderEntry, 'preview'>,
  market: Partial<MarketReads> = {},
): ToolReaders {
  return Object.freeze({
    instrument: (id) => broker.getInstrument(id),
    candles: (id, limit) => broker.getCandles(id, { limit }),
    positions: () => broker.getPositions(),
    preview: (intent) => broker.preview(intent),
    book: market.getBook === undefined ? null : market.getBook.bind(market),
    funding: market.getFunding === undefined ? null : market.getFunding.bind(market),
  } satisfies ToolReaders);
}

/** What of a market a model may look up. */
export function marketReads(market: ContextMarket | undefined): Partial<MarketReads> {
  const { getDepth, getFunding } = market ?? {};
  return {
    ...(getDepth === undefined ? {} : { getBook: (instrument, levels) => getDepth.call(market, instrument, levels) }),
    ...(getFunding === undefined ? {} : { getFunding: (instrument) => getFunding.call(market, instrument) }),
  };
}
