import { ask, NEWER_SCHEMA, type SqlDatabase } from './database.ts';
import { SCHEMA_STEPS, type SchemaStep } from './schema.ts';

/** Keeps migrations of one database apart: any number that nobody else uses. */
const LOCK = 4_902_117_553;

/**
 * Makes the tables, or brings them up to date. Everything happens in one statement under a lock, so that it is done wholly
 * or not at all, and once, however many processes begin at the same time. Idempotent.
 *
 * @throws {PersistenceError} `store/newer_schema` when the tables were made by a newer version of this package;
 * `store/unavailable` when the database does not do it, as where the role may not create tables.
 */
export async function migrate(db: SqlDatabase): Promise<void> {
  await ask(db, migration(SCHEMA_STEPS), []);
}

/** The statement that takes a database through those of the steps that it has not seen. */
export function migration(steps: readonly SchemaStep[]): string {
  const newest = Math.max(0, ...steps.map(({ version }) => version));
  return `DO $migration$
DECLARE
  present integer;
BEGIN
  PERFORM pg_advisory_xact_lock(${LOCK});
  IF to_regclass('brokerkit_migrations') IS NULL THEN
    CREATE TABLE brokerkit_migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
  END IF;
  SELECT coalesce(max(version), 0) INTO present FROM brokerkit_migrations;
  IF present > ${newest} THEN
    RAISE EXCEPTION USING ERRCODE = '${NEWER_SCHEMA}', MESSAGE = format(
      'The tables are at version %s; this brokerkit knows up to version ${newest}. Update brokerkit.', present);
  END IF;
${steps.map(step).join('\n')}
END
$migration$`;
}

function step({ version, sql }: SchemaStep): string {
  return `  IF present < ${version} THEN
${sql}
    INSERT INTO brokerkit_migrations (version) VALUES (${version});
  END IF;`;
}
