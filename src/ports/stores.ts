import type { StoreScope } from '../domain/runtime-mode.ts';
import type { AuditLog } from './audit-log.ts';
import type { DecisionLog } from './decision-log.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { LessonStore } from './lesson-store.ts';
import type { ModelCostStore } from './model-cost-store.ts';
import type { OrderJournal } from './order-journal.ts';
import type { PortfolioStore } from './portfolio-store.ts';
import type { RiskJournal } from './risk-journal.ts';
import type { RuntimeSettings } from './runtime-settings.ts';
import type { StateStore } from './state-store.ts';

/**
 * Everything that is remembered of one portfolio in one runtime mode.
 *
 * Every method throws `PersistenceError`: `store/unavailable` when the store cannot be reached (nothing was concluded, ask
 * again), `store/corrupt` for a row that cannot be read, `store/conflict` where it says so. Whatever is appended is durable
 * when the call resolves. Decimals come back as `decimalText` writes them. Prompts, replies and JSON come back to the last
 * character; in other texts, what no database takes (NUL, half of a surrogate pair) comes back as U+FFFD.
 */
export interface Stores extends AsyncDisposable {
  readonly scope: StoreScope;
  readonly decisions: DecisionLog;
  readonly portfolio: PortfolioStore;
  readonly executions: ExecutionStore;
  readonly risk: RiskJournal;
  readonly settings: RuntimeSettings;
  readonly audit: AuditLog;
  readonly lessons: LessonStore;
  readonly costs: ModelCostStore;
  readonly journal: OrderJournal;
  readonly state: StateStore;
  /** Writes what was handed over and lets go of what the store holds. Idempotent. */
  close(): Promise<void>;
}
