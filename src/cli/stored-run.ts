import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { variableFromEnv } from '../config.ts';
import { RUNTIME_MODES, type StoreScope } from '../domain/runtime-mode.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { Stores } from '../ports/stores.ts';
import { embeddedStores } from '../postgres/embedded-stores.ts';
import { migrate } from '../postgres/migrate.ts';
import { postgresStores } from '../postgres/postgres-stores.ts';

/** Where a run is kept: options that several commands share. */
export const STORE_OPTIONS = {
  data: { type: 'string' },
  database: { type: 'string' },
  portfolio: { type: 'string', default: 'simulation' },
  runtime: { type: 'string', default: 'simulator' },
} as const;

export const STORE_HELP = `  --data FOLDER        a folder of npm start -- --data FOLDER (PGlite)
  --database URL       a PostgreSQL server; default: DATABASE_URL. Needs the package pg
  --portfolio NAME     whose rows (default simulation; a run on OKX demo trading: okx-demo)
  --runtime MODE       ${RUNTIME_MODES.join(', ')} (default simulator; OKX demo trading: paper)`;

/** What of a command line says where a run is kept. */
export interface StoreWords {
  readonly data?: string | undefined;
  readonly database?: string | undefined;
  readonly portfolio: string;
  readonly runtime: string;
}

/** Whether a folder that is not there is made, or refused. */
type MissingFolder = 'make' | 'refuse';

/**
 * Opens the stores that the words name; close them.
 *
 * @throws {ConfigurationError} where the words name nothing that can be opened; `config/missing_package` without `pg`.
 * @throws {PersistenceError} `store/conflict` while another process has the folder; `store/unavailable`.
 */
export async function openStores(words: StoreWords, missing: MissingFolder): Promise<Stores> {
  const scope = scopeOf(words);
  const { data } = words;
  if (data !== undefined && words.database !== undefined) throw refused('Give --data or --database, not both.');
  if (data !== undefined) {
    await expectFolder(data, missing);
    return embeddedStores(data, scope);
  }
  const url = words.database ?? variableFromEnv('DATABASE_URL');
  if (url === null) throw refused('Say where the run is kept: --data FOLDER, --database URL, or DATABASE_URL.');
  return serverStores(url, scope);
}

/** The portfolio and mode that the words name. @throws {ConfigurationError} `config/invalid`. */
export function scopeOf({ portfolio, runtime }: StoreWords): StoreScope {
  const runtimeMode = RUNTIME_MODES.find((mode) => mode === runtime);
  if (runtimeMode !== undefined && portfolio.trim() !== '') return { portfolioId: portfolio, runtimeMode };
  throw refused(`--runtime is ${RUNTIME_MODES.join(', ')}, and --portfolio a name; not ${JSON.stringify(runtime)}.`);
}

/** A folder that is no database is left alone: PGlite would make one in it. */
async function expectFolder(folder: string, missing: MissingFolder): Promise<void> {
  const isThere = await exists(folder);
  if (!isThere && missing === 'make') return;
  if (!isThere) throw unreadable(folder, 'there is no such folder. Check the path.');
  if (!(await exists(join(folder, 'PG_VERSION')))) {
    throw unreadable(folder, 'it is no database that npm start -- --data or brokerkit has made.');
  }
}

async function serverStores(url: string, scope: StoreScope): Promise<Stores> {
  // Nothing of it is told: it may hold a password.
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw refused('--database (or DATABASE_URL) is an address such as postgres://user:password@host:5432/name.');
  }
  const Pool = await loadPool();
  const pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 10_000 });
  // The loss of an idle connection is no reason to end: the next statement says so.
  pool.on('error', () => {});
  const close = () => pool.end();
  try {
    await migrate(pool);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...postgresStores(pool, scope), close, [Symbol.asyncDispose]: close };
}

async function loadPool() {
  try {
    return (await import('pg')).default.Pool;
  } catch (cause) {
    throw new ConfigurationError('A PostgreSQL server needs the package pg: npm install pg', {
      code: 'config/missing_package',
      details: { package: 'pg' },
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function unreadable(folder: string, why: string): ConfigurationError {
  return new ConfigurationError(`${folder}: ${why}`, { code: 'config/data_unreadable', details: { folder } });
}

function refused(why: string): ConfigurationError {
  return new ConfigurationError(why, { code: 'config/invalid', details: { path: 'command' } });
}
