import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger } from 'brokerkit';
import { advisoryLock, migrate, openPglite, type SqlDatabase } from 'brokerkit/postgres';
import type { InstanceLock } from 'brokerkit/runtime';
import pg from 'pg';
import type { HostSettings } from '../config/host-settings.ts';

/** The database of a host, migrated. */
export interface HostDatabase extends SqlDatabase {
  /** In words, and without a password. */
  readonly name: string;
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
  if (databaseUrl === null) return openEmbedded(dataFolder);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 5_000 });
  // Without a listener the loss of an idle connection ends the process.
  pool.on('error', (error) => logger.warn('An idle connection to the database was lost.', { error: error.message }));
  const query: SqlDatabase['query'] = (text, values) => pool.query(text, values);
  try {
    await migrate({ query });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { host, port, pathname } = new URL(databaseUrl);
  return {
    ...{ query, name: `PostgreSQL at ${host === '' ? `localhost:${port || 5432}` : host}${pathname}` },
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

async function openEmbedded(dataFolder: string | null): Promise<HostDatabase> {
  if (dataFolder !== null) await mkdir(dataFolder, { recursive: true });
  const db = await openPglite(dataFolder === null ? undefined : join(dataFolder, 'database'));
  try {
    await migrate(db);
  } catch (error) {
    await db.close();
    throw error;
  }
  return {
    query: (text, values) => db.query(text, values),
    name: dataFolder === null ? 'PGlite in memory' : `PGlite in ${dataFolder}`,
    ...{ lock: null, spoolFolder: null },
    close: () => db.close(),
  };
}
