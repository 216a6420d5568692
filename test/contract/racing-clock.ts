import type { CancelTimer, Clock } from '../../src/ports/clock.ts';
import { FakeClock } from '../../src/testing/index.ts';

/** Milliseconds that pass with each of the wall's: an answer that takes some of those is still in time. */
const SPEED = 20;
/** Milliseconds that pass at a stroke where a test lets time pass. */
const STRIDE_MS = 1_000;

/**
 * A clock that runs faster than the wall, for tests over sockets of their own process: seconds of waiting are over soon.
 *
 * It moves by strokes between which the event loop turns, so while the process does not get to run, no time passes either.
 */
export class RacingClock implements Clock {
  readonly #clock = new FakeClock();
  #isRunning = true;

  constructor() {
    const stroke = async (): Promise<void> => {
      while (this.#isRunning) {
        await aMoment();
        this.#clock.advance(SPEED);
      }
    };
    void stroke();
  }

  now(): number {
    return this.#clock.now();
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    return this.#clock.schedule(delayMs, task);
  }

  /** Lets so much time pass, and what comes of it. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STRIDE_MS) {
      this.#clock.advance(Math.min(STRIDE_MS, left));
      await aMoment();
    }
  }

  stop(): void {
    this.#isRunning = false;
  }
}

/** A millisecond of the wall, within which sockets of one process hand on what is on its way. */
export function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
