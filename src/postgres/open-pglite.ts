import { dirname } from 'node:path';
import { ConfigurationError, isBrokerError, PersistenceError } from '../errors/index.ts';
import { type ReleaseLock, takeLock } from '../persistence/file-lock.ts';
import { makeFolder } from '../persistence/make-folder.ts';
import type { SqlDatabase } from './database.ts';
import { PgliteThread } from './pglite-thread.ts';
import { TidyPglite } from './tidy-pglite.ts';

/** A database of the process, in a folder of its own. */
export interface EmbeddedDatabase extends SqlDatabase, AsyncDisposable {
  /** Writes everything and lets go of the folder. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens PGlite, a Postgres without a server, on a folder, which is made when it is missing.
 *
 * It runs in a thread of its own, so that no statement holds up whoever trades; one in memory runs in the caller's. It is
 * vacuumed every few thousand writes, which no server does for it.
 * PGlite itself lets two processes open one folder, and they ruin it; a lock file beside the folder (`.lock`) keeps the
 * second one away. Without a folder the database is in memory. Close it: a process that only ends leaves the folder
 * to be recovered at the next opening. A process that is killed loses nothing that was answered; PGlite does not force
 * writes to the disk, so that a machine that loses its power may lose the last of them.
 *
 * @throws {PersistenceError} `store/conflict` while another process has the folder, `store/unavailable` when it cannot be
 * opened.
 * @throws {ConfigurationError} `config/missing_package` without the package `@electric-sql/pglite`.
 */
export async function openPglite(folder?: string): Promise<EmbeddedDatabase> {
  if (folder === undefined) return embedded(await inMemory(), async () => {});
  let release: ReleaseLock = async () => {};
  try {
    await makeFolder(dirname(folder));
    release = await takeLock(`${folder}.lock`);
    return tidied(await PgliteThread.open(folder), release);
  } catch (cause) {
    await release();
    if (isBrokerError(cause)) throw cause;
    if (isMissing(cause)) throw missingPackage(cause);
    throw new PersistenceError(`The database in ${folder} cannot be opened: ${messageOf(cause)}`, {
      code: 'store/unavailable',
      details: { folder },
    });
  }
}

interface OpenedPglite extends SqlDatabase {
  close(): Promise<void>;
}

function tidied(thread: PgliteThread, release: ReleaseLock): EmbeddedDatabase {
  const tidy = new TidyPglite(thread);
  return embedded(
    {
      query: (text, values) => tidy.query(text, values),
      close: () => tidy.end().then(() => thread.close()),
    },
    release,
  );
}

function embedded(db: OpenedPglite, release: ReleaseLock): EmbeddedDatabase {
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    closing ??= db.close().finally(release);
    await closing;
  };
  return { query: (text, values) => db.query(text, values), close, [Symbol.asyncDispose]: close };
}

async function inMemory(): Promise<OpenedPglite> {
  const { PGlite } = await import('@electric-sql/pglite').catch((cause: unknown) => {
    throw missingPackage(cause);
  });
  return PGlite.create();
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
}

function missingPackage(cause: unknown): ConfigurationError {
  return new ConfigurationError(
    'The embedded database needs the package @electric-sql/pglite: npm install @electric-sql/pglite',
    { code: 'config/missing_package', details: { package: '@electric-sql/pglite' }, cause },
  );
}

/** The text alone, and not all of it: an error of PGlite can carry a whole module. */
function messageOf(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return String(hasMessage ? error.message : error).slice(0, 300);
}
