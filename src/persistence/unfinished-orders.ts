import type { OrderEvent } from '../domain/order-event.ts';
import { isTerminal, type OrderState } from '../domain/order-lifecycle.ts';
import type { JournalRecord, UnfinishedOrder } from '../ports/order-journal.ts';

/** What has to be known of a record to tell which orders have no end: of an event what it is, and of which order. */
export type JournalNote =
  | Exclude<JournalRecord, { readonly type: 'event' }>
  | {
      readonly type: 'event';
      readonly event: Pick<OrderEvent, 'clientOrderId' | 'type' | 'at'>;
      readonly state: OrderState;
    };

interface Trace {
  order: UnfinishedOrder;
  /** Whether the order counts as unfinished. */
  isOpen: boolean;
  hasFills: boolean;
  /** Whether something was filled since its stop was last seen. */
  isNaked: boolean;
}

/** Which orders have no end, or no stop that they asked for, told from the records of a journal, oldest first. */
export function unfinishedOrders(records: Iterable<JournalNote>): UnfinishedOrder[] {
  const traces = new Map<string, Trace>();
  for (const record of records) {
    if (record.type === 'intent') noteIntent(traces, record);
    else if (record.type === 'event') noteEvent(traces, record);
    else if (record.type === 'protected') {
      const trace = traces.get(record.clientOrderId);
      if (trace === undefined) continue;
      trace.isNaked = false;
      if (trace.order.hasEnded) trace.isOpen = false;
    }
  }
  return [...traces.values()].filter(({ isOpen }) => isOpen).map(({ order }) => order);
}

function noteIntent(traces: Map<string, Trace>, record: Extract<JournalNote, { readonly type: 'intent' }>): void {
  const { clientOrderId, intent, role, parentClientOrderId, at } = record;
  const known = traces.get(clientOrderId);
  const writtenAt = known?.isOpen === true ? known.order.writtenAt : at;
  const order = { clientOrderId, intent, role, parentClientOrderId, writtenAt, submittedAt: null, hasEnded: false };
  if (known?.isOpen === true) known.order = order;
  else traces.set(clientOrderId, { order, isOpen: true, hasFills: false, isNaked: false });
}

function noteEvent(
  traces: Map<string, Trace>,
  { event, state }: Extract<JournalNote, { readonly type: 'event' }>,
): void {
  const trace = traces.get(event.clientOrderId);
  if (trace === undefined) return;
  const isFirstFill = !trace.hasFills && (state === 'filled' || state === 'partially_filled');
  if (event.type === 'order.filled' || isFirstFill) {
    trace.hasFills = true;
    trace.isNaked = asksForStop(trace.order);
  }
  const hasEnded = isTerminal(state);
  // What was called absent can come to life again, and a fill can follow a cancel.
  trace.isOpen = !hasEnded || trace.isNaked;
  trace.order = {
    ...trace.order,
    hasEnded,
    submittedAt: event.type === 'order.submitted' ? event.at : trace.order.submittedAt,
  };
}

function asksForStop({ role, intent }: UnfinishedOrder): boolean {
  return role === 'entry' && intent.protection?.stopLoss !== undefined;
}
