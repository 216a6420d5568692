import { SeededRandom } from '../domain/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import { repeatCall } from '../transport/repeat-call.ts';
import { repeatable, timeoutFailure } from './model-failure.ts';

/** How patiently a model is asked. */
export interface Patience {
  /** How long a whole answer may take in milliseconds, repetitions included; default 600000: as long as a question may be queued. */
  readonly deadlineMs?: number;
  /** How often a question is sent at most when the endpoint is busy or cannot be reached; default 3. */
  readonly attempts?: number;
  /** The wait before the second attempt in milliseconds, twice as long before the third; default 2000. */
  readonly backOffMs?: number;
  /** From 0 up to, and without, 1; spreads repetitions. Default: a generator seeded by the clock. */
  readonly random?: () => number;
}

/** One question on its way to a model. */
export interface ModelCall<T> {
  readonly provider: string;
  readonly model: string;
  readonly clock: Clock;
  readonly patience: Patience;
  /** Instead of that of the patience. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Asks once; `number` counts from 1. */
  readonly attempt: (number: number, signal: AbortSignal) => Promise<T>;
}

/**
 * Asks within the deadline, and again where the facts allow it.
 *
 * @throws {ModelError} `model/timeout`, or what the last attempt threw.
 */
export async function callModel<T>(call: ModelCall<T>): Promise<T> {
  const { provider, model, clock, patience, signal } = call;
  const deadlineMs = call.deadlineMs ?? patience.deadlineMs ?? 600_000;
  const controller = new AbortController();
  let number = 0;
  const outOfTime = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  const giveUp = (): void => controller.abort(signal?.reason);
  const cancelDeadline = clock.schedule(deadlineMs, () => {
    controller.abort(timeoutFailure({ provider, model, number }, deadlineMs));
  });
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  try {
    const answer = repeatCall({
      attempt: async () => {
        controller.signal.throwIfAborted();
        return call.attempt(++number, controller.signal);
      },
      meaningOf: repeatable,
      attempts: patience.attempts ?? 3,
      backOffMs: patience.backOffMs ?? 2_000,
      endsAt: clock.now() + deadlineMs,
      clock,
      random: patience.random ?? seededBy(clock),
      signal: controller.signal,
    });
    // A fetch that was handed in may not care for its signal.
    return await Promise.race([outOfTime, answer]);
  } finally {
    cancelDeadline();
    signal?.removeEventListener('abort', giveUp);
  }
}

function seededBy(clock: Clock): () => number {
  const random = new SeededRandom(clock.now());
  return () => random.fraction();
}
