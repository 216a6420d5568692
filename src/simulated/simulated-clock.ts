import type { CancelTimer, Clock } from '../ports/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** The clock of a simulated exchange: it stands still until the market moves it, and timers fire as it passes them. */
export class SimulatedClock implements Clock {
  readonly #exchange: { readonly now: number };
  readonly #timers: Timer[] = [];
  /** Asked for at every bar, so it is kept rather than looked up. */
  #nextDue = Number.POSITIVE_INFINITY;
  #scheduled = 0;

  /** Shows the exchange's time. */
  constructor(exchange: { readonly now: number }) {
    this.#exchange = exchange;
  }

  now(): number {
    return this.#exchange.now;
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    const timer: Timer = { at: this.#exchange.now + Math.max(0, delayMs), order: this.#scheduled++, task };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
    this.#changed();
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index < 0) return;
      this.#timers.splice(index, 1);
      this.#changed();
    };
  }

  /** When the next timer is due; infinity when there is none. */
  get nextDue(): number {
    return this.#nextDue;
  }

  /** Fires what is due at the present instant. */
  fire(): void {
    while (this.#nextDue <= this.#exchange.now) {
      const timer = this.#timers.shift();
      this.#changed();
      timer?.task();
    }
  }

  #changed(): void {
    this.#nextDue = this.#timers[0]?.at ?? Number.POSITIVE_INFINITY;
  }
}
