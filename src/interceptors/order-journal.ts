import type { Denial } from '../domain/denial.ts';
import type { OrderInterceptor, RingContext, RingResult } from '../ports/interceptor.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { JournalRecord, OrderJournal } from '../ports/order-journal.ts';

/**
 * Writes every command to a journal before it leaves, and every order event after it applied.
 *
 * When the journal cannot be written, opening commands are denied with `journal_unavailable`; reducing ones and cancels
 * leave all the same, and their records are written as soon as the journal takes them, before any later command.
 */
export function orderJournal(journal: OrderJournal, options: { readonly logger?: Logger } = {}): OrderInterceptor {
  const spool = new Spool(journal, options.logger ?? silentLogger);

  const guard = async (record: JournalRecord, next: () => RingResult, direction: RingContext['direction']) => {
    const failure = await spool.write(record, direction === 'opens' ? 'drop' : 'keep');
    if (failure !== null && direction === 'opens') return denialFor(failure.cause);
    return next();
  };

  return {
    name: 'order-journal',
    place(order, next, { ledger, direction }) {
      const { clientOrderId, intent, role } = order.identity;
      return guard({ type: 'intent', clientOrderId, intent, role, at: ledger.now }, next, direction);
    },
    amend({ clientOrderId }, change, next, { ledger, direction }) {
      return guard({ type: 'amend', clientOrderId, change, at: ledger.now }, next, direction);
    },
    cancel({ clientOrderId }, next, { ledger }) {
      return guard({ type: 'cancel', clientOrderId, at: ledger.now }, next, 'reduces');
    },
    observe(_order, event) {
      void spool.write({ type: 'event', event }, 'keep');
    },
    stop: () => spool.drain(),
  };
}

interface Failure {
  readonly cause: unknown;
}

/** Passes records to the journal in order, and keeps those that it did not take for later. */
class Spool {
  readonly #journal: OrderJournal;
  readonly #logger: Logger;
  readonly #kept: JournalRecord[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #emptying: Promise<Failure | null> | null = null;

  constructor(journal: OrderJournal, logger: Logger) {
    this.#journal = journal;
    this.#logger = logger;
  }

  /** `null` when the record is durable. Otherwise it is dropped, or kept for later; a kept one may still be on its way. */
  async write(record: JournalRecord, onFailure: 'drop' | 'keep'): Promise<Failure | null> {
    const written = this.#write(record, onFailure);
    this.#underWay.add(written);
    try {
      return await written;
    } finally {
      this.#underWay.delete(written);
    }
  }

  /** Waits for what is under way and tries once more to write what was kept. */
  async drain(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
    if (this.#kept.length > 0) await this.#empty();
    if (this.#kept.length > 0) this.#logger.error('order journal: records were lost', { count: this.#kept.length });
  }

  async #write(record: JournalRecord, onFailure: 'drop' | 'keep'): Promise<Failure | null> {
    if (this.#kept.length > 0) {
      if (onFailure === 'keep') {
        this.#kept.push(record);
        return this.#empty();
      }
      const failure = await this.#empty();
      if (failure !== null) return failure;
    }
    try {
      await this.#journal.append(record);
      return null;
    } catch (cause) {
      if (onFailure === 'keep') this.#kept.push(record);
      this.#logger.error('order journal: a record could not be written', { record: record.type, cause });
      return { cause };
    }
  }

  /** Writes what was kept, oldest first, until the journal fails again. */
  #empty(): Promise<Failure | null> {
    this.#emptying ??= this.#emptyInOrder();
    return this.#emptying;
  }

  async #emptyInOrder(): Promise<Failure | null> {
    try {
      for (let record = this.#kept[0]; record !== undefined; record = this.#kept[0]) {
        await this.#journal.append(record);
        this.#kept.shift();
      }
      return null;
    } catch (cause) {
      return { cause };
    } finally {
      this.#emptying = null;
    }
  }
}

function denialFor(cause: unknown): Denial {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return {
    code: 'journal_unavailable',
    message: `The order journal cannot be written, so nothing may open: ${reason}`,
    figures: {},
    nearest: null,
  };
}
