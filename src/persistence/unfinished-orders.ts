import { isTerminal } from '../domain/order-lifecycle.ts';
import type { JournalRecord, UnfinishedOrder } from '../ports/order-journal.ts';

/** Which orders have no end, told from the records of a journal, oldest first. */
export function unfinishedOrders(records: Iterable<JournalRecord>): UnfinishedOrder[] {
  const open = new Map<string, UnfinishedOrder>();
  const ended = new Map<string, UnfinishedOrder>();
  for (const record of records) {
    if (record.type === 'intent') {
      const { clientOrderId, intent, role, parentClientOrderId, at } = record;
      const writtenAt = open.get(clientOrderId)?.writtenAt ?? at;
      open.set(clientOrderId, { clientOrderId, intent, role, parentClientOrderId, writtenAt, submittedAt: null });
    } else if (record.type === 'event') {
      const { clientOrderId, type, at } = record.event;
      const order = open.get(clientOrderId) ?? ended.get(clientOrderId);
      if (order === undefined) continue;
      if (isTerminal(record.state)) {
        open.delete(clientOrderId);
        // What was called absent can come to life again.
        if (record.state === 'not_placed') ended.set(clientOrderId, order);
      } else {
        open.set(clientOrderId, type === 'order.submitted' ? { ...order, submittedAt: at } : order);
      }
    }
  }
  return [...open.values()];
}
