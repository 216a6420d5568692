/** How an examination went. `skipped`: it needs one that failed. */
export const FINDING_STATES = ['ok', 'warning', 'failed', 'skipped'] as const;
/** One of {@link FINDING_STATES}. */
export type FindingState = (typeof FINDING_STATES)[number];

/** What is examined, in this order. */
export const EXAMINATIONS = [
  'connection',
  'clock',
  'key',
  'permissions',
  'account',
  'position mode',
  'instruments',
  'leverage',
  'leverage locks',
  'balance',
  'limits',
  'public stream',
  'private stream',
  'business stream',
] as const;
/** One of {@link EXAMINATIONS}. */
export type Examination = (typeof EXAMINATIONS)[number];

/** One thing that was looked at, in words. */
export interface Finding {
  readonly examination: Examination;
  readonly state: FindingState;
  /** What was found. */
  readonly says: string;
  /** What to do about it; `null` where there is nothing to do. */
  readonly advice: string | null;
}

/** What the doctor found. */
export interface DoctorReport {
  /** Whether a broker can trade: nothing has failed. */
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

const MARKS: Readonly<Record<FindingState, string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '–' };

/** A report for a terminal, one line for each finding and its advice below. */
export function reportText({ healthy, findings }: DoctorReport): string {
  const width = Math.max(...EXAMINATIONS.map(({ length }) => length));
  const lines = findings.flatMap(({ examination, state, says, advice }) => [
    `${MARKS[state]} ${examination.padEnd(width)}  ${says}`,
    ...(advice === null ? [] : [`  ${' '.repeat(width)}  → ${advice}`]),
  ]);
  const end = healthy ? 'Ready to trade on OKX demo.' : 'Not ready: see what is marked ✗.';
  return [...lines, '', end].join('\n');
}
