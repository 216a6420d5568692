export type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';
export { type AdvisoryLockOptions, advisoryLock, type LockConnection } from './advisory-lock.ts';
export type { SqlDatabase } from './database.ts';
export { embeddedStores } from './embedded-stores.ts';
export { migrate } from './migrate.ts';
export { type EmbeddedDatabase, openPglite } from './open-pglite.ts';
export { postgresStores } from './postgres-stores.ts';
