export { type BackfillReport, backfill } from './backfill/backfill.ts';
export {
  type OldDecision,
  type OldPosition,
  type OldState,
  type OldStateOptions,
  type OldTrade,
  readOldState,
} from './backfill/old-state.ts';
export {
  type DurableStores,
  type DurableStoresOptions,
  durableStores,
  STORE_FAILURE_POLICIES,
  type StoreFailurePolicy,
} from './durable-stores.ts';
export { type FileOrderJournal, fileOrderJournal } from './file-order-journal.ts';
export { fileStateStore } from './file-state-store.ts';
export { type MemoryOrderJournal, memoryOrderJournal } from './memory-order-journal.ts';
export { memoryStateStore } from './memory-state-store.ts';
export { memoryStores } from './memory-stores.ts';
export type { SpoolState, StoreHealth } from './spool.ts';
