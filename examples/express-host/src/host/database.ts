import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger, StoreScope, Stores } from 'brokerkit';
import { memoryStores } from 'brokerkit/persistence';
import { advisoryLock, migrate, openPglite, postgresStores, type SqlDatabase } from 'brokerkit/postgres';
import type { InstanceLock } from 'brokerkit/runtime';
import pg from 'pg';
import type { HostSettings } from '../config/host-settings.ts';

/** The database of a host, migrated. */
export interface HostDatabase {
  /** In words, and without a password. */
  readonly name: string;
  /** Straight out of the database: those of one portfolio in one mode. */
  stores(scope: StoreScope): Stores;
  /** Whether it answers now. @throws What it fails with. */
  ask(): Promise<void>;
  /** Lets one instance trade; `null` where the database itself has room for one alone. */
  readonly lock: InstanceLock | null;
  /** Where writes wait while it is away; `null` where it cannot be. */
  readonly spoolFolder: string | null;
  close(): Promise<void>;
}

/**
 * A server where one is named, else a database in the process, in a folder that one process has at a time.
 *
 * @throws {PersistenceError} `store/conflict` while another process has the folder, `store/unavailable`, `store/newer_schema`.
 */
export async function openDatabase(
  { databaseUrl, dataFolder }: Pick<HostSettings, 'databaseUrl' | 'dataFolder'>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<HostDatabase> {
  if (databaseUrl === null) return dataFolder === null ? inMemory() : openEmbedded(dataFolder);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 5_000 });
  // Without a listener the loss of an idle connection ends the process.
  pool.on('error', (error) => logger.warn('An idle connection to the database was lost.', { error: error.message }));
  const db: SqlDatabase = { query: (text, values) => pool.query(text, values) };
  try {
    await migrate(db);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { host, port, pathname } = new URL(databaseUrl);
  return {
    name: `PostgreSQL at ${host === '' ? `localhost:${port || 5432}` : host}${pathname}`,
    ...reachedBy(db),
    spoolFolder: join(dataFolder ?? 'data', 'spool'),
    lock: advisoryLock({
      scope: { portfolioId: 'host', runtimeMode: 'simulator' },
      clock,
      connect: async () => {
        const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
        await client.connect();
        return client;
      },
    }),
    close: () => pool.end(),
  };
}

async function openEmbedded(dataFolder: string): Promise<HostDatabase> {
  await mkdir(dataFolder, { recursive: true });
  const db = await openPglite(join(dataFolder, 'database'));
  try {
    await migrate(db);
  } catch (error) {
    await db.close();
    throw error;
  }
  return {
    ...{ name: `PGlite in ${dataFolder}`, lock: null, spoolFolder: null },
    ...reachedBy(db),
    close: () => db.close(),
  };
}

function reachedBy(db: SqlDatabase): Pick<HostDatabase, 'stores' | 'ask'> {
  return {
    stores: (scope) => postgresStores(db, scope),
    ask: async () => void (await db.query('select 1')),
  };
}

/** Gone with the process: for trying out, and for tests. */
function inMemory(): HostDatabase {
  const kept = new Map<string, Stores>();
  return {
    ...{ name: 'memory, gone with the process', lock: null, spoolFolder: null },
    stores(scope) {
      const key = `${scope.portfolioId} ${scope.runtimeMode}`;
      const stores = kept.get(key) ?? memoryStores(scope);
      kept.set(key, stores);
      return stores;
    },
    ...{ async ask() {}, async close() {} },
  };
}
