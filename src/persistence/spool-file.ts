import { appendFile, type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBrokerError, PersistenceError } from '../errors/index.ts';
import { flushFolder } from './durable-file.ts';
import { type ReleaseLock, takeLock } from './file-lock.ts';
import { makeFolder } from './make-folder.ts';
import { readSpoolLine, type SpoolEntry } from './spool-entry.ts';

/** A file of lines that wait to be written elsewhere. One process at a time has it. */
export class SpoolFile {
  /** What a former run has left, oldest first. */
  readonly left: readonly SpoolEntry[];
  readonly #folder: string;
  readonly #handle: FileHandle;
  readonly #release: ReleaseLock;
  /** Up to here the file is whole, bytes. */
  #size: number;
  /** Whether something that failed may stand behind that. */
  #isTorn = false;
  #last: Promise<void> = Promise.resolve();

  private constructor(folder: string, handle: FileHandle, release: ReleaseLock, text: string) {
    this.#folder = folder;
    this.#handle = handle;
    this.#release = release;
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.#size = Buffer.byteLength(whole);
    this.left =
      whole === ''
        ? []
        : whole
            .slice(0, -1)
            .split('\n')
            .map((line, index) => this.#entry(line, index + 1));
  }

  /**
   * Opens the spool of a folder, which is made when it is missing. A last line that a crash has torn is left out.
   *
   * @throws {PersistenceError} `store/conflict` while another process has it, `store/corrupt` naming file and line,
   * `store/unavailable`.
   */
  static async open(folder: string): Promise<SpoolFile> {
    let release: ReleaseLock = async () => {};
    let handle: FileHandle | null = null;
    try {
      await makeFolder(folder);
      release = await takeLock(join(folder, 'spool.lock'));
      const file = join(folder, 'spool.jsonl');
      handle = await open(file, 'a+');
      await handle.close();
      handle = await open(file, 'r+');
      const spool = new SpoolFile(folder, handle, release, await readFile(file, 'utf8'));
      await handle.truncate(spool.#size);
      await handle.sync();
      await flushFolder(folder);
      return spool;
    } catch (cause) {
      await handle?.close().catch(() => {});
      await release();
      if (isBrokerError(cause)) throw cause;
      throw new PersistenceError(`The spool in ${folder} cannot be opened.`, {
        code: 'store/unavailable',
        details: { folder },
        cause,
      });
    }
  }

  /** Adds lines; resolves when they are on the disk. */
  append(text: string): Promise<void> {
    return this.#inTurn(async () => {
      const bytes = Buffer.from(text, 'utf8');
      // A shorter line over a longer one that failed would leave its end standing, as a line of its own.
      if (this.#isTorn) await this.#handle.truncate(this.#size);
      this.#isTorn = true;
      for (let written = 0; written < bytes.length; ) {
        const at = this.#size + written;
        written += (await this.#handle.write(bytes, written, bytes.length - written, at)).bytesWritten;
      }
      await this.#handle.sync();
      this.#size += bytes.length;
      this.#isTorn = false;
    });
  }

  /** Forgets all lines. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#handle.truncate(0);
      this.#size = 0;
      await this.#handle.sync();
    });
  }

  /** Puts aside what can never be written, for a person to look at. */
  refuse(line: string): Promise<void> {
    return this.#inTurn(() => appendFile(join(this.#folder, 'refused.jsonl'), line, { flush: true }));
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle.close();
    await this.#release();
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => {});
    return done;
  }

  #entry(line: string, number: number): SpoolEntry {
    const entry = readSpoolLine(line);
    if (entry !== null) return entry;
    const file = join(this.#folder, 'spool.jsonl');
    throw new PersistenceError(
      `The spool ${file} cannot be read at line ${number}. Move the file away to begin anew; what is in it is not in the database.`,
      { code: 'store/corrupt', details: { file, line: number } },
    );
  }
}
