import { isBrokerError, PersistenceError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Logger } from '../ports/logger.ts';
import type { Stores } from '../ports/stores.ts';
import { assertStorable, perform, type SpoolEntry, type SpooledWrite, spoolLine } from './spool-entry.ts';
import type { SpoolFile } from './spool-file.ts';

/** `direct`: the stores write. `spooling`: they do not, and the disk does. `lost`: neither does. */
export type SpoolState = 'direct' | 'spooling' | 'lost';

/** How writing goes. */
export interface StoreHealth {
  readonly state: SpoolState;
  /** Writes that wait to get into the stores. */
  readonly pending: number;
  /** Since when it is not `direct`, epoch ms. */
  readonly since: number | null;
  /** Why the stores, or the disk, do not write. */
  readonly reason: string | null;
}

export interface SpoolParts {
  readonly primary: Stores;
  readonly file: SpoolFile;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly timeoutMs: number;
  readonly retryMs: number;
  readonly onChange: (health: StoreHealth) => void;
}

interface Waiting {
  readonly entry: SpoolEntry;
  place: 'on its way' | 'disk' | 'memory';
  /** Told when it got into the stores, or when that will take longer. */
  onReplay: () => void;
}

interface Failure {
  readonly cause: unknown;
}

/** The longest pause between two looks whether the stores are back, ms. */
const LONGEST_RETRY_MS = 30_000;

/**
 * Writes into stores, and onto the disk while they do not answer; from there into the stores again, in order, when they do.
 *
 * Nobody waits longer than the timeout for the stores, and once more for the disk.
 */
export class Spool {
  readonly #parts: SpoolParts;
  readonly #queue: Waiting[];
  #health: StoreHealth = { state: 'direct', pending: 0, since: null, reason: null };
  #replaying: Promise<void> | null = null;
  #retry: CancelTimer | null = null;
  #isClosing = false;
  #isCatchingUp = false;
  #retryMs: number;

  constructor(parts: SpoolParts) {
    this.#parts = parts;
    this.#retryMs = parts.retryMs;
    this.#queue = parts.file.left.map((entry) => ({ entry, place: 'disk', onReplay: () => {} }));
    if (this.#queue.length > 0) {
      this.#turn('spooling', 'A former run has left writes.');
      void this.replay();
    }
  }

  get health(): StoreHealth {
    return { ...this.#health, pending: this.#queue.length };
  }

  /**
   * Resolves when the write is durable, in the stores or on the disk.
   *
   * @throws {PersistenceError} `store/unavailable` when it is in neither. It is written later all the same, save a record of
   * the order journal, which whoever journals keeps.
   */
  async write(write: SpooledWrite, id = this.#parts.ids.next()): Promise<void> {
    assertStorable(write);
    const entry = { ...write, id };
    if (this.#health.state === 'direct') {
      const failure = await this.#attempt(entry);
      if (failure === null) return;
      const { cause } = failure;
      if (isBrokerError(cause) && !isOutage(cause)) throw cause;
      // It was this write that has found it out, or one before it meanwhile.
      if (this.#health.state === 'direct') this.#turn('spooling', messageOf(cause));
    }
    await this.#keep(entry);
  }

  /** A promise, or `store/unavailable` when it takes longer than the timeout. */
  async inTime<T>(running: Promise<T>): Promise<T> {
    const { clock, timeoutMs } = this.#parts;
    let cancel: CancelTimer = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = clock.schedule(timeoutMs, () => reject(tooLate(timeoutMs)));
    });
    try {
      return await Promise.race([running, late]);
    } finally {
      cancel();
    }
  }

  /** Writes what waits into the stores, oldest first, until nothing does or they fail again. */
  replay(): Promise<void> {
    this.#retry?.();
    this.#retry = null;
    this.#replaying ??= this.#replay().finally(() => {
      this.#replaying = null;
      this.#isCatchingUp = false;
      for (const { onReplay } of this.#queue) onReplay();
      if (this.#health.state !== 'direct') this.#retryLater();
    });
    return this.#replaying;
  }

  /** Tries once more to write what waits. @throws {PersistenceError} `store/unavailable` when writes are lost. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#health.state !== 'direct') await this.replay();
    const lost = this.#queue.filter(({ place }) => place !== 'disk');
    const saved = lost.length === 0 || (await this.#toDisk(lost)) === null;
    await this.#parts.file.close();
    if (saved) return;
    throw new PersistenceError(
      `${lost.length} writes could be made neither in the stores nor on the disk and are lost.`,
      {
        code: 'store/unavailable',
        details: { count: lost.length },
      },
    );
  }

  async #keep(entry: SpoolEntry): Promise<void> {
    const waiting: Waiting = { entry, place: 'on its way', onReplay: () => {} };
    // In the queue before anything else happens, so that the order of the calls is the order of the rows.
    this.#queue.push(waiting);
    this.#retryLater();
    const failure = await this.#toDisk([...this.#queue.filter(({ place }) => place === 'memory'), waiting]);
    const position = this.#queue.indexOf(waiting);
    // Written into the stores meanwhile.
    if (position < 0) return;
    if (failure === null) {
      if (this.#health.state === 'lost') this.#turn('spooling', this.#health.reason);
      if (entry.kind !== 'journal') await this.#pace(waiting);
      return;
    }
    if (entry.kind === 'journal') this.#queue.splice(position, 1);
    if (this.#health.state !== 'lost') this.#turn('lost', messageOf(failure.cause));
    throw new PersistenceError(`Neither the stores nor the spool can be written: ${messageOf(failure.cause)}`, {
      code: 'store/unavailable',
      advice: { retry: 'after', delayMs: this.#parts.retryMs },
      cause: failure.cause,
    });
  }

  /** Lets the stores catch up: who writes faster onto the disk than they read from there would never be done with it. */
  async #pace(waiting: Waiting): Promise<void> {
    if (!this.#isCatchingUp) return;
    const replayed = new Promise<void>((resolve) => {
      waiting.onReplay = resolve;
    });
    await this.inTime(replayed).catch(() => {});
  }

  async #toDisk(waiting: readonly Waiting[]): Promise<Failure | null> {
    try {
      await this.inTime(this.#parts.file.append(waiting.map(({ entry }) => spoolLine(entry)).join('')));
      for (const one of waiting) one.place = 'disk';
      return null;
    } catch (cause) {
      for (const one of waiting) one.place = 'memory';
      return { cause };
    }
  }

  async #attempt(entry: SpoolEntry): Promise<Failure | null> {
    try {
      await this.inTime(perform(this.#parts.primary, entry));
      return null;
    } catch (cause) {
      return { cause };
    }
  }

  async #replay(): Promise<void> {
    const { primary, file, logger } = this.#parts;
    do {
      for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
        const failure = await this.#attempt(next.entry);
        if (failure !== null && isOutage(failure.cause)) return;
        if (failure !== null) await this.#refuse(next.entry, failure.cause);
        // A record of the journal that nobody could keep has left the queue.
        if (this.#queue[0] === next) this.#queue.shift();
        next.onReplay();
        this.#isCatchingUp = true;
      }
      // Where nothing waited, nothing has shown that the stores write.
      if ((await this.#probe(primary)) !== null) return;
    } while (this.#queue.length > 0);
    this.#retryMs = this.#parts.retryMs;
    this.#turn('direct', null);
    await file.clear().catch((cause: unknown) => logger.warn('spool: could not be emptied', { cause }));
  }

  async #probe(primary: Stores): Promise<Failure | null> {
    try {
      await this.inTime(primary.state.load('brokerkit.spool'));
      return null;
    } catch (cause) {
      return { cause };
    }
  }

  async #refuse(entry: SpoolEntry, cause: unknown): Promise<void> {
    const { file, logger } = this.#parts;
    logger.error('spool: a write can never be made and was put aside', { kind: entry.kind, id: entry.id, cause });
    await file.refuse(spoolLine(entry)).catch((error: unknown) => {
      logger.error('spool: it could not even be put aside', { id: entry.id, cause: error });
    });
  }

  /** Looks in a while whether the stores are back, unless someone is looking. */
  #retryLater(): void {
    if (this.#retry !== null || this.#replaying !== null || this.#isClosing) return;
    this.#retry = this.#parts.clock.schedule(this.#retryMs, () => {
      this.#retry = null;
      void this.replay();
    });
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #turn(state: SpoolState, reason: string | null): void {
    const { clock, logger, onChange } = this.#parts;
    const since = state === 'direct' ? null : (this.#health.since ?? clock.now());
    this.#health = { state, pending: this.#queue.length, since, reason };
    if (state === 'direct') logger.info('stores: everything is written again');
    else
      logger.warn(state === 'spooling' ? 'stores: writes go to the spool' : 'stores: nothing can be written', {
        reason,
      });
    onChange(this.health);
  }
}

/** Whether a write may well succeed later. */
function isOutage(cause: unknown): boolean {
  return !isBrokerError(cause) || cause.code === 'store/unavailable';
}

function tooLate(timeoutMs: number): PersistenceError {
  return new PersistenceError(`The store did not answer within ${timeoutMs} ms.`, {
    code: 'store/unavailable',
    advice: { retry: 'after', delayMs: timeoutMs },
    details: { timeoutMs },
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
