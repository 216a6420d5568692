import type { RejectionReason } from '../domain/denial.ts';

/** The commands that {@link FaultyVenue} can spoil. */
export const VENUE_COMMANDS = ['submit', 'cancel', 'amend', 'setLeverage'] as const;
/** A command that {@link FaultyVenue} can spoil. */
export type VenueCommand = (typeof VENUE_COMMANDS)[number];

/** The reads that {@link FaultyVenue} can spoil. */
export const VENUE_READS = ['findOrder', 'fetchAccount', 'fetchFills', 'fetchLedger'] as const;
/** A read that {@link FaultyVenue} can spoil. */
export type VenueRead = (typeof VENUE_READS)[number];

/** What can go wrong with a command. */
export type CommandFault =
  /** It never arrives, and nobody knows: the answer is `unknown`. */
  | { readonly kind: 'before_execution' }
  /** It is executed, and the answer is lost. With `events: 'dropped'` (the default) so is all news of it on the stream. */
  | { readonly kind: 'answer_lost'; readonly events?: 'dropped' | 'kept' }
  /** Proven not to have happened: refused for the rate. */
  | { readonly kind: 'not_executed'; readonly retryAfterMs?: number }
  | { readonly kind: 'refused'; readonly reason: RejectionReason; readonly venueCode?: string }
  /** `submit` only: the order is taken, and the protection that it carries is not. */
  | { readonly kind: 'protection_lost' };

/** What can go wrong with a read. */
export type ReadFault =
  /** It fails. */
  | { readonly kind: 'unavailable' }
  /** It answers what it answered the time before, with the time of then. */
  | { readonly kind: 'stale' }
  /** `findOrder` only: the order is not there, and that proves nothing. */
  | { readonly kind: 'inconclusive' };

/** A fault that was asked for; a test that relies on it asserts that it happened. */
export interface FaultRecord {
  readonly target: VenueCommand | VenueRead | 'events';
  readonly kind: (CommandFault | ReadFault)['kind'] | 'dropped';
  /** How often it has happened. */
  readonly fired: number;
}
