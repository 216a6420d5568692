import type { CancelTimer, Clock } from '../../ports/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly task: () => void;
  cancelBase: CancelTimer;
}

/** The server's time: a clock that was handed in, moved on by a test where it wants to skip ahead. */
export class MockClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<Timer>();
  #aheadMs = 0;

  /** Over a clock that is handed in. */
  constructor(base: Clock) {
    this.#base = base;
  }

  /** The server's time, epoch ms. */
  now(): number {
    return this.#base.now() + this.#aheadMs;
  }

  /** How far the server's time is ahead of the clock it was given, in ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Runs `task` once, `delayMs` from now in the server's time. */
  schedule(delayMs: number, task: () => void): CancelTimer {
    const timer: Timer = { dueAt: this.now() + delayMs, task, cancelBase: () => {} };
    this.#timers.add(timer);
    timer.cancelBase = this.#base.schedule(delayMs, () => this.#run(timer));
    return () => {
      this.#timers.delete(timer);
      timer.cancelBase();
    };
  }

  /** The server's time jumps ahead by `ms`; what falls due in between happens now, in its order. */
  advance(ms: number): void {
    this.#aheadMs += ms;
    const due = [...this.#timers].filter((timer) => timer.dueAt <= this.now()).sort((a, b) => a.dueAt - b.dueAt);
    for (const timer of due) this.#run(timer);
  }

  /** Forgets everything that is scheduled. */
  close(): void {
    for (const timer of this.#timers) timer.cancelBase();
    this.#timers.clear();
  }

  #run(timer: Timer): void {
    if (!this.#timers.delete(timer)) return;
    timer.cancelBase();
    timer.task();
  }
}
