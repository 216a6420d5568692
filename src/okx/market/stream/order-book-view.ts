import type { InstrumentId } from '../../../domain/instrument.ts';
import type { BookLevel } from '../../codec/market-reading.ts';

/**
 * An order book that changes with every push: read it when it is told, and keep what was read, not the book.
 *
 * Prices in quote currency, quantities in base units, best first.
 */
export interface OrderBookView {
  readonly instrument: InstrumentId;
  /** OKX's time of the newest change, epoch ms. */
  readonly at: number;
  /** OKX's number of the newest change. */
  readonly sequence: number;
  /** The best `depth` levels; without it all there are, at most 400. */
  bids(depth?: number): readonly BookLevel[];
  /** As {@link bids}. */
  asks(depth?: number): readonly BookLevel[];
  /** The levels that the newest push changed, a quantity of zero where one is gone; `null` where the whole book is new. */
  changes(): { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] } | null;
}
