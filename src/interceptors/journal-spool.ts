import { PersistenceError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { JournalRecord, OrderJournal } from '../ports/order-journal.ts';

/** Why a record is not durable, or not yet. */
export interface SpoolFailure {
  readonly cause: unknown;
}

export interface SpoolOptions {
  readonly logger: Logger;
  /** Without one, a write is waited for as long as it takes. */
  readonly clock: Clock | null;
  readonly timeoutMs: number;
}

/**
 * Passes records to the journal, those of one order in order, and keeps those that it did not take for later.
 *
 * Nobody waits for the journal longer than the timeout. A record that is late stays on its way; while one is late, only one
 * command per timeout waits to see whether the journal has come back.
 */
export class JournalSpool {
  readonly #journal: OrderJournal;
  readonly #options: SpoolOptions;
  /** What the journal did not take, oldest first. */
  readonly #kept: JournalRecord[] = [];
  /** The last write of each order that has any under way. */
  readonly #lanes = new Map<string, Promise<SpoolFailure | null>>();
  readonly #late = new Set<Promise<SpoolFailure | null>>();
  #emptying: Promise<SpoolFailure | null> | null = null;
  #undurable = 0;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(journal: OrderJournal, options: SpoolOptions) {
    this.#journal = journal;
    this.#options = options;
  }

  /** For a command that may not leave without its record: `null` when that is durable, else the record is given up. */
  async writeOrDrop(record: JournalRecord): Promise<SpoolFailure | null> {
    if (this.#isLate()) return this.#lateness();
    return this.#inTime(this.#write(record, 'drop'));
  }

  /** For a command that leaves in any case, and for events: `null` when the record is durable, else it is written later. */
  async writeOrKeep(record: JournalRecord): Promise<SpoolFailure | null> {
    const isLate = this.#isLate();
    const written = this.#write(record, 'keep');
    return isLate ? this.#lateness() : this.#inTime(written);
  }

  /** For what nobody waits for. */
  note(record: JournalRecord): void {
    void this.#write(record, 'keep');
  }

  /** Waits, in bounds, until nothing is under way. */
  async settle(): Promise<void> {
    await this.#inTime(Promise.all(this.#lanes.values()).then(() => null));
  }

  /**
   * Waits for what is under way and tries once more to write what was kept.
   *
   * @throws {PersistenceError} `store/unavailable` when records are lost.
   */
  async drain(): Promise<void> {
    await this.settle();
    if (this.#kept.length > 0) await this.#inTime(this.#empty());
    if (this.#undurable === 0) return;
    const count = this.#undurable;
    this.#options.logger.error('order journal: records were lost', { count });
    throw new PersistenceError(`${count} records of the order journal could not be written and are lost.`, {
      code: 'store/unavailable',
      details: { count },
    });
  }

  /** A promise, or what stands for it when the time is over. */
  async #inTime(written: Promise<SpoolFailure | null>): Promise<SpoolFailure | null> {
    const { clock, timeoutMs } = this.#options;
    if (clock === null) return written;
    let cancel: CancelTimer = () => {};
    const late = new Promise<SpoolFailure>((resolve) => {
      cancel = clock.schedule(timeoutMs, () => {
        this.#late.add(written);
        this.#triedAt = clock.now();
        this.#options.logger.error('order journal: no answer in time', { timeoutMs });
        resolve(this.#lateness());
      });
    });
    const answer = await Promise.race([written, late]);
    cancel();
    return answer;
  }

  /** Whether the journal is known to hang; now and then it is tried again all the same. */
  #isLate(): boolean {
    const { clock, timeoutMs } = this.#options;
    if (clock === null || this.#late.size === 0) return false;
    if (clock.now() - this.#triedAt < timeoutMs) return true;
    this.#triedAt = clock.now();
    return false;
  }

  #lateness(): SpoolFailure {
    const { timeoutMs } = this.#options;
    const cause = new PersistenceError(`it did not answer within ${timeoutMs} ms.`, {
      code: 'store/unavailable',
      details: { timeoutMs },
    });
    return { cause };
  }

  /** Behind what is under way of the same order. Never rejects. */
  #write(record: JournalRecord, onFailure: 'drop' | 'keep'): Promise<SpoolFailure | null> {
    const id = record.type === 'event' ? record.event.clientOrderId : record.clientOrderId;
    this.#undurable++;
    const before = this.#lanes.get(id);
    const written =
      before === undefined ? this.#append(record, onFailure) : before.then(() => this.#append(record, onFailure));
    this.#lanes.set(id, written);
    void written.then(() => {
      if (this.#lanes.get(id) === written) this.#lanes.delete(id);
    });
    return written;
  }

  async #append(record: JournalRecord, onFailure: 'drop' | 'keep'): Promise<SpoolFailure | null> {
    if (this.#kept.length > 0) {
      if (onFailure === 'keep') {
        this.#kept.push(record);
        return this.#empty();
      }
      const failure = await this.#empty();
      if (failure !== null) {
        this.#undurable--;
        return failure;
      }
    }
    try {
      await this.#journal.append(record);
      this.#done();
      return null;
    } catch (cause) {
      if (onFailure === 'keep') this.#kept.push(record);
      else this.#undurable--;
      this.#options.logger.error('order journal: a record could not be written', { record: record.type, cause });
      return { cause };
    }
  }

  /** Writes what was kept, oldest first, until the journal fails again. */
  #empty(): Promise<SpoolFailure | null> {
    this.#emptying ??= this.#emptyInOrder();
    return this.#emptying;
  }

  async #emptyInOrder(): Promise<SpoolFailure | null> {
    try {
      for (let record = this.#kept[0]; record !== undefined; record = this.#kept[0]) {
        await this.#journal.append(record);
        this.#kept.shift();
        this.#done();
      }
      return null;
    } catch (cause) {
      return { cause };
    } finally {
      this.#emptying = null;
    }
  }

  #done(): void {
    this.#undurable--;
    // It answers again, whatever became of the writes that it owes an answer.
    this.#late.clear();
  }
}
