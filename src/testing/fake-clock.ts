import { invariant } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly task: () => void;
}

/** How many turns of the microtask queue a task's consequences may take. */
const TURNS = 50;

/** A clock that a test moves: nothing happens until it does. */
export class FakeClock implements Clock {
  #now: number;
  #scheduled = 0;
  readonly #timers = new Set<Timer>();

  /** Starts at an instant in epoch milliseconds; default 1 January 2026, 00:00 UTC. */
  constructor(startsAt: number = Date.UTC(2026, 0, 1)) {
    this.#now = startsAt;
  }

  now(): number {
    return this.#now;
  }

  /** How many tasks are waiting. */
  get pending(): number {
    return this.#timers.size;
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), order: this.#scheduled++, task };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Lets time pass: tasks run at their due time, earlier ones first, equal ones in the order in which they were scheduled. */
  advance(ms: number): void {
    const end = this.#end(ms);
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) this.#run(timer);
    this.#now = end;
  }

  /** As {@link advance}, with the promises that each task settles before the next one runs. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#end(ms);
    await turns();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#run(timer);
      await turns();
    }
    this.#now = end;
    await turns();
  }

  #end(ms: number): number {
    invariant(ms >= 0, 'Time does not run backwards.', { ms });
    return this.#now + ms;
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt > end) continue;
      if (next === undefined || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  }

  #run(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.dueAt);
    timer.task();
  }
}

/** Lets promises that are already settled, and what hangs on them, run. */
export async function turns(count: number = TURNS): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined;
}
