import { dirname } from 'node:path';
import { ConfigurationError, isBrokerError, PersistenceError } from '../errors/index.ts';
import { type ReleaseLock, takeLock } from '../persistence/file-lock.ts';
import { makeFolder } from '../persistence/make-folder.ts';
import type { SqlDatabase } from './database.ts';

/** A database in the process, in a folder of its own. */
export interface EmbeddedDatabase extends SqlDatabase, AsyncDisposable {
  /** Writes everything and lets go of the folder. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens PGlite, a Postgres inside the process, on a folder, which is made when it is missing.
 *
 * PGlite itself lets two processes open one folder, and they ruin it; a lock file beside the folder (`.lock`) keeps the
 * second one away. Without a folder the database is in memory. Close it: a process that only ends leaves the folder
 * to be recovered at the next opening.
 *
 * @throws {PersistenceError} `store/conflict` while another process has the folder, `store/unavailable` when it cannot be
 * opened.
 * @throws {ConfigurationError} `config/missing_package` without the package `@electric-sql/pglite`.
 */
export async function openPglite(folder?: string): Promise<EmbeddedDatabase> {
  const open = await loadPglite();
  if (folder === undefined) return embedded(await open(), async () => {});
  let release: ReleaseLock = async () => {};
  try {
    await makeFolder(dirname(folder));
    release = await takeLock(`${folder}.lock`);
    return embedded(await open(folder), release);
  } catch (cause) {
    await release();
    if (isBrokerError(cause)) throw cause;
    throw new PersistenceError(`The database in ${folder} cannot be opened: ${messageOf(cause)}`, {
      code: 'store/unavailable',
      details: { folder },
    });
  }
}

interface OpenedPglite extends SqlDatabase {
  close(): Promise<void>;
}

function embedded(db: OpenedPglite, release: ReleaseLock): EmbeddedDatabase {
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    closing ??= db.close().finally(release);
    await closing;
  };
  return { query: (text, values) => db.query(text, values), close, [Symbol.asyncDispose]: close };
}

async function loadPglite(): Promise<(folder?: string) => Promise<OpenedPglite>> {
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    return (folder) => (folder === undefined ? PGlite.create() : PGlite.create(folder));
  } catch (cause) {
    throw new ConfigurationError(
      'The embedded database needs the package @electric-sql/pglite: npm install @electric-sql/pglite',
      { code: 'config/missing_package', details: { package: '@electric-sql/pglite' }, cause },
    );
  }
}

/** The text alone, and not all of it: an error of PGlite can carry a whole module. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
