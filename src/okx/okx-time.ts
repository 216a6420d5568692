import type { CancelTimer, Clock } from '../ports/clock.ts';

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

  /** Compares the clocks: what OKX says is taken for the middle of its way. */
  async compare(read: () => Promise<number>): Promise<void> {
    const askedAt = this.#base.now();
    const theirs = await read();
    const answeredAt = this.#base.now();
    this.#roundTripMs = answeredAt - askedAt;
    this.#aheadMs = Math.round(theirs - (askedAt + answeredAt) / 2);
  }
}
