import type { CancelTimer, Clock } from '../ports/clock.ts';

/** The longest delay that a timer of the platform takes; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The wall clock. Its timers do not keep the process alive. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  schedule(delayMs: number, task: () => void): CancelTimer {
    const due = Date.now() + delayMs;
    let timer = setTimeout(onTimer, Math.min(delayMs, LONGEST_DELAY_MS));
    timer.unref();
    function onTimer(): void {
      const left = due - Date.now();
      if (delayMs <= LONGEST_DELAY_MS || left <= 0) {
        task();
        return;
      }
      timer = setTimeout(onTimer, Math.min(left, LONGEST_DELAY_MS));
      timer.unref();
    }
    return () => clearTimeout(timer);
  }
}
