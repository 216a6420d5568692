import { Decimal } from '../domain/decimal.ts';
import { FUNDING_RATE_DECIMALS } from '../domain/money.ts';
import { barTrouble, type CandleSeries, type FundingSeries, type MarkSeries } from './candle-series.ts';
import { type CsvRow, readCsv } from './csv-reader.ts';
import { dataInvalid } from './data-error.ts';
import { DecimalGrid } from './decimal-grid.ts';
import { type FileSubject, instrumentOfFile, intervalOfFile } from './file-name.ts';
import { GrowingColumn } from './growing-column.ts';

/** What may be done about bars that are missing in a file. */
export const GAP_POLICIES = ['refuse', 'allow'] as const;
/** What becomes of bars that are missing in a file: an error that names the line, or a market that stands still. */
export type GapPolicy = (typeof GAP_POLICIES)[number];

/** Of which instrument a file of bars is, and how it may look. */
export interface BarFileOptions extends FileSubject {
  /** Length of a bar, ms. Default: what the file's name says, else the distance of its first two rows. */
  readonly intervalMs?: number;
  /** Default `refuse`. */
  readonly gaps?: GapPolicy;
}

const CANDLE_COLUMNS = ['ts_ms', 'open', 'high', 'low', 'close', 'volume'];
const MARK_COLUMNS = ['ts_ms', 'open', 'high', 'low', 'close'];
const FUNDING_COLUMNS = ['ts_ms', 'funding_rate', 'mark_price'];

/**
 * Reads candles `ts_ms,open,high,low,close,volume` from a CSV file, packed (`.gz`) or not; `ts_ms` is a bar's open time,
 * volume is in base units and rounds down to the lot.
 *
 * @throws {ConfigurationError} `config/data_unreadable`, or `config/data_invalid` with file and line.
 */
export async function readCandles(file: string, options: BarFileOptions): Promise<CandleSeries> {
  const instrument = instrumentOfFile(file, options);
  const ticks = new DecimalGrid(instrument.tickSize);
  const lots = new DecimalGrid(instrument.lotSize);
  const times = new BarTimes(file, options);
  const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new GrowingColumn()) as FiveColumns;
  await readCsv(file, [CANDLE_COLUMNS], (row) => {
    times.take(row);
    const o = row.ticks(1, ticks, instrument.id);
    const h = row.ticks(2, ticks, instrument.id);
    const l = row.ticks(3, ticks, instrument.id);
    const c = row.ticks(4, ticks, instrument.id);
    checkBar(row, o, h, l, c);
    open.push(o);
    high.push(h);
    low.push(l);
    close.push(c);
    volume.push(row.lots(5, lots));
  });
  return {
    instrument,
    intervalMs: times.intervalMs(),
    openedAt: times.column.floats(),
    openTicks: open.integers(),
    highTicks: high.integers(),
    lowTicks: low.integers(),
    closeTicks: close.integers(),
    volumeLots: volume.integers(),
  };
}

type FiveColumns = [GrowingColumn, GrowingColumn, GrowingColumn, GrowingColumn, GrowingColumn];

/**
 * Reads mark-price bars `ts_ms,open,high,low,close`, packed or not. Only their closes are kept: a mark of an unfinished
 * bar is not known to anyone.
 *
 * @throws {ConfigurationError} as {@link readCandles}.
 */
export async function readMarks(file: string, options: BarFileOptions): Promise<MarkSeries> {
  const instrument = instrumentOfFile(file, options);
  const grid = new DecimalGrid(Decimal.pow(10, -instrument.markDecimals));
  const times = new BarTimes(file, options);
  const marks = new GrowingColumn();
  await readCsv(file, [MARK_COLUMNS], (row) => {
    times.take(row);
    const prices = [row.steps(1, grid), row.steps(2, grid), row.steps(3, grid), row.steps(4, grid)] as const;
    checkBar(row, ...prices);
    marks.push(prices[3]);
  });
  const intervalMs = times.intervalMs();
  return {
    instrument,
    intervalMs,
    closedAt: times.column.floats().map((openedAt) => openedAt + intervalMs),
    closeMarks: marks.floats(),
  };
}

/**
 * Reads funding settlements `ts_ms,funding_rate,mark_price` (the mark may be left out), packed or not. Rates round to
 * {@link FUNDING_RATE_DECIMALS} digits.
 *
 * @throws {ConfigurationError} as {@link readCandles}; also for an instrument that is no swap.
 */
export async function readFunding(file: string, options: FileSubject): Promise<FundingSeries> {
  const instrument = instrumentOfFile(file, options);
  if (instrument.type !== 'swap') {
    throw dataInvalid(
      { file, line: null },
      `${instrument.id} is no swap.`,
      'Only swaps pay funding: leave the file out.',
    );
  }
  const rates = new DecimalGrid(Decimal.pow(10, -FUNDING_RATE_DECIMALS));
  const markGrid = new DecimalGrid(Decimal.pow(10, -instrument.markDecimals));
  const at = new GrowingColumn();
  const rate = new GrowingColumn();
  const marks = new GrowingColumn();
  await readCsv(file, [FUNDING_COLUMNS, FUNDING_COLUMNS.slice(0, 2)], (row) => {
    checkRising(row, at.newest(), row.instant(0));
    at.push(row.instant(0));
    rate.push(row.steps(1, rates));
    marks.push(row.columns.length < 3 || row.text(2) === '' ? Number.NaN : positiveMark(row, markGrid));
  });
  return {
    instrument,
    at: at.floats(),
    rate: BigInt64Array.from(rate.floats(), (value) => BigInt(value)),
    marks: marks.floats(),
  };
}

function positiveMark(row: CsvRow, grid: DecimalGrid): number {
  const marks = row.steps(2, grid);
  if (marks <= 0) throw row.invalid('mark_price is not above zero.', 'Correct it, or leave the field empty.');
  return marks;
}

function checkBar(row: CsvRow, open: number, high: number, low: number, close: number): void {
  const trouble = barTrouble(open, high, low, close);
  if (trouble === null) return;
  const shown = [1, 2, 3, 4].map((column) => `${row.columns[column]} ${row.text(column)}`).join(', ');
  throw row.invalid(`${trouble} (${shown}).`, 'Correct or remove the row.');
}

function checkRising(row: CsvRow, before: number, at: number): void {
  if (!(at <= before)) return;
  throw row.invalid(
    `ts_ms ${at} does not rise above ${before} of the row before.`,
    'Sort the rows and drop repeated ones.',
  );
}

/** Open times of bars: rising, on their grid, and without gaps unless gaps are allowed. */
class BarTimes {
  readonly column = new GrowingColumn();
  readonly #file: string;
  readonly #gaps: GapPolicy;
  #interval: number | null;

  constructor(file: string, options: BarFileOptions) {
    this.#file = file;
    this.#gaps = options.gaps ?? 'refuse';
    this.#interval = options.intervalMs ?? intervalOfFile(file);
  }

  take(row: CsvRow): void {
    const at = row.instant(0);
    if (this.column.length > 0) {
      const before = this.column.newest();
      checkRising(row, before, at);
      this.#interval ??= at - before;
      this.#checkStep(row, at - before, this.#interval);
    }
    this.column.push(at);
  }

  intervalMs(): number {
    if (this.#interval !== null) return this.#interval;
    const advice = 'Say the interval, or name the file after it, such as candles-BTC-USDT-SWAP-5m.csv.';
    throw dataInvalid({ file: this.#file, line: null }, 'one row does not tell how long a bar is.', advice);
  }

  #checkStep(row: CsvRow, step: number, interval: number): void {
    if (step === interval) return;
    const missing = step / interval - 1;
    if (!Number.isInteger(missing)) {
      const why = `it begins ${step} ms after the row before; bars are ${interval} ms long.`;
      throw row.invalid(why, 'Correct ts_ms, or say the right interval.');
    }
    if (this.#gaps === 'allow') return;
    const why = `${missing} ${missing === 1 ? 'bar is' : 'bars are'} missing before it.`;
    throw row.invalid(why, 'Fill the gap, or allow gaps: the market then stands still in them.');
  }
}
