import { isBrokerError } from '../errors/index.ts';

/** The venue refused a request for the number of requests, and did nothing. */
export interface RateRefusal {
  /** How long the venue wants to be left alone; default one window of the quota. */
  readonly retryAfterMs?: number;
  /** Ids of the quotas that were exceeded; default all of the request. */
  readonly quotas?: readonly string[];
}

/**
 * What a failed attempt means for the next one. `rate_limited`: see {@link RateRefusal}; nothing happened. `transient`: a
 * read may be asked again. `final`: another attempt ends the same way, or the outcome has to be looked up first.
 */
export type Failure =
  | ({ readonly kind: 'rate_limited' } & RateRefusal)
  | { readonly kind: 'transient' }
  | { readonly kind: 'final' };

/** Says what a rejected attempt means. */
export type FailureClassifier = (error: unknown) => Failure;

/** Reads the code and the advice of a `BrokerError`; everything else is final. */
export function failureByAdvice(error: unknown): Failure {
  if (!isBrokerError(error)) return { kind: 'final' };
  if (error.code === 'net/rate_limited') {
    return error.advice.retry === 'after'
      ? { kind: 'rate_limited', retryAfterMs: error.advice.delayMs }
      : { kind: 'rate_limited' };
  }
  return error.advice.retry === 'after' ? { kind: 'transient' } : { kind: 'final' };
}
