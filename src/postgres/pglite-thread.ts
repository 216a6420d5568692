import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PersistenceError } from '../errors/index.ts';
import { isThere } from '../persistence/is-there.ts';
import { storeError } from './database.ts';

/** What the thread is asked: a statement, or with `text` `null` to end. */
interface Question {
  readonly id: number;
  readonly text: string | null;
  readonly values?: unknown[] | undefined;
}

type Answer =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly error: { readonly message: string; readonly code?: string } };

interface Waiting {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (cause: unknown) => void;
}

/** The answer to no question: it is open. */
const OPENED = 0;

/**
 * What the thread runs. It is text, because a file of its own would have to be found beside sources, bundles and packages
 * alike, and loads nothing but PGlite.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const failed = (id, { message, code }) => parentPort.postMessage({ id, error: { message: String(message).slice(0, 2000), code } });
import(workerData.pglite)
  .then(({ PGlite }) => PGlite.create(workerData.folder))
  .then((db) => {
    parentPort.on('message', async ({ id, text, values }) => {
      try {
        const rows = text === null ? (await db.close(), []) : (await db.query(text, values)).rows;
        parentPort.postMessage({ id, rows });
      } catch (error) {
        failed(id, error);
      }
    });
    parentPort.postMessage({ id: ${OPENED}, rows: [] });
  })
  .catch((error) => failed(${OPENED}, error));
`;

/** PGlite in a thread of its own, so that no statement, and no write to the disk, holds up the process that trades. */
export class PgliteThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = OPENED;
  #endedBy: Error | null = null;

  private constructor(folder: string) {
    const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
    this.#worker = new Worker(PROGRAM, {
      eval: true,
      workerData: { folder, pglite: pathToFileURL(pglite).href },
      // Neither the flags nor the environment of the process: a database needs no loader and no secret.
      execArgv: [],
      env: {},
    });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#ended(storeError(error)));
    this.#worker.on('exit', () => this.#ended(threadEnded()));
  }

  /** @throws what PGlite says, as an object with a message, where the folder cannot be opened. */
  static async open(folder: string): Promise<PgliteThread> {
    // A thread that has made a database keeps half a gigabyte that only the making needed.
    if (!(await isThere(join(folder, 'PG_VERSION')))) await (await PgliteThread.#open(folder)).close();
    return PgliteThread.#open(folder);
  }

  static async #open(folder: string): Promise<PgliteThread> {
    const thread = new PgliteThread(folder);
    try {
      await thread.#answerTo(OPENED);
    } catch (cause) {
      await thread.#worker.terminate();
      throw cause;
    }
    return thread;
  }

  async query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }> {
    return { rows: await this.#ask(text, values) };
  }

  async close(): Promise<void> {
    if (this.#endedBy !== null) return;
    try {
      await this.#ask(null);
    } finally {
      await this.#worker.terminate();
    }
  }

  #ask(text: string | null, values?: unknown[]): Promise<readonly unknown[]> {
    if (this.#endedBy !== null) return Promise.reject(this.#endedBy);
    this.#asked += 1;
    const question: Question = { id: this.#asked, text, values };
    this.#worker.postMessage(question);
    return this.#answerTo(question.id);
  }

  /** A process with an open database may end; one that waits for an answer may not. */
  #answerTo(id: number): Promise<readonly unknown[]> {
    this.#worker.ref();
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('rows' in answer) waiting?.resolve(answer.rows);
    else waiting?.reject(answer.id === OPENED ? answer.error : storeError(answer.error));
  }

  #ended(cause: Error): void {
    this.#endedBy ??= cause;
    for (const { reject } of this.#waiting.values()) reject(this.#endedBy);
    this.#waiting.clear();
  }
}

function threadEnded(): PersistenceError {
  return new PersistenceError('The thread of the embedded database has ended.', { code: 'store/unavailable' });
}
