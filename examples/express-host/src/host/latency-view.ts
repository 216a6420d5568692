import { type ExecutionLog, ORDER_TYPES, type OrderExecution } from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';

type OrderLatency = z.infer<typeof contract.orderLatency>;
type Latency = OrderLatency['byType'][number]['done'];

const NEWEST = 100;

/** How long orders took in this run, by type, and the newest ones by themselves. */
export function latencyView(
  mode: contract.Mode,
  since: number,
  executions: Pick<ExecutionLog, 'executions'> | null,
): OrderLatency {
  const all = executions?.executions() ?? [];
  const byType = ORDER_TYPES.flatMap((type) => {
    const ofType = all.filter((one) => one.type === type);
    if (ofType.length === 0) return [];
    const until = (point: 'acknowledgedAt' | 'firstFillAt' | 'doneAt'): Latency =>
      latencyOf(ofType.flatMap((one) => took(one, point) ?? []));
    return [{ type, acknowledged: until('acknowledgedAt'), firstFill: until('firstFillAt'), done: until('doneAt') }];
  });
  const recent = all
    .slice(-NEWEST)
    .reverse()
    .map((one) => ({
      ...{ clientOrderId: one.clientOrderId, type: one.type, instrument: one.instrument, sentAt: one.sentAt },
      acknowledgedMs: took(one, 'acknowledgedAt'),
      firstFillMs: took(one, 'firstFillAt'),
      doneMs: took(one, 'doneAt'),
      state: one.state,
    }));
  return { mode, since, byType, recent };
}

function took(one: OrderExecution, point: 'acknowledgedAt' | 'firstFillAt' | 'doneAt'): number | null {
  const at = one[point];
  return at === null ? null : at - one.sentAt;
}

function latencyOf(durations: readonly number[]): Latency {
  const count = durations.length;
  if (count === 0) return { count, p50Ms: null, p95Ms: null, p99Ms: null, meanMs: null };
  const sorted = [...durations].sort((a, b) => a - b);
  // Nearest rank: a figure that did occur.
  const at = (percent: number): number => sorted[Math.ceil((count * percent) / 100) - 1] ?? 0;
  const sum = sorted.reduce((total, one) => total + one, 0);
  return { count, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), meanMs: sum / count };
}
