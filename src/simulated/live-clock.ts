import type { CancelTimer, Clock } from '../ports/clock.ts';

/** The clock of a simulated exchange that lives in real time. It never goes back behind what the exchange has lived through. */
export class LiveClock implements Clock {
  readonly #exchange: { readonly now: number };
  readonly #clock: Clock;

  /** `clock` is the world's. */
  constructor(exchange: { readonly now: number }, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
  }

  now(): number {
    return Math.max(this.#exchange.now, this.#clock.now());
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    return this.#clock.schedule(delayMs, task);
  }
}
