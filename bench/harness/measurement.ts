/** What one process reported. */
export interface Measurement {
  readonly name: string;
  readonly milliseconds: number;
  /** Processor time of the run in the contestant's process, all its threads. */
  readonly cpuMilliseconds: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Highest resident set of the process until the end of its first run, everything in it included. */
  readonly peakBytes: number;
  readonly result: unknown;
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The value that this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
