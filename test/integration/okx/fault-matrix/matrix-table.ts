import { FAULT_MOMENTS } from '../../../../src/testing/mock-okx/faults/fault-kind.ts';
import { COMMANDS } from './commands.ts';
import type { Cell } from './fault.ts';
import type { CellResult } from './run-cell.ts';

/** One cell of the matrix, and what it came to; `reason` where it cannot occur. */
export interface TableEntry {
  readonly fault: string;
  readonly cell: Cell;
  readonly reason: string | null;
  readonly result: CellResult | null;
}

/**
 * The matrix as text: a row for each fault, a column for each command, in it one sign for each moment (before execution,
 * after it, during read-back): `+` held, `x` failed, `-` cannot occur, `.` not run.
 */
export function matrixTable(entries: readonly TableEntry[]): string {
  const faults = [...new Set(entries.map(({ fault }) => fault))];
  const width = Math.max(...faults.map((fault) => fault.length));
  const signAt = (fault: string, command: string, moment: string): string => {
    const entry = entries.find((one) => one.fault === fault && isAt(one.cell, command, moment));
    return entry === undefined ? '.' : signOf(entry);
  };
  const lines = faults.map((fault) => {
    const cells = COMMANDS.map(({ name }) => FAULT_MOMENTS.map((moment) => signAt(fault, name, moment)).join(''));
    return `${fault.padEnd(width)}  ${COMMANDS.map(({ name }, at) => cells[at]!.padEnd(name.length)).join('  ')}`;
  });
  const head = `${''.padEnd(width)}  ${COMMANDS.map(({ name }) => name.padEnd(3)).join('  ')}`;
  const count = (sign: string): number => entries.filter((entry) => signOf(entry) === sign).length;
  const reasons = new Map<string, number>();
  for (const { fault, reason } of entries) {
    if (reason !== null) reasons.set(`${fault}: ${reason}`, (reasons.get(`${fault}: ${reason}`) ?? 0) + 1);
  }
  const slowest = Math.max(0, ...entries.map(({ result }) => result?.tookMs ?? 0));
  return [
    'The fault matrix: before execution, after execution, during read-back',
    head,
    ...lines,
    `${count('+')} cells held, ${count('x')} failed, ${count('-')} cannot occur; the slowest command took ${slowest} ms of the clock.`,
    ...[...reasons].map(([reason, times]) => `cannot occur (${times}): ${reason}`),
  ].join('\n');
}

function isAt({ command, moment }: Cell, name: string, at: string): boolean {
  return command.name === name && moment === at;
}

function signOf({ reason, result }: TableEntry): string {
  if (reason !== null) return '-';
  return result === null || result.problems.length > 0 ? 'x' : '+';
}
