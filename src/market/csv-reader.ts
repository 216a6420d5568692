import type { ConfigurationError } from '../errors/index.ts';
import { type DataPlace, dataInvalid } from './data-error.ts';
import type { DecimalGrid } from './decimal-grid.ts';
import { readLines } from './read-lines.ts';

/** One row of a CSV file: reads its fields and names the place when one cannot be used. */
export class CsvRow implements DataPlace {
  readonly file: string;
  readonly columns: readonly string[];
  line = 0;
  #fields: readonly string[] = [];

  constructor(file: string, columns: readonly string[]) {
    this.file = file;
    this.columns = columns;
  }

  /** @internal */
  take(text: string, line: number): void {
    this.line = line;
    this.#fields = text.split(',');
    if (this.#fields.length !== this.columns.length) {
      const why = `it has ${this.#fields.length} fields; ${this.columns.length} belong there: ${this.columns.join(',')}.`;
      throw this.invalid(why, 'Correct or remove the row.');
    }
  }

  text(column: number): string {
    return this.#fields[column]!;
  }

  /** An instant in whole milliseconds since 1970. */
  instant(column: number): number {
    const text = this.#fields[column]!;
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text)) {
      throw this.invalid(
        `${this.#shown(column)} is no time in whole milliseconds.`,
        'Write it as epoch milliseconds (UTC).',
      );
    }
    return value;
  }

  /** A price above zero, in whole ticks. */
  ticks(column: number, grid: DecimalGrid, instrument: string): number {
    const ticks = grid.exact(this.#fields[column]!);
    if (ticks === 'off_step') {
      const why = `${this.#shown(column)} is not on the tick ${grid.step.toFixed()} of ${instrument}.`;
      throw this.invalid(why, 'Use the instruments file of the time of the data.');
    }
    if (typeof ticks === 'string') throw this.#notNumber(column);
    if (ticks <= 0) throw this.invalid(`${this.#shown(column)} is not above zero.`, 'Correct or remove the row.');
    return ticks;
  }

  /** A size of zero or more, in whole lots; what is left of the last lot is dropped. */
  lots(column: number, grid: DecimalGrid): number {
    const lots = grid.down(this.#fields[column]!);
    if (typeof lots === 'string') throw this.#notNumber(column);
    if (lots < 0) throw this.invalid(`${this.#shown(column)} is below zero.`, 'Correct or remove the row.');
    return lots;
  }

  /** A decimal in whole steps, negative ones too, rounded to the nearest step. */
  steps(column: number, grid: DecimalGrid): number {
    const steps = grid.nearest(this.#fields[column]!);
    if (typeof steps === 'string') throw this.#notNumber(column);
    return steps;
  }

  invalid(why: string, advice: string): ConfigurationError {
    return dataInvalid(this, why, advice);
  }

  #notNumber(column: number): ConfigurationError {
    const advice = 'Write plain decimals such as 0.015, without exponent, spaces or quotes.';
    return this.invalid(`${this.#shown(column)} is no decimal that can be used.`, advice);
  }

  #shown(column: number): string {
    const text = this.#fields[column]!;
    return `${this.columns[column]} ${JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)}`;
  }
}

/**
 * Reads a CSV file with a header line and hands each row, in the same object, to `onRow`.
 *
 * `layouts` are the headers that are understood, the usual one first. Resolves with the number of rows, at least one.
 *
 * @throws {ConfigurationError} `config/data_unreadable`, `config/data_invalid`.
 */
export async function readCsv(
  file: string,
  layouts: readonly (readonly string[])[],
  onRow: (row: CsvRow) => void,
): Promise<number> {
  let row: CsvRow | null = null;
  let rows = 0;
  await readLines(file, (text, line) => {
    if (row === null) {
      row = new CsvRow(file, layoutOf(file, text.replace(/^\uFEFF/, ''), layouts));
      return;
    }
    row.take(text, line);
    rows += 1;
    onRow(row);
  });
  if (rows === 0) {
    const usual = layouts[0]!.join(',');
    throw dataInvalid({ file, line: null }, 'it has no rows.', `It needs the header ${usual} and at least one row.`);
  }
  return rows;
}

function layoutOf(file: string, header: string, layouts: readonly (readonly string[])[]): readonly string[] {
  const names = header.split(',').map((name) => name.trim());
  const layout = layouts.find((columns) => columns.length === names.length && columns.every((c, i) => c === names[i]));
  if (layout !== undefined) return layout;
  const shown = header.length > 80 ? `${header.slice(0, 80)}…` : header;
  throw dataInvalid(
    { file, line: 1 },
    `the header is ${JSON.stringify(shown)}.`,
    `Columns must be ${layouts[0]!.join(',')}.`,
  );
}
