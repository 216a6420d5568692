/** Counts and durations, for a metrics system to collect. Labels are short and few. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

export const noMetrics: Metrics = { count() {}, observe() {} };
