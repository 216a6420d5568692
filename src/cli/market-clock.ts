import type { CancelTimer, Clock } from '../ports/clock.ts';

/**
 * The time of a market that is played fast: it jumps from instant to instant, and runs on in between as real time does.
 *
 * Timers are real ones. What waits for an answer waits as long as it would anywhere; a jump lets nothing fall due.
 */
export class MarketClock implements Clock {
  readonly #real: Clock;
  #instant: number;
  #reachedAt: number;

  constructor(startsAt: number, real: Clock) {
    this.#real = real;
    this.#instant = startsAt;
    this.#reachedAt = real.now();
  }

  now(): number {
    return this.#instant + Math.max(0, this.#real.now() - this.#reachedAt);
  }

  /** Jumps ahead; an instant that has passed already changes nothing. */
  reach(at: number): void {
    if (at <= this.now()) return;
    this.#instant = at;
    this.#reachedAt = this.#real.now();
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    return this.#real.schedule(delayMs, task);
  }
}
