import type { Clock } from '../ports/clock.ts';
import { KeepAlive } from './keep-alive.ts';

/** Whether a failed attempt may be made again; `afterMs`: not sooner, as the other side asked. */
export type Repeatable = { readonly again: 'no' } | { readonly again: 'yes'; readonly afterMs?: number };

/** A call that may be made again when it fails. */
export interface RepeatableCall<T> {
  readonly attempt: () => Promise<T>;
  readonly meaningOf: (error: unknown) => Repeatable;
  /** How often it is made at most, the first time included. */
  readonly attempts: number;
  /** The wait before the second attempt in milliseconds, twice as long before each further one. */
  readonly backOffMs: number;
  /** When an answer is no use any more, epoch ms: no wait begins that would end later. */
  readonly endsAt: number;
  readonly clock: Clock;
  /** From 0 up to, and without, 1; spreads repetitions. */
  readonly random: () => number;
  /** Ends the waiting; the call then rejects with its reason. */
  readonly signal: AbortSignal;
}

/** Makes a call until it succeeds, fails for good, has no attempts left or no time for another one. Rejects with the last failure. */
export async function repeatCall<T>(call: RepeatableCall<T>): Promise<T> {
  try {
    return await call.attempt();
  } catch (error) {
    const waitMs = waitAfter(call, error, 1);
    if (waitMs === null) throw error;
    await wait(call, waitMs);
  }
  // Loaded by the first failure, which most processes never see.
  const { default: retry } = await import('p-retry');
  return retry(call.attempt, {
    retries: call.attempts - 2,
    // The waiting is ours, on the clock that was handed in.
    minTimeout: 0,
    maxTimeout: 0,
    signal: call.signal,
    shouldRetry: async ({ error, attemptNumber }) => {
      const waitMs = waitAfter(call, error, attemptNumber + 1);
      if (waitMs === null) return false;
      await wait(call, waitMs);
      return true;
    },
  });
}

/** How long to wait after the n-th attempt, or `null` when it was the last. */
function waitAfter<T>(call: RepeatableCall<T>, error: unknown, made: number): number | null {
  const meaning = call.meaningOf(error);
  if (meaning.again === 'no' || made >= call.attempts || call.signal.aborted) return null;
  // Anything between half of the wait and all of it: those who failed together do not come back together.
  const backOffMs = call.backOffMs * 2 ** (made - 1) * (0.5 + call.random() / 2);
  const waitMs = Math.max(backOffMs, meaning.afterMs ?? 0);
  return call.clock.now() + waitMs < call.endsAt ? waitMs : null;
}

async function wait<T>({ clock, signal }: RepeatableCall<T>, ms: number): Promise<void> {
  const keepAlive = new KeepAlive();
  keepAlive.begin();
  try {
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        cancel();
        reject(signal.reason);
      };
      const cancel = clock.schedule(ms, () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      });
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp, { once: true });
    });
  } finally {
    keepAlive.end();
    keepAlive.close();
  }
}
