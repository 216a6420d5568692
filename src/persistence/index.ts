export { type FileOrderJournal, fileOrderJournal } from './file-order-journal.ts';
export { fileStateStore } from './file-state-store.ts';
export { type MemoryOrderJournal, memoryOrderJournal } from './memory-order-journal.ts';
export { memoryStateStore } from './memory-state-store.ts';
export { memoryStores } from './memory-stores.ts';
