import type { StoreScope } from '../domain/runtime-mode.ts';
import type { Stores } from '../ports/stores.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './open-pglite.ts';
import { postgresStores } from './postgres-stores.ts';

/**
 * {@link Stores} in a folder of this machine, without a server: PGlite, migrated, and closed with the stores.
 *
 * @throws {PersistenceError} `store/conflict` while another process has the folder; `store/newer_schema`,
 * `store/unavailable` when it cannot be used.
 * @throws {ConfigurationError} `config/missing_package` without the package `@electric-sql/pglite`.
 */
export async function embeddedStores(folder: string, scope: StoreScope): Promise<Stores> {
  const db = await openPglite(folder);
  try {
    await migrate(db);
  } catch (error) {
    await db.close();
    throw error;
  }
  const close = () => db.close();
  return { ...postgresStores(db, scope), close, [Symbol.asyncDispose]: close };
}
