import type { OrderEvent } from '../domain/order-event.ts';
import type { OrderAmendment, OrderIntent, OrderRole } from '../domain/order-intent.ts';
import type { OrderState } from '../domain/order-lifecycle.ts';

/** What the journal keeps of an order: each command before it may leave, and each event after it applied. */
export type JournalRecord =
  | {
      readonly type: 'intent';
      readonly clientOrderId: string;
      readonly intent: OrderIntent;
      readonly role: OrderRole;
      /** The entry that a protective order belongs to. */
      readonly parentClientOrderId: string | null;
      readonly at: number;
    }
  | { readonly type: 'amend'; readonly clientOrderId: string; readonly change: OrderAmendment; readonly at: number }
  | { readonly type: 'cancel'; readonly clientOrderId: string; readonly at: number }
  /** The stop that an entry asked for was seen for all that is filled of it, or is not wanted any more. */
  | { readonly type: 'protected'; readonly clientOrderId: string; readonly at: number }
  /** `state`: where the order stands after the event. */
  | { readonly type: 'event'; readonly event: OrderEvent; readonly state: OrderState };

/** An order that was written down before it was sent, and of which the end, or the stop that it asked for, was not. */
export interface UnfinishedOrder {
  readonly clientOrderId: string;
  readonly intent: OrderIntent;
  readonly role: OrderRole;
  readonly parentClientOrderId: string | null;
  /** When the intent was first written, epoch ms. */
  readonly writtenAt: number;
  /** When it was last sent; `null` where its last intent is followed by no word of a sending, which proves nothing. */
  readonly submittedAt: number | null;
  /** Whether its end was written: then it is only the stop that it asked for which has not been seen. */
  readonly hasEnded: boolean;
}

/**
 * The durable memory of what was about to be sent.
 *
 * Records of one order are handed over one after the other; those of different orders may be under way at the same time.
 *
 * @see law 1, "written before sent".
 */
export interface OrderJournal {
  /**
   * Resolves when the record is durable. Where the journal belongs to `Stores`, a second append under the same `recordId`
   * changes nothing.
   *
   * @throws {PersistenceError} `store/unavailable` when it cannot be written.
   */
  append(record: JournalRecord, recordId?: string): Promise<void>;
  /**
   * Orders whose intent was written and whose end was not, oldest first: those that a crash left open, those that rest at
   * the venue, and filled entries whose stop had not been seen. Asked when a broker connects.
   *
   * @throws {PersistenceError} `store/unavailable`, `store/corrupt` when it cannot be read; no answer is not "none".
   */
  unfinished(): Promise<readonly UnfinishedOrder[]>;
  /**
   * Why nothing may open although records are durable, as a sentence; `null` when it may. Asked after each record of a
   * command that opens.
   */
  halted?(): string | null;
}
