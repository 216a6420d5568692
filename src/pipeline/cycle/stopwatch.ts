import type { CycleDurations } from './cycle-report.ts';

type Part = Exclude<keyof CycleDurations, 'total'>;

/** How long the parts of a cycle take, by a clock that is handed in. */
export class Stopwatch {
  readonly #now: () => number;
  readonly #began: number;
  readonly #parts: Record<Part, number> = { context: 0, model: 0, log: 0, execution: 0 };
  #lap: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#began = now();
    this.#lap = this.#began;
  }

  /** The time since the last lap belongs to this part. */
  lap(part: Part): void {
    const now = this.#now();
    this.#parts[part] += now - this.#lap;
    this.#lap = now;
  }

  durations(): CycleDurations {
    return { ...this.#parts, total: this.#now() - this.#began };
  }
}
