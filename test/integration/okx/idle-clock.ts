import { performance } from 'node:perf_hooks';
import type { CancelTimer, Clock } from '../../../src/ports/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly task: () => void;
}

/** So many turns of the event loop without an event on any socket: nothing is on its way any more. */
const QUIET_TURNS = 6;
/** The same while an answer is due, or something works on timers of its own, ms of the machine. */
const EXPECTANT_MS = 4;
/** How long the end of a work is waited for that no timer of this clock stands in the way of, ms of the machine. */
const PATIENCE_MS = 5_000;

/**
 * A clock for a broker and an exchange on the sockets of one process: time stands still as long as anything moves on them,
 * and jumps to the next timer when nothing does.
 *
 * What takes a minute of this clock takes milliseconds of the machine, and a slow machine makes no call late.
 */
export class IdleClock implements Clock {
  #now: number;
  #scheduled = 0;
  readonly #timers = new Set<Timer>();
  readonly #isExpectant: () => boolean;

  /** `isExpectant`: whether something is due that comes by itself, unless it was lost. */
  constructor(isExpectant: () => boolean = () => false) {
    this.#now = Date.UTC(2026, 0, 1);
    this.#isExpectant = isExpectant;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), order: this.#scheduled++, task };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Lets time pass until something holds, and says whether it does; gives up after `mostMs`. Asked in quiet moments only. */
  async until(holds: () => boolean, mostMs: number): Promise<boolean> {
    const end = this.#now + mostMs;
    for (;;) {
      await this.#quiet();
      if (holds()) return true;
      const next = this.#next();
      if (next === undefined || next.dueAt > end) {
        this.#now = end;
        return holds();
      }
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.dueAt);
      next.task();
    }
  }

  /** Lets time pass until `work` has settled; `look` is called in quiet moments. @throws {RangeError} after `mostMs`. */
  async during<T>(work: Promise<T>, mostMs: number, look: () => void = () => {}): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    work.then(settle, settle);
    const isDone = await this.until(() => {
      look();
      return isSettled;
    }, mostMs);
    const since = performance.now();
    while (!isDone && !isSettled && performance.now() - since < PATIENCE_MS) await turn();
    if (!isSettled) throw new RangeError(`It was not done within ${mostMs} ms.`);
    return work;
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  }

  /** Resolves when nothing moves on the sockets of this process. */
  async #quiet(): Promise<void> {
    let seen = socketEvents();
    let since = performance.now();
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await turn();
      const now = socketEvents();
      if (now !== seen) since = performance.now();
      if (now !== seen || (this.#isExpectant() && performance.now() - since < EXPECTANT_MS)) turns = -1;
      seen = now;
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What the event loop has taken from sockets and threads so far. */
function socketEvents(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}
