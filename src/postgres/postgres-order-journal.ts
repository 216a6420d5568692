import { z } from 'zod';
import { PersistenceError } from '../errors/index.ts';
import { journalText, readJournalText } from '../persistence/journal-lines.ts';
import { type JournalNote, unfinishedOrders } from '../persistence/unfinished-orders.ts';
import type { OrderJournal, UnfinishedOrder } from '../ports/order-journal.ts';
import type { ScopedDatabase } from './scoped.ts';

/** Orders whose records are read at once. */
const BATCH = 1000;

/** An {@link OrderJournal} in Postgres. */
export function postgresOrderJournal(db: ScopedDatabase): OrderJournal {
  return {
    async append(record, recordId) {
      const { clientOrderId, at } = record.type === 'event' ? record.event : record;
      await db.run(
        `INSERT INTO order_journal (portfolio_id, runtime_mode, record_id, client_order_id, type, at, record_json)
         VALUES ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), $7::json) ON CONFLICT DO NOTHING`,
        recordId ?? null,
        clientOrderId,
        record.type,
        at,
        journalText(record),
      );
    },

    /** What is read of orders that have ended is marked, and not read again unless something more is written about them. */
    async unfinished() {
      const found: { readonly order: UnfinishedOrder; readonly seq: number }[] = [];
      let after = '';
      for (;;) {
        const records = (await db.rows(READ_BATCH, after, BATCH)).map((row) => storedRecord.parse(row));
        const last = records.at(-1);
        if (last === undefined) break;
        const orders = unfinishedOrders(records.map(({ record }) => noteOf(record)));
        const open = new Set(orders.map(({ clientOrderId }) => clientOrderId));
        const firstSeq = new Map<string, number>();
        for (const { clientOrderId, seq } of records) {
          if (!firstSeq.has(clientOrderId)) firstSeq.set(clientOrderId, seq);
        }
        for (const order of orders) found.push({ order, seq: firstSeq.get(order.clientOrderId) ?? 0 });
        const ended = [...firstSeq.keys()].filter((clientOrderId) => !open.has(clientOrderId));
        const newest = Math.max(...records.map(({ seq }) => seq));
        if (ended.length > 0) await db.run(SETTLE, JSON.stringify(ended), newest);
        after = last.clientOrderId;
      }
      return found.sort((one, other) => one.seq - other.seq).map(({ order }) => order);
    },
  };
}

const storedRecord = z.object({ clientOrderId: z.string(), seq: z.int(), record: z.string() });

/** All records of the next orders about which something is not settled. */
const READ_BATCH = `SELECT json_build_object('clientOrderId', j.client_order_id, 'seq', j.seq,
    'record', j.record_json::text)::text AS row
  FROM order_journal j WHERE j.portfolio_id = $1 AND j.runtime_mode = $2 AND j.client_order_id IN (
    SELECT DISTINCT o.client_order_id FROM order_journal o
    WHERE o.portfolio_id = $1 AND o.runtime_mode = $2 AND NOT o.is_settled AND o.client_order_id > $3
    ORDER BY o.client_order_id LIMIT $4)
  ORDER BY j.client_order_id, j.seq`;

const SETTLE = `UPDATE order_journal SET is_settled = true
  WHERE portfolio_id = $1 AND runtime_mode = $2 AND NOT is_settled AND seq <= $4
    AND client_order_id IN (SELECT json_array_elements_text($3::json))`;

function noteOf(text: string): JournalNote {
  const note = readJournalText(text);
  if (note !== null) return note;
  throw new PersistenceError('A stored record of the order journal cannot be read.', { code: 'store/corrupt' });
}
