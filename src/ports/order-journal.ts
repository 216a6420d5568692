import type { OrderEvent } from '../domain/order-event.ts';
import type { OrderAmendment, OrderIntent } from '../domain/order-intent.ts';

/** What the journal keeps of an order before it may leave. */
export type JournalRecord =
  | {
      readonly type: 'intent';
      readonly clientOrderId: string;
      readonly intent: OrderIntent;
      readonly role: string;
      readonly at: number;
    }
  | { readonly type: 'amend'; readonly clientOrderId: string; readonly change: OrderAmendment; readonly at: number }
  | { readonly type: 'cancel'; readonly clientOrderId: string; readonly at: number }
  | { readonly type: 'event'; readonly event: OrderEvent };

/**
 * The durable memory of what was about to be sent.
 *
 * @see law 1, "written before sent".
 */
export interface OrderJournal {
  /** Resolves when the record is durable. @throws {PersistenceError} `store/unavailable` when it cannot be written. */
  append(record: JournalRecord): Promise<void>;
}
