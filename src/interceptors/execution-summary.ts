import type { OrderType } from '../domain/order-intent.ts';

/** How long something took, ms since the order was sent: of the orders that came so far. */
export interface Latency {
  readonly orders: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The latencies of the orders of one type; `null` for a point that none of them reached. */
export interface ExecutionSummary {
  readonly type: OrderType;
  readonly orders: number;
  readonly acknowledged: Latency | null;
  readonly firstFill: Latency | null;
  readonly done: Latency | null;
}

const POINTS = [
  ['acknowledged', 'acknowledged'],
  ['firstFill', 'first fill'],
  ['done', 'done'],
] as const;

/** Latencies by order type as an aligned table: a line per type and point, milliseconds since the order was sent. */
export function summaryText(summary: readonly ExecutionSummary[]): string {
  if (summary.length === 0) return 'No order was sent.';
  const rows = [['order type', 'point', 'orders', 'p50', 'p95', 'p99']];
  for (const one of summary) {
    for (const [point, name] of POINTS) {
      const latency = one[point];
      if (latency !== null)
        rows.push([one.type.replaceAll('_', ' '), name, String(latency.orders), ...figures(latency)]);
    }
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return rows.map(line).join('\n');
}

/** Percentiles of durations; `null` of none. */
export function latencyOf(durations: readonly number[]): Latency | null {
  if (durations.length === 0) return null;
  const sorted = [...durations].sort((a, b) => a - b);
  // Nearest rank: a figure that did occur.
  const at = (percent: number): number => sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
  return { orders: sorted.length, p50: at(50), p95: at(95), p99: at(99) };
}

function figures({ p50, p95, p99 }: Latency): string[] {
  return [p50, p95, p99].map((ms) => `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`);
}
