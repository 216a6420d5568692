import type { MarginMode } from '../../domain/order-intent.ts';
import type { WireRow } from './wire.ts';

/** Why an account's money or positions changed. */
export type AccountCause =
  | 'filled'
  | 'liquidation'
  | 'adl'
  | 'funding_fee'
  | 'transferred'
  | 'set_leverage'
  | 'margin'
  | 'order';

/**
 * What happens at the mock exchange, in order, as the streams need it. Rows are as the `orders`, `orders-algo` and
 * `trades` channels push them and stay as they were at that moment.
 */
export type MockNewsItem =
  | { readonly type: 'order'; readonly instId: string; readonly row: WireRow }
  | { readonly type: 'algo'; readonly instId: string; readonly row: WireRow }
  /** An execution of the account, as the `fills` channel and `balance_and_position` tell it. */
  | { readonly type: 'fill'; readonly instId: string; readonly row: WireRow }
  | { readonly type: 'account'; readonly currencies: readonly string[]; readonly cause: AccountCause }
  | { readonly type: 'position'; readonly instId: string; readonly mgnMode: MarginMode; readonly cause: AccountCause }
  | { readonly type: 'trade'; readonly instId: string; readonly row: WireRow }
  /** The last price, the book, the candles, the mark price of an instrument changed: ask the market for the row. */
  | { readonly type: 'ticker' | 'book' | 'candle' | 'mark' | 'funding'; readonly instId: string }
  | { readonly type: 'instrument'; readonly instId: string; readonly row: WireRow };

/** What is called with each thing that happens. */
export type NewsListener = (item: MockNewsItem) => void;

/** Tells the streams what happens. Nobody listening costs nothing. */
export class MockNews {
  readonly #listeners = new Set<NewsListener>();

  /** Returns what ends the subscription. */
  subscribe(listener: NewsListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** @internal */
  tell(item: MockNewsItem): void {
    for (const listener of this.#listeners) listener(item);
  }
}
