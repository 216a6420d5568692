import type { JournalRecord, OrderJournal } from '../ports/order-journal.ts';
import { unfinishedOrders } from './unfinished-orders.ts';

/** An order journal that lasts as long as the process, and what it holds. */
export interface MemoryOrderJournal extends OrderJournal {
  /** Oldest first. */
  readonly records: readonly JournalRecord[];
}

/** An {@link OrderJournal} in memory: for tests and simulations, where nothing has to outlive the process. */
export function memoryOrderJournal(): MemoryOrderJournal {
  const records: JournalRecord[] = [];
  const ids = new Set<string>();
  return {
    records,
    async append(record, recordId) {
      if (recordId !== undefined) {
        if (ids.has(recordId)) return;
        ids.add(recordId);
      }
      records.push(record);
    },
    async unfinished() {
      return unfinishedOrders(records);
    },
  };
}
