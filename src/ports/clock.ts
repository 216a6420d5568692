/** Takes back a scheduled task; harmless once it has run. */
export type CancelTimer = () => void;

/** Time, handed in: the wall clock in a live host, the feed's time in a simulation, a fake in tests. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` once, `delayMs` from now. A pending timer does not keep the process alive. */
  schedule(delayMs: number, task: () => void): CancelTimer;
}
