import type { CancelTimer, Clock } from '../ports/clock.ts';

/** Comparisons of which the best counts. */
const MOST_SAMPLES = 3;
/** A way that needs no better one, ms. */
const SHORT_WAY_MS = 20;

/** OKX's time: our clock, moved by how far OKX's is ahead. It never runs back. */
export class OkxTime implements Clock {
  readonly #base: Clock;
  #aheadMs = 0;
  #roundTripMs = 0;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    this.#newest = Math.max(this.#newest, this.#base.now() + this.#aheadMs);
    return this.#newest;
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    return this.#base.schedule(delayMs, task);
  }

  /** How far OKX's clock is ahead of ours, ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** By how much {@link now} may be wrong after the last comparison, ms. */
  get uncertaintyMs(): number {
    return Math.ceil(this.#roundTripMs / 2);
  }

  /**
   * Compares the clocks: what OKX says is taken for the middle of its way, the shortest way of a few counts. A difference
   * that the way alone can explain is none.
   */
  async compare(read: () => Promise<number>): Promise<void> {
    let shortest = Number.POSITIVE_INFINITY;
    let aheadMs = 0;
    for (let sample = 0; sample < MOST_SAMPLES && shortest > SHORT_WAY_MS; sample++) {
      const askedAt = this.#base.now();
      const theirs = await read();
      const answeredAt = this.#base.now();
      const roundTrip = answeredAt - askedAt;
      if (roundTrip >= shortest) continue;
      shortest = roundTrip;
      aheadMs = Math.round(theirs - (askedAt + answeredAt) / 2);
    }
    this.#roundTripMs = shortest;
    this.#aheadMs = Math.abs(aheadMs) <= this.uncertaintyMs ? 0 : aheadMs;
  }
}
