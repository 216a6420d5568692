/** What made a cycle run. */
export const CYCLE_TRIGGERS = ['interval', 'manual'] as const;
/** One of {@link CYCLE_TRIGGERS}. */
export type CycleTrigger = (typeof CYCLE_TRIGGERS)[number];

/** What a scheduler has to know of a cycle that ended. */
export interface CycleEnd {
  /** `model_failed`: no answer, or none that could be used. `failed`: it broke off somewhere else. */
  readonly status: 'completed' | 'model_failed' | 'failed';
  /** Cycles that the model wants to sit out. */
  readonly pauseCycles: number;
}

/** One cycle, from context to feedback. */
export type RunCycle<Report extends CycleEnd = CycleEnd> = (trigger: CycleTrigger) => Promise<Report>;
