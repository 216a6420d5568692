import type { Instrument } from '../domain/instrument.ts';
import { dataInvalid } from './data-error.ts';
import { DecimalGrid, type OffGrid } from './decimal-grid.ts';
import { type FileSubject, instrumentOfFile } from './file-name.ts';
import { GrowingColumn } from './growing-column.ts';
import { readLines } from './read-lines.ts';

/** Level-2 messages of one instrument: a snapshot, then updates without a break. Levels of all of them stand in two columns. */
export interface BookSeries {
  readonly instrument: Instrument;
  readonly at: Float64Array;
  /** 1 where the message is a whole book, 0 where it is a change. */
  readonly snapshots: Uint8Array;
  /** Where the bids of a message begin in the level columns; its asks begin at {@link asksFrom}, the next message's bids end them. */
  readonly bidsFrom: Float64Array;
  readonly asksFrom: Float64Array;
  readonly levelTicks: Float64Array;
  /** 0 removes the level. */
  readonly levelLots: Float64Array;
}

/**
 * Reads book messages, one JSON object a line: `{ts_ms,type:"snapshot",u,bids,asks}` first, then
 * `{ts_ms,type:"update",U,u,pu,bids,asks}` with levels as `[price,size]` strings; packed or not. Sizes round down to the
 * lot, but what is above zero stays at least a lot: only size zero removes a level.
 *
 * @throws {ConfigurationError} `config/data_unreadable`, or `config/data_invalid` with file and line, also when an update
 * does not follow the one before (`pu` is not its `u`).
 */
export async function readBook(file: string, options: FileSubject): Promise<BookSeries> {
  const reader = new BookReader(file, instrumentOfFile(file, options));
  await readLines(file, (text, line) => reader.take(text, line));
  return reader.series();
}

class BookReader {
  readonly #file: string;
  readonly #instrument: Instrument;
  readonly #tickGrid: DecimalGrid;
  readonly #lotGrid: DecimalGrid;
  readonly #at = new GrowingColumn();
  readonly #snapshots = new GrowingColumn();
  readonly #bidsFrom = new GrowingColumn();
  readonly #asksFrom = new GrowingColumn();
  readonly #ticks = new GrowingColumn();
  readonly #lots = new GrowingColumn();
  #line = 0;
  #newestUpdate = 0;

  constructor(file: string, instrument: Instrument) {
    this.#file = file;
    this.#instrument = instrument;
    this.#tickGrid = new DecimalGrid(instrument.tickSize);
    this.#lotGrid = new DecimalGrid(instrument.lotSize);
  }

  take(text: string, line: number): void {
    this.#line = line;
    const message = this.#parse(text);
    const at = this.#integer(message, 'ts_ms');
    if (at < this.#at.newest())
      this.#refuse(`ts_ms ${at} lies before that of the line before.`, 'Sort the lines by ts_ms.');
    const snapshot = message.type === 'snapshot';
    if (!snapshot && message.type !== 'update')
      this.#refuse('type is neither snapshot nor update.', 'Correct or remove the line.');
    if (!snapshot) this.#checkSequence(message);
    this.#newestUpdate = this.#integer(message, 'u');
    this.#at.push(at);
    this.#snapshots.push(snapshot ? 1 : 0);
    this.#bidsFrom.push(this.#ticks.length);
    this.#levels(message, 'bids');
    this.#asksFrom.push(this.#ticks.length);
    this.#levels(message, 'asks');
  }

  series(): BookSeries {
    if (this.#at.length === 0) {
      throw dataInvalid({ file: this.#file, line: null }, 'it has no messages.', 'It needs a snapshot and updates.');
    }
    return {
      instrument: this.#instrument,
      at: this.#at.floats(),
      snapshots: Uint8Array.from(this.#snapshots.floats()),
      bidsFrom: this.#bidsFrom.floats(),
      asksFrom: this.#asksFrom.floats(),
      levelTicks: this.#ticks.floats(),
      levelLots: this.#lots.floats(),
    };
  }

  #parse(text: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#refuse('it is no JSON.', 'Write one JSON object a line.');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#refuse('it is no JSON object.', 'Write one JSON object a line.');
    }
    return value as Readonly<Record<string, unknown>>;
  }

  #checkSequence(message: Readonly<Record<string, unknown>>): void {
    if (this.#at.length === 0) this.#refuse('the first message is an update.', 'The file must begin with a snapshot.');
    // The first update after a snapshot may begin before it, as long as it reaches beyond it.
    if (this.#snapshots.newest() === 1) {
      const first = this.#integer(message, 'U');
      if (first <= this.#newestUpdate + 1) return;
      this.#refuse(
        `its U ${first} leaves a gap after the snapshot's u ${this.#newestUpdate}.`,
        'Fetch a whole record.',
      );
    }
    const before = this.#integer(message, 'pu');
    if (before === this.#newestUpdate) return;
    this.#refuse(
      `its pu ${before} is not the u ${this.#newestUpdate} of the line before: updates are missing.`,
      'Fetch a whole record.',
    );
  }

  #levels(message: Readonly<Record<string, unknown>>, side: 'bids' | 'asks'): void {
    const levels = message[side];
    if (!Array.isArray(levels)) this.#refuse(`${side} is no list.`, 'Write levels as [price, size] strings.');
    for (const level of levels as readonly unknown[]) {
      const price: unknown = Array.isArray(level) ? level[0] : null;
      const size: unknown = Array.isArray(level) ? level[1] : null;
      if (typeof price !== 'string' || typeof size !== 'string') {
        this.#refuse(`a level of ${side} is no pair of strings.`, 'Write levels as [price, size] strings.');
      }
      const ticks = this.#steps(
        this.#tickGrid.exact(price),
        `price ${price} of ${side}`,
        'on the tick of the instrument',
      );
      const lots = this.#steps(this.#lotGrid.down(size), `size ${size} of ${side}`, 'a decimal');
      this.#ticks.push(ticks);
      this.#lots.push(lots === 0 && /[1-9]/.test(size) ? 1 : lots);
    }
  }

  #steps(steps: number | OffGrid, what: string, need: string): number {
    if (typeof steps === 'number' && steps >= 0) return steps;
    return this.#refuse(
      `the ${what} is not ${need} ${this.#instrument.id}.`,
      'Correct the line, or use the right instruments file.',
    );
  }

  #integer(message: Readonly<Record<string, unknown>>, field: string): number {
    const value = Number(message[field]);
    if (!Number.isSafeInteger(value) || value < 0)
      this.#refuse(`${field} is no whole number.`, 'Correct or remove the line.');
    return value;
  }

  #refuse(why: string, advice: string): never {
    throw dataInvalid({ file: this.#file, line: this.#line }, why, advice);
  }
}
