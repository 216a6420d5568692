import type { StoreScope } from '../domain/runtime-mode.ts';
import type { Stores } from '../ports/stores.ts';
import type { SqlDatabase } from './database.ts';
import { postgresExecutionStore, postgresPortfolioStore } from './postgres-account.ts';
import { postgresDecisionLog } from './postgres-decision-log.ts';
import { postgresAuditLog, postgresModelCostStore, postgresRiskJournal } from './postgres-logs.ts';
import { postgresOrderJournal } from './postgres-order-journal.ts';
import { postgresLessonStore, postgresRuntimeSettings, postgresStateStore } from './postgres-settings.ts';
import { ScopedDatabase } from './scoped.ts';

/**
 * {@link Stores} in a Postgres database, of which {@link SqlDatabase} says what is needed: a `pg` pool or client, PGlite.
 *
 * The tables are made by `migrate`. The database stays the caller's: `close` of the stores does not end it. A `pg` pool
 * needs a listener for `error`, or the loss of an idle connection ends the process.
 */
export function postgresStores(database: SqlDatabase, scope: StoreScope): Stores {
  const db = new ScopedDatabase(database, scope);
  return {
    scope,
    decisions: postgresDecisionLog(db),
    portfolio: postgresPortfolioStore(db),
    executions: postgresExecutionStore(db),
    risk: postgresRiskJournal(db),
    settings: postgresRuntimeSettings(db),
    audit: postgresAuditLog(db),
    lessons: postgresLessonStore(db),
    costs: postgresModelCostStore(db),
    journal: postgresOrderJournal(db),
    state: postgresStateStore(db),
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
}
