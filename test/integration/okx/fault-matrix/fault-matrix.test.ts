import { afterAll, describe, expect, it } from 'vitest';
import { FAULT_MOMENTS } from '../../../../src/testing/mock-okx/faults/fault-kind.ts';
import { isFullProof } from '../../../setup/properties.ts';
import { COMMANDS } from './commands.ts';
import type { Cell, MatrixFault } from './fault.ts';
import { FAULTS, impossible } from './faults.ts';
import { matrixTable, type TableEntry } from './matrix-table.ts';
import { runCell } from './run-cell.ts';

/** Every command at every moment. */
const CELLS: readonly Cell[] = COMMANDS.flatMap((command) => FAULT_MOMENTS.map((moment) => ({ command, moment })));
const CELL_MS = 5_000;

const entries: TableEntry[] = [];
afterAll(() => {
  process.stdout.write(`${matrixTable(entries)}\n`);
});

/** All cells of a fault; in the plain run one that is possible, another one for each fault. */
function cellsOf(fault: MatrixFault, index: number): readonly Cell[] {
  if (isFullProof) return CELLS;
  // Seven has no divisor in common with the number of cells: every command and every moment has its turn.
  const turned = CELLS.map((_, place) => CELLS[(index * 7 + place) % CELLS.length]!);
  return turned.filter((cell) => impossible(fault, cell) === null).slice(0, 1);
}

describe('a broker on which a fault falls', () => {
  it.each(FAULTS.map((fault, index) => ({ name: fault.name, fault, cells: cellsOf(fault, index) })))(
    'has nothing twice, loses no fill, tells no false end and agrees with the exchange: $name',
    async ({ name, fault, cells }) => {
      const found: string[] = [];
      for (const cell of cells) {
        const reason = impossible(fault, cell);
        const result = reason === null ? await runCell(fault, cell) : null;
        entries.push({ fault: name, cell, reason, result });
        for (const problem of result?.problems ?? []) found.push(`${cell.command.name}, ${cell.moment}: ${problem}`);
      }
      expect(found).toEqual([]);
    },
    CELL_MS * CELLS.length,
  );
});
