import type { QuotaUse } from './quota.ts';

/** Who goes first where requests have to wait: what takes risk away, then what adds it, then reads. */
export const REQUEST_PRIORITIES = ['cancel', 'close', 'reduce', 'open', 'read'] as const;
/** One of {@link REQUEST_PRIORITIES}. */
export type RequestPriority = (typeof REQUEST_PRIORITIES)[number];

/** Something under way that can be given up. */
export interface Abortable {
  readonly signal: AbortSignal;
}

interface RequestFacts<T> {
  /** What errors and metrics call it; never a secret, and one of few. */
  readonly name: string;
  /** Every limit that the request counts against. */
  readonly quotas: readonly QuotaUse[];
  readonly priority: RequestPriority;
  /** How long the whole call may take in milliseconds: waiting, sending, answer with its body, retries. */
  readonly deadlineMs: number;
  /**
   * Sends the request once and reads the whole answer. Rejects with what {@link FailureClassifier} understands; aborts
   * when the signal does, which is made when it is asked for.
   */
  readonly attempt: (call: Abortable) => Promise<T>;
}

/** A request that changes something at the venue. It is sent at most once. */
export interface CommandRequest<T> extends RequestFacts<T> {
  readonly kind: 'command';
}

/** A request that changes nothing at the venue. It may be sent again. */
export interface ReadRequest<T> extends RequestFacts<T> {
  readonly kind: 'read';
  /** Reads with the same key have the same answer; those that wait share one request, sent after the last of them asked. */
  readonly sameAs?: string;
}

/** One call through the {@link RequestRing}. */
export type Request<T> = CommandRequest<T> | ReadRequest<T>;

/** Whether a request takes risk away: nothing of ours may bar its way. */
export function isWayOut(priority: RequestPriority): boolean {
  return priority === 'cancel' || priority === 'close' || priority === 'reduce';
}
