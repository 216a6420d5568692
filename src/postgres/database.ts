import { type BrokerError, isBrokerError, PersistenceError } from '../errors/index.ts';

/**
 * What the adapter needs of a database: a `pg` pool or client, PGlite, or anything else that takes a statement with
 * numbered parameters.
 *
 * Everything that belongs together is one statement, so that neither a transaction nor a connection of its own is needed;
 * statements of one pool may run on different connections.
 */
export interface SqlDatabase {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** SQLSTATE that `migrate` raises where the tables are newer than the program. */
export const NEWER_SCHEMA = 'BK001';
/** SQLSTATE of a row that was there already. */
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const UNDEFINED_TABLE = '42P01';
const RETRY_MS = 1000;

/** Runs a statement whose rows have one column `row` of JSON text, and reads them. */
export async function askRows(db: SqlDatabase, text: string, values: unknown[]): Promise<readonly unknown[]> {
  const rows = await ask(db, text, values);
  return rows.map((row) => {
    const stored = typeof row === 'object' && row !== null && 'row' in row ? row.row : null;
    if (typeof stored !== 'string') throw unreadable(text);
    return JSON.parse(stored) as unknown;
  });
}

/**
 * Runs a statement.
 *
 * @throws {PersistenceError} `store/conflict`, `store/invalid_record`, `store/newer_schema`, else `store/unavailable`.
 */
export async function ask(db: SqlDatabase, text: string, values: unknown[]): Promise<readonly unknown[]> {
  try {
    return (await db.query(text, values)).rows;
  } catch (cause) {
    throw storeError(cause);
  }
}

/** The error of a driver as one of ours: with its message and SQLSTATE, and without the statement that it may carry. */
export function storeError(cause: unknown): BrokerError {
  if (isBrokerError(cause)) return cause;
  const message = cause instanceof Error ? cause.message : (textOf(cause, 'message') ?? String(cause));
  const sqlState = textOf(cause, 'code') ?? 'unknown';
  const constraint = textOf(cause, 'constraint');
  const details = { sqlState, ...(constraint === null ? {} : { constraint }) };
  if (sqlState === NEWER_SCHEMA) return new PersistenceError(message, { code: 'store/newer_schema', details });
  if (sqlState === UNIQUE_VIOLATION || sqlState === FOREIGN_KEY_VIOLATION) {
    const what = sqlState === UNIQUE_VIOLATION ? 'was used for something else before' : 'refers to what is not there';
    return new PersistenceError(`An id ${what}: ${message}`, { code: 'store/conflict', details });
  }
  if (/^2[23]/.test(sqlState)) {
    return new PersistenceError(`The database does not take a value: ${message}`, {
      code: 'store/invalid_record',
      details,
    });
  }
  const advice = { retry: 'after', delayMs: RETRY_MS } as const;
  const hint = sqlState === UNDEFINED_TABLE ? ' Call migrate() first.' : '';
  return new PersistenceError(`The database does not do its work: ${message}.${hint}`, {
    code: 'store/unavailable',
    advice,
    details,
  });
}

function textOf(value: unknown, key: string): string | null {
  const found =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key) : null;
  return typeof found?.[1] === 'string' ? found[1] : null;
}

function unreadable(text: string): PersistenceError {
  return new PersistenceError('The database answered with something else than was asked for.', {
    code: 'store/corrupt',
    details: { statement: text.slice(0, 80) },
  });
}
