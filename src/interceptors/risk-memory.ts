import { DayStart } from '../domain/day-start.ts';
import { type EquityPoint, HighWaterMark, type HighWaterRecord } from '../domain/drawdown.ts';
import type { Money } from '../domain/money.ts';
import { type BrokerError, isBrokerError, PersistenceError } from '../errors/index.ts';
import type { LedgerView } from '../ports/interceptor.ts';

/** Why and since when opening is paused for the rest of the day. */
export interface RiskPause {
  readonly at: number;
  readonly reason: string;
}

/** What is saved, so that a restart does not forget the day. */
interface RiskRecord {
  readonly version: 1;
  readonly day: number;
  /** Equity at the day's start, in today's terms: as if all transfers had been made before it. */
  readonly dayStart: string;
  readonly highWater: HighWaterRecord;
  readonly pause: RiskPause | null;
  /** When this was noted, epoch ms: transfers after it are not in these figures. */
  readonly at: number;
}

/** What the risk guard remembers of the day: where it began, its highest equity, whether opening is paused. */
export class RiskMemory {
  readonly #start: DayStart;
  readonly #highWater: HighWaterMark;
  pause: RiskPause | null;

  private constructor(start: DayStart, highWater: HighWaterMark, pause: RiskPause | null) {
    this.#start = start;
    this.#highWater = highWater;
    this.pause = pause;
  }

  /** Begins with the account as it is now. */
  static begin(ledger: LedgerView): RiskMemory {
    const equity = ledger.equity();
    const memory = new RiskMemory(
      DayStart.at(pointOf(ledger, equity)),
      new HighWaterMark('utc_day', { marks: [], day: -1, transferred: ledger.transferred().toString() }),
      null,
    );
    memory.observe(ledger, equity);
    return memory;
  }

  /**
   * Carries on from what was saved. What changed while nobody looked counts as profit and loss of the day, save transfers:
   * those are asked for.
   *
   * @throws {PersistenceError} `store/corrupt` for what {@link record} has not written.
   */
  static async restore(stored: unknown, key: string, ledger: LedgerView): Promise<RiskMemory> {
    if (!isRecord(stored)) {
      throw new PersistenceError(
        `The stored state "${key}" of the risk guard cannot be read. Restore it from a backup, or remove it to begin the day anew.`,
        { code: 'store/corrupt', details: { key } },
      );
    }
    // Of all transfers since, those that the ledger has heard of are in its own sum.
    const since = await ledger.transferredSince(stored.at);
    const transferred = ledger.transferred() - since;
    return new RiskMemory(
      new DayStart(stored.day, BigInt(stored.dayStart) - transferred),
      new HighWaterMark('utc_day', { ...stored.highWater, transferred: transferred.toString() }),
      stored.pause,
    );
  }

  /** Number of the UTC day. */
  get day(): number {
    return this.#start.day;
  }

  /** The day's highest equity, scaled with every transfer since. */
  get highWater(): Money {
    return this.#highWater.value;
  }

  /** Loss since the day's start, realized and unrealized, as a positive amount; a gain is negative. */
  loss(ledger: LedgerView, equity: Money): Money {
    return this.#start.loss(equity, ledger.transferred());
  }

  /** Takes note of the equity of this instant; answers whether a new day has begun, which ends a pause. */
  observe(ledger: LedgerView, equity: Money): boolean {
    const point = pointOf(ledger, equity);
    const isNewDay = this.#start.observe(point);
    if (isNewDay) this.pause = null;
    this.#highWater.observe(point);
    return isNewDay;
  }

  /** Lets the high-water mark begin anew at this equity, so that a pause that a person has ended does not return at once. */
  restartHighWater(ledger: LedgerView, equity: Money): void {
    this.#highWater.restart(pointOf(ledger, equity));
  }

  record(ledger: LedgerView): RiskRecord {
    return {
      version: 1,
      day: this.day,
      dayStart: (this.#start.net + ledger.transferred()).toString(),
      highWater: this.#highWater.record(),
      pause: this.pause,
      at: ledger.now,
    };
  }
}

function pointOf(ledger: LedgerView, equity: Money): EquityPoint {
  return { at: ledger.now, equity, transferred: ledger.transferred() };
}

/** Why the state under a key is not saved; it is tried again after so long. */
export function notSaved(key: string, cause: unknown, delayMs: number): BrokerError {
  if (isBrokerError(cause)) return cause;
  return new PersistenceError(`The state "${key}" of the risk guard could not be saved.`, {
    code: 'store/unavailable',
    advice: { retry: 'after', delayMs },
    details: { key },
    cause,
  });
}

function isRecord(value: unknown): value is RiskRecord {
  if (!isObject(value) || value.version !== 1 || !Number.isSafeInteger(value.day) || !isInteger(value.dayStart)) {
    return false;
  }
  if (!Number.isFinite(value.at)) return false;
  const { highWater, pause } = value;
  if (!isObject(highWater) || !Number.isSafeInteger(highWater.day) || !isInteger(highWater.transferred)) return false;
  if (!Array.isArray(highWater.marks)) return false;
  const marks: readonly unknown[] = highWater.marks;
  if (!marks.every((mark) => Array.isArray(mark) && Number.isFinite(mark[0]) && isInteger(mark[1]))) return false;
  return pause === null || (isObject(pause) && Number.isFinite(pause.at) && typeof pause.reason === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isInteger(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+$/.test(value);
}
