import type { StoreScope } from '../domain/runtime-mode.ts';
import type { Stores } from '../ports/stores.ts';
import { memoryDecisionLog } from './memory-decision-log.ts';
import { memoryExecutionStore } from './memory-execution-store.ts';
import { memoryLessonStore } from './memory-lesson-store.ts';
import { memoryAuditLog, memoryModelCostStore, memoryRiskJournal } from './memory-logs.ts';
import { memoryOrderJournal } from './memory-order-journal.ts';
import { memoryPortfolioStore } from './memory-portfolio-store.ts';
import { memoryRuntimeSettings } from './memory-runtime-settings.ts';
import { memoryStateStore } from './memory-state-store.ts';

/** {@link Stores} that last as long as the process: for simulations, backtests and tests. What is read is a copy, or frozen. */
export function memoryStores(scope: StoreScope): Stores {
  return {
    scope,
    decisions: memoryDecisionLog(),
    portfolio: memoryPortfolioStore(),
    executions: memoryExecutionStore(),
    risk: memoryRiskJournal(),
    settings: memoryRuntimeSettings(),
    audit: memoryAuditLog(),
    lessons: memoryLessonStore(),
    costs: memoryModelCostStore(),
    journal: memoryOrderJournal(),
    state: memoryStateStore(),
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
}
