import { createHash } from 'node:crypto';
import pg from 'pg';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';
import { migrate, openPglite, type SqlDatabase } from '../../src/postgres/index.ts';

/**
 * Portfolios to which every side writes all evaluations before its time is taken. A host writes for months; what has been
 * called a few dozen times is interpreted still, and ten statements for each evaluation are compiled ten times as soon.
 */
export const WARM_UPS: readonly string[] = ['warm-up 1', 'warm-up 2', 'warm-up 3'];

/** Opens a database with the tables of brokerkit, for one process of the benchmark. */
export type OpenDatabase = () => Promise<SqlDatabase>;

/** A PostgreSQL server of its own with its default settings, over one connection. */
export async function onServer(): Promise<SqlDatabase> {
  const server = await OwnPostgres.start();
  process.once('exit', () => server.abandon());
  const client = new pg.Client(server.connection);
  client.on('error', () => {});
  await client.connect();
  await migrate(client);
  return client;
}

/** PGlite in memory. */
export async function inPglite(): Promise<SqlDatabase> {
  const db = await openPglite();
  await migrate(db);
  return db;
}

/** What a run has written. */
export interface Written {
  readonly rows: number;
  /** Of every decision with its content. */
  readonly digest: string;
}

export async function written(db: SqlDatabase, table: string): Promise<Written> {
  const { rows } = await db.query(
    `SELECT decision_id || instrument || confidence || source_text || proposal_json AS content FROM ${table}
     WHERE portfolio_id = 'bench' ORDER BY decision_id`,
  );
  return { rows: rows.length, digest: createHash('sha256').update(JSON.stringify(rows)).digest('hex') };
}
