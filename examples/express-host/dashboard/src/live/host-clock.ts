/** Hearings are forgotten after so long, at most twice: a clock that was set again is right again. */
const FORGET_MS = 60_000;

/**
 * How far the host's clock is ahead of this machine's. A message can be late and never early, so of several the one that
 * puts the host furthest ahead is right; what is told again after a gap is old, and must not make ages look small.
 */
export class HostClock {
  #since = 0;
  #best: number | null = null;
  #before: number | null = null;

  /** A message of the host's instant `at` was heard `now`. */
  hear(at: number, now: number): number {
    if (now < this.#since || now - this.#since > FORGET_MS) {
      this.#before = now - this.#since > 2 * FORGET_MS ? null : this.#best;
      this.#best = null;
      this.#since = now;
    }
    this.#best = Math.max(this.#best ?? Number.NEGATIVE_INFINITY, at - now);
    return Math.max(this.#best, this.#before ?? Number.NEGATIVE_INFINITY);
  }
}
