import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isBrokerError, PersistenceError } from '../errors/index.ts';
import type { JournalRecord, OrderJournal, UnfinishedOrder } from '../ports/order-journal.ts';
import { codeOf, flushFolder, replaceFile } from './durable-file.ts';
import { type ReleaseLock, takeLock } from './file-lock.ts';
import { JOURNAL_HEADER, journalLine, orderOf, readJournal } from './journal-lines.ts';
import { makeFolder } from './make-folder.ts';
import { unfinishedOrders } from './unfinished-orders.ts';

/** An order journal in a file. */
export interface FileOrderJournal extends OrderJournal, AsyncDisposable {
  /** Writes what was handed over and lets go of the file, so that another may open it. Idempotent. */
  close(): Promise<void>;
}

/**
 * An {@link OrderJournal} in one file of JSON lines, which is made when it is missing, its folder too.
 *
 * A record is on the disk before `append` resolves; records that are handed over while others are being written share the
 * next write. The file is opened at its first use, and then what is left of orders that have ended is removed. A last line
 * that a crash has torn is left out. A lock file beside it (`.lock`) keeps a second process away.
 *
 * Every method throws `PersistenceError`: `store/conflict` while another process has the file, `store/corrupt` naming file and
 * line, `store/unavailable` when it cannot be read or written, or was closed. What failed is tried anew at the next call.
 */
export function fileOrderJournal(file: string): FileOrderJournal {
  return new JournalFile(file);
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly release: ReleaseLock;
  /** Up to here the file is whole, bytes. */
  size: number;
  /** Whether a write has failed, so that there may be something behind `size`. */
  isDirty: boolean;
}

class JournalFile implements FileOrderJournal {
  readonly #file: string;
  #opening: Promise<OpenFile> | null = null;
  #queue: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
  }

  async append(record: JournalRecord): Promise<void> {
    this.#assertOpen();
    // Made at the call, so that a value which changes later is written as it was.
    const line = journalLine(record);
    await new Promise<void>((resolve, reject) => {
      this.#queue.push({ line, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async unfinished(): Promise<readonly UnfinishedOrder[]> {
    this.#assertOpen();
    await this.#opened();
    await this.#writing;
    const { lines } = readJournal(await this.#text(), this.#file);
    return unfinishedOrders(lines.map(({ note }) => note));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    const opening = this.#opening;
    this.#opening = null;
    const opened = await opening?.catch(() => null);
    if (opened === null || opened === undefined) return;
    try {
      await opened.handle.close();
    } finally {
      await opened.release();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#unavailable('was closed');
  }

  /** Writes what waits, and what comes meanwhile, until nothing does. Never rejects. */
  async #writeAll(): Promise<void> {
    // What is handed over in the same turn goes into the same write.
    await undefined;
    while (this.#queue.length > 0) {
      let batch: Waiting[] = [];
      try {
        const opened = await this.#opened();
        batch = this.#queue.splice(0);
        await this.#write(opened, batch.map(({ line }) => line).join(''));
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        const error = isBrokerError(cause) ? cause : this.#unavailable('cannot be written', cause);
        for (const { reject } of batch.length > 0 ? batch : this.#queue.splice(0)) reject(error);
      }
    }
    this.#writing = null;
  }

  async #write(opened: OpenFile, text: string): Promise<void> {
    const { handle } = opened;
    const bytes = Buffer.from(text, 'utf8');
    // Half a line of a write that failed must not stay in the middle of the file.
    if (opened.isDirty) await handle.truncate(opened.size);
    opened.isDirty = true;
    for (let written = 0; written < bytes.length; ) {
      written += (await handle.write(bytes, written, bytes.length - written, opened.size + written)).bytesWritten;
    }
    await handle.sync();
    opened.size += bytes.length;
    opened.isDirty = false;
  }

  #opened(): Promise<OpenFile> {
    if (this.#opening === null) {
      const opening = this.#open();
      this.#opening = opening;
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = null;
      });
    }
    return this.#opening;
  }

  async #open(): Promise<OpenFile> {
    let release: ReleaseLock = async () => {};
    try {
      await makeFolder(dirname(this.#file));
      release = await takeLock(`${this.#file}.lock`);
      await this.#compact();
      const handle = await open(this.#file, 'r+');
      return { handle, release, size: (await handle.stat()).size, isDirty: false };
    } catch (cause) {
      await release();
      throw isBrokerError(cause) ? cause : this.#unavailable('cannot be opened', cause);
    }
  }

  /** Leaves only what belongs to unfinished orders, on whole lines; a file that is missing or empty gets its head. */
  async #compact(): Promise<void> {
    const text = await this.#text();
    const { lines, isTorn } = readJournal(text, this.#file);
    const unfinished = new Set(unfinishedOrders(lines.map(({ note }) => note)).map((order) => order.clientOrderId));
    const kept = lines.filter(({ note }) => unfinished.has(orderOf(note)));
    if (text.startsWith(JOURNAL_HEADER) && !isTorn && kept.length === lines.length) {
      // A line that was written and not flushed before a crash is about to be built upon.
      await this.#flush();
      return;
    }
    await replaceFile(this.#file, JOURNAL_HEADER + kept.map((line) => line.text).join(''));
  }

  async #flush(): Promise<void> {
    const handle = await open(this.#file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await flushFolder(dirname(this.#file));
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.#file, 'utf8');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return '';
      throw this.#unavailable('cannot be read', cause);
    }
  }

  #unavailable(what: string, cause?: unknown): PersistenceError {
    return new PersistenceError(`The order journal ${this.#file} ${what}.`, {
      code: 'store/unavailable',
      advice: { retry: 'after', delayMs: 1000 },
      details: { file: this.#file },
      cause,
    });
  }
}
