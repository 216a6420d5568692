import type { Failure } from './failure.ts';

/** How a read that failed is asked again. */
export interface Repetition<T> {
  /** The failure of the first attempt. */
  readonly first: Failure;
  readonly attempt: () => Promise<T>;
  readonly meaningOf: (error: unknown) => Failure;
  /** Attempts that may still fail, the refusals for the rate not counted. */
  readonly attemptsLeft: number;
  /** Waits before the n-th repetition, counted from 1. */
  readonly backOff: (repetition: number) => Promise<void>;
}

/** Repeats a read until it is answered, fails for good or has no attempts left. */
export async function repeatRead<T>({ first, attempt, meaningOf, attemptsLeft, backOff }: Repetition<T>): Promise<T> {
  // Loaded by the first failure, which most processes never see at their start.
  const { default: retry } = await import('p-retry');
  const before = first.kind === 'transient' ? 1 : 0;
  if (before > 0) await backOff(before);
  return retry(attempt, {
    retries: attemptsLeft - 1,
    // The waiting is ours, on the clock that was handed in.
    minTimeout: 0,
    maxTimeout: 0,
    shouldConsumeRetry: ({ error }) => meaningOf(error).kind !== 'rate_limited',
    shouldRetry: async ({ error, retriesConsumed }) => {
      const { kind } = meaningOf(error);
      if (kind === 'transient') await backOff(before + retriesConsumed + 1);
      return kind !== 'final';
    },
  });
}
