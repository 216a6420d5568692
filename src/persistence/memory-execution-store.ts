import type { ExecutionQuery, ExecutionStore } from '../ports/execution-store.ts';
import { MemoryRows } from './memory-rows.ts';
import { type FillRow, fillCodec, type OrderRow, orderCodec } from './records/account-records.ts';
import { readOnce } from './records/read-once.ts';

/** An {@link ExecutionStore} in memory. */
export function memoryExecutionStore(): ExecutionStore {
  const orders = new MemoryRows<OrderRow>();
  const fills = new MemoryRows<FillRow>();
  const readOrder = readOnce(orderCodec);
  const readFill = readOnce(fillCodec);
  return {
    async orders(records) {
      for (const row of records.map((record) => orderCodec.write(record))) {
        const known = orders.get(row.clientOrderId);
        if (known === undefined || known.updatedAt <= row.updatedAt) orders.put(row.clientOrderId, row.createdAt, row);
      }
    },
    async fills(records) {
      for (const row of records.map((record) => fillCodec.write(record))) {
        const key = JSON.stringify([row.instrument, row.fillId]);
        if (fills.get(key) === undefined) fills.put(key, row.at, row);
      }
    },
    async listOrders(query = {}) {
      return orders.page(query, filter(query), readOrder);
    },
    async listFills(query = {}) {
      return fills.page(query, filter(query), readFill);
    },
  };
}

function filter({ instrument, decisionId, clientOrderId }: ExecutionQuery) {
  return (row: Pick<OrderRow, 'instrument' | 'decisionId' | 'clientOrderId'>): boolean =>
    (instrument === undefined || row.instrument === instrument) &&
    (decisionId === undefined || row.decisionId === decisionId) &&
    (clientOrderId === undefined || row.clientOrderId === clientOrderId);
}
