import type { DecimalInput } from '../../domain/decimal.ts';
import type { Side } from '../../domain/order-intent.ts';
import type { BookSide } from '../manual-market.ts';
import type { InstrumentRules, ListingState } from './listed-instrument.ts';

/** What a test can do to the market of a mock exchange. Everything happens at the server's time. */
export interface MockMarketControl {
  /** A new book around `price` and a trade at it. `volume` in base units on each side; `"0"` leaves the price where it is. */
  setPrice(instId: string, price: DecimalInput, options?: { readonly volume?: DecimalInput }): void;
  /** The price jumps to `price`: nothing trades in between. In a market made of a book that is {@link setPrice}. */
  gap(instId: string, price: DecimalInput): void;
  /** One trade of the market. It takes what stands at better prices than its own out of the book. */
  trade(
    instId: string,
    trade: { readonly price: DecimalInput; readonly quantity: DecimalInput; readonly taker: Side },
  ): void;
  /** The whole book anew; levels are `[price, base units]`. */
  book(instId: string, book: { readonly bids: BookSide; readonly asks: BookSide }): void;
  /** Changed levels with their new base units; `"0"` removes a level. */
  bookUpdate(instId: string, book: { readonly bids?: BookSide; readonly asks?: BookSide }): void;
  /** A mark price of its own from now on. */
  mark(instId: string, price: DecimalInput): void;
  /** What the next settlement pays, as a fraction; positive when longs pay. */
  setFundingRate(instId: string, rate: DecimalInput): void;
  /** Settles funding at this instant, at a rate that is given or at the announced one. */
  funding(instId: string, rate?: DecimalInput, mark?: DecimalInput): void;
  /** Takes an instrument out of trading, or back into it. */
  setState(instId: string, state: ListingState): void;
  /** Changes the rules of an instrument: orders are judged by the new ones, and what rests stays. */
  setRules(instId: string, rules: InstrumentRules): void;
}
