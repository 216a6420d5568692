import type { Denial } from '../domain/denial.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrderInterceptor, RingContext, RingResult } from '../ports/interceptor.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { JournalRecord, OrderJournal } from '../ports/order-journal.ts';
import { JournalSpool } from './journal-spool.ts';

const DEFAULT_TIMEOUT_MS = 1_000;

export interface OrderJournalOptions {
  readonly logger?: Logger;
  /** The clock of the journal's answers: the host's, even where the market has a time of its own. Without one, a journal that does not answer is waited for. */
  readonly clock?: Clock;
  /** How long a command waits for the journal, ms. Default 1000. */
  readonly timeoutMs?: number;
}

/**
 * Writes every command to a journal before it leaves, and every order event after it applied.
 *
 * When the journal cannot be written or does not answer in time, opening commands are denied with `journal_unavailable`;
 * reducing ones and cancels leave all the same, and their records are written as soon as the journal takes them. As long
 * as it cannot be read what a former run has sent, or the journal says that it has `halted`, nothing opens either.
 */
export function orderJournal(journal: OrderJournal, options: OrderJournalOptions = {}): OrderInterceptor {
  const { logger = silentLogger, clock = null, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const spool = new JournalSpool(journal, { logger, clock, timeoutMs });
  let unread: { readonly cause: unknown } | null = null;

  const guard = async (record: JournalRecord, next: () => RingResult, direction: RingContext['direction']) => {
    if (direction === 'reduces') {
      await spool.writeOrKeep(record);
      return next();
    }
    if (unread !== null) return denialFor('What a former run has sent is not known', unread.cause);
    const failure = await spool.writeOrDrop(record);
    if (failure !== null) return denialFor('The order journal cannot be written', failure.cause);
    const halt = journal.halted?.() ?? null;
    return halt === null ? next() : denialFor('The stores behind the order journal do not write', halt);
  };

  return {
    name: 'order-journal',
    place(order, next, { ledger, direction }) {
      const { clientOrderId, intent, role, parentClientOrderId } = order.identity;
      const record = { type: 'intent', clientOrderId, intent, role, parentClientOrderId, at: ledger.now } as const;
      return guard(record, next, direction);
    },
    amend({ clientOrderId }, change, next, { ledger, direction }) {
      return guard({ type: 'amend', clientOrderId, change, at: ledger.now }, next, direction);
    },
    cancel({ clientOrderId }, next, { ledger }) {
      return guard({ type: 'cancel', clientOrderId, at: ledger.now }, next, 'reduces');
    },
    observe({ state }, event) {
      spool.note({ type: 'event', event, state });
    },
    protectionSettled(clientOrderIds, at) {
      for (const clientOrderId of clientOrderIds) spool.note({ type: 'protected', clientOrderId, at });
    },
    async unfinished() {
      try {
        const orders = await journal.unfinished();
        unread = null;
        return orders;
      } catch (cause) {
        unread = { cause };
        throw cause;
      }
    },
    /** What was found out about former orders is written before anything new may be sent. */
    start: () => spool.settle(),
    stop: () => spool.drain(),
  };
}

function denialFor(what: string, cause: unknown): Denial {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return {
    code: 'journal_unavailable',
    message: `${what}, so nothing may open: ${reason}`,
    figures: {},
    nearest: null,
  };
}
