/** How long to wait before each further attempt. */
export interface BackOffOptions {
  /** Ms before the second attempt; doubles from there. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** A number from 0 up to, and without, 1. */
  readonly fraction: () => number;
}

/** Delays that double, each drawn between half of itself and the whole, so that many clients do not come back together. */
export class BackOff {
  readonly #options: BackOffOptions;
  #attempts = 0;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  /** Ms until the next attempt: none for the first. */
  next(): number {
    const attempt = this.#attempts++;
    if (attempt === 0) return 0;
    const { firstMs, mostMs, fraction } = this.#options;
    const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
    return Math.round(whole * (0.5 + fraction() / 2));
  }

  /** The connection has proved itself: the next failure is a first one again. */
  reset(): void {
    this.#attempts = 0;
  }
}
