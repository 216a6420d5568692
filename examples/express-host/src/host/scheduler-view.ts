import type { CycleReport } from 'brokerkit/pipeline';
import type { SchedulerStatus } from 'brokerkit/runtime';
import type { SchedulerView } from '../contract/index.ts';

/** How the cycles stand. `null`: this instance runs none, because another one has the account. */
export function schedulerView(
  status: SchedulerStatus | null,
  report: CycleReport | null,
  intervalMs: number,
): SchedulerView {
  return { ...(status ?? STANDBY), intervalMs, lastCycle: report === null ? null : lastCycle(report) };
}

const STANDBY: SchedulerStatus = {
  ...{ state: 'standby', isBusy: false, opensBlockedBy: 'another instance trades this account', pausedBecause: null },
  ...{ modelFailures: 0, cyclesToSkip: 0, nextAt: null, completed: 0, failed: 0, skipped: 0, overlapped: 0 },
};

function lastCycle(report: CycleReport): NonNullable<SchedulerView['lastCycle']> {
  const { evaluationId, at, trigger, status, problem, decisions, durations, notes } = report;
  const outcomes: Record<string, number> = {};
  for (const { outcome } of decisions) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return {
    ...{ evaluationId, at, trigger, status, problem, outcomes },
    ...{ decisions: decisions.length, durationMs: durations.total, notes: [...notes] },
  };
}
