/**
 * Counts, durations and levels, for a metrics system to collect. Labels are short and few. What `observe` is told is one of
 * many where the name is that of a duration, and holds from then on where it is that of a level.
 */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

export const noMetrics: Metrics = { count() {}, observe() {} };
