import type { Quota } from './quota.ts';
import type { RequestPriority } from './request.ts';

/**
 * How a request ended that held tokens. `unused`: it was never sent. `answered`: its answer has come. `unanswered`:
 * nobody waits for its answer any more, and it may still reach the venue.
 */
export type HoldEnd = 'unused' | 'answered' | 'unanswered';

/** Tokens that were taken out of one quota. The first of its two methods that is called counts. */
export interface Hold {
  readonly quota: Quota;
  giveBack(end: HoldEnd): void;
  /** The venue refused the request for this quota: gives the tokens back as `answered`, and slows the quota down. */
  refused(retryAfterMs: number | null): void;
}

/** What a request says of itself when it asks for tokens. */
export interface Turn {
  readonly priority: RequestPriority;
  /** Aborts when the request no longer waits. */
  readonly signal: AbortSignal;
  /** The longest time in milliseconds from now to the end of the request, however it ends. */
  readonly longestMs: number;
}

/** Where tokens come from: this process alone, or a store that several share. */
export interface TokenSource {
  /** Takes tokens at once where they are free and nobody waits; otherwise waits for its turn. Rejects with the signal's reason. */
  take(quota: Quota, tokens: number, turn: Turn): Hold | Promise<Hold>;
  /** Ends what waits with `net/closed`, and every timer. */
  close(): Promise<void>;
}
