export type { SqlDatabase } from './database.ts';
export { embeddedStores } from './embedded-stores.ts';
export { migrate } from './migrate.ts';
export { type EmbeddedDatabase, openPglite } from './open-pglite.ts';
export { postgresStores } from './postgres-stores.ts';
