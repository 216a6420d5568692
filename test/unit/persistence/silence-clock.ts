import { SystemClock } from '../../../src/engine/system-clock.ts';
import type { CancelTimer, Clock } from '../../../src/ports/clock.ts';

/**
 * The wall clock, except that waiting for an answer takes as long as it takes: it is over when whoever does not answer says
 * so. A slow disk or a busy machine makes nothing late.
 */
export class SilenceClock implements Clock {
  readonly #wall = new SystemClock();
  readonly #timeoutMs: number;
  readonly #expected: { giveUp: () => void }[] = [];

  /** `timeoutMs`: timers of this length are waits for an answer. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  now(): number {
    return this.#wall.now();
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    if (delayMs !== this.#timeoutMs) return this.#wall.schedule(delayMs, task);
    const wait = this.#expected.shift() ?? { giveUp: () => {} };
    wait.giveUp = task;
    return () => {
      wait.giveUp = () => {};
    };
  }

  /** Called by what is asked and will not answer, before anyone waits for it: ends the wait that begins next. */
  beforeWaiting(): () => void {
    const wait = { giveUp: () => {} };
    this.#expected.push(wait);
    return () => wait.giveUp();
  }
}
