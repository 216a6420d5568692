import type { CancelTimer, Clock } from '../ports/clock.ts';

/** A pause grows to this many windows when refusals go on. */
const LONGEST_PAUSE_WINDOWS = 8;

/** Holds a quota back after the venue refused: for one window, and twice as long each time that the next try is refused too. */
export class Brake {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #onRelease: () => void;
  #storm = 0;
  #refusals = 0;
  #until = 0;
  #timer: CancelTimer | null = null;

  constructor(clock: Clock, windowMs: number, onRelease: () => void) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#onRelease = onRelease;
  }

  get on(): boolean {
    return this.#timer !== null;
  }

  /** Counts the pauses; what is sent notes it, so that ten refusals of one burst are one. */
  get storm(): number {
    return this.#storm;
  }

  refused(storm: number, retryAfterMs: number | null): void {
    if (storm === this.#storm) {
      this.#storm++;
      this.#refusals++;
    } else if (retryAfterMs === null) return;
    const windows = Math.min(2 ** (this.#refusals - 1), LONGEST_PAUSE_WINDOWS);
    this.pause(Math.max(retryAfterMs ?? 0, windows * this.#windowMs));
  }

  passed(storm: number): void {
    if (storm === this.#storm) this.#refusals = 0;
  }

  pause(ms: number): void {
    const until = this.#clock.now() + ms;
    if (this.#timer !== null && until <= this.#until) return;
    this.#until = until;
    this.#timer?.();
    this.#timer = this.#clock.schedule(ms, () => {
      this.#timer = null;
      this.#onRelease();
    });
  }

  close(): void {
    this.#timer?.();
    this.#timer = null;
  }
}
