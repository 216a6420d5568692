import { decisionIdOf } from '../../domain/client-order-id.ts';
import type { Fill } from '../../domain/fill.ts';
import type { Order } from '../../domain/order.ts';
import { positionKeyText } from '../../domain/order-intent.ts';
import { type StoredFill, type StoredOrder, storedFill, storedOrder } from '../../domain/stored-execution.ts';
import { type StoredClosedPosition, storedClosedPosition, storedPortfolio } from '../../domain/stored-portfolio.ts';
import { PersistenceError } from '../../errors/index.ts';
import type { BaseBroker, Unsubscribe } from '../../ports/broker.ts';
import type { CancelTimer, Clock } from '../../ports/clock.ts';
import { type Logger, silentLogger } from '../../ports/logger.ts';
import type { RiskJournalEntry } from '../../ports/risk-journal.ts';
import type { Stores } from '../../ports/stores.ts';
import { type ClosingSources, missedClosings, wholeClosings } from './missed-closings.ts';
import { isNeverTaken } from './never-taken.ts';

export interface AccountRecorderOptions {
  readonly broker: BaseBroker;
  readonly stores: Pick<Stores, 'decisions' | 'executions' | 'portfolio' | 'risk'>;
  /** A new UUID at each call. */
  readonly uuid: () => string;
  readonly logger?: Logger;
  /** Times the writing of news; without it they wait for `write()`. */
  readonly clock?: Pick<Clock, 'schedule'>;
}

/** The rules that are the account's limits; the others judge the proposal or the order itself. */
export function isRiskRule(rule: string): boolean {
  return rule.endsWith('_limit') || rule.startsWith('stated_') || rule === 'exposure_unknown';
}

/** How far back a restart looks for what the last run did not write. */
const LOOK_BACK = 500;
/** How long news wait for more before they are written, ms. */
const SOON_MS = 1_000;

/**
 * Writes what happens to an account: orders, fills, closed positions, pauses and snapshots. News are written within a
 * second, so that a stop that is hit between two cycles is on record; snapshots only when they are asked for.
 *
 * What cannot be written waits and is tried again with the next write; nothing is forgotten while the process lives. What
 * a crash left unwritten is read from the broker again when a recorder starts, and writing twice changes nothing.
 */
export class AccountRecorder {
  readonly #options: AccountRecorderOptions;
  readonly #logger: Logger;
  readonly #listening: Unsubscribe[] = [];
  #orders = new Map<string, StoredOrder>();
  #fills: StoredFill[] = [];
  #closed: StoredClosedPosition[] = [];
  #risk: RiskJournalEntry[] = [];
  /** Breaches of limits that the broker only observes. */
  #observed: RiskJournalEntry[] = [];
  /** How many alike positions were closed, by the id of the first. */
  readonly #alike = new Map<string, number>();
  /** When positions that were held at the start were taken over. */
  #takenOver: ReadonlyMap<string, number> = new Map();
  #writing: Promise<unknown> = Promise.resolve();
  #cancelSoon: CancelTimer | null = null;

  constructor(options: AccountRecorderOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Listens to the broker, which is connected, and takes in what it knows of the time before. Idempotent. */
  async start(): Promise<void> {
    if (this.#listening.length > 0) return;
    this.#listen();
    try {
      await this.#takeIn();
    } catch (error) {
      // The next start reads it all again.
      for (const unsubscribe of this.#listening.splice(0)) unsubscribe();
      throw error;
    }
  }

  #listen(): void {
    const { broker } = this.#options;
    this.#listening.push(
      broker.on('order.updated', ({ order, at }) => {
        this.#order(order);
        this.#noteBreach(order, at);
      }),
      broker.on('order.filled', ({ order, fill }) => this.#fill(order, fill)),
      broker.on('position.closed', ({ closed }) => this.#keepClosed(closed)),
      broker.on('risk.breached', ({ at, type: _type, sequence: _sequence, ...breach }) => {
        const entry = { entryId: this.#options.uuid(), at, kind: 'breach', isBlocked: false, ...breach } as const;
        // A leverage that was let pass breaks the limit again with the order that it is for.
        this.#observed = [...this.#observed.filter((told) => !isSameBreach(told, entry)), entry];
      }),
      broker.on('trading.paused', ({ at, reason }) => this.#note('pause', at, reason)),
      broker.on('trading.resumed', ({ at, reason }) => this.#note('resume', at, reason)),
    );
  }

  async #takeIn(): Promise<void> {
    const { broker } = this.#options;
    const [held, open, ended, fills, closed] = await Promise.all([
      broker.getPositions(),
      broker.getOpenOrders(),
      broker.getOrderHistory({ limit: LOOK_BACK }),
      broker.getFills({ limit: LOOK_BACK }),
      broker.getClosedPositions({ limit: LOOK_BACK }),
    ]);
    this.#takenOver = new Map(held.map((position) => [positionKeyText(position), position.openedAt]));
    for (const order of [...ended, ...open]) if (!this.#orders.has(order.clientOrderId)) this.#order(order);
    const heard = new Set(this.#fills.map(({ instrument, fillId }) => `${instrument}|${fillId}`));
    this.#fills.push(
      ...fills
        .filter(({ instrument, fillId }) => !heard.has(`${instrument}|${fillId}`))
        .map((fill) => storedFill(fill, null)),
    );
    if (this.#closed.length === 0) for (const position of [...closed].reverse()) this.#keepClosed(position);
  }

  /**
   * Takes in positions that were closed and of which nobody wrote so, for the next write; see {@link missedClosings}.
   *
   * @throws {PersistenceError} when the store cannot be read. What the broker throws when it cannot be read.
   */
  takeUpClosed(): Promise<void> {
    // What is being written is neither in the store nor waiting.
    return this.#inTurn(() => this.#takeUpClosed());
  }

  async #takeUpClosed(): Promise<void> {
    const closings = await missedClosings(this.#sources, () => this.#closed);
    if (closings.length === 0) return;
    this.#logger.warn('Positions that were closed in a former run had no row; they are written now.', {
      closed: closings.map(({ closedPositionId }) => closedPositionId),
    });
    this.#closed = [...closings, ...this.#closed];
  }

  get #sources(): ClosingSources {
    const { broker, stores } = this.#options;
    return {
      broker,
      stores,
      joined: async (fills) => {
        const { joined, unread } = await this.#joined(fills.map((fill) => storedFill(fill, null)));
        if (unread.length === 0) return joined;
        throw new PersistenceError('The decisions of fills could not be read.', { code: 'store/unavailable' });
      },
    };
  }

  /**
   * Keeps a line of the risk journal for the next write. A breach that the broker has told of too is one line, with the order
   * that it knows and the decision that the caller knows.
   */
  risk(entry: Omit<RiskJournalEntry, 'entryId'>): void {
    const told = this.#observed.filter((one) => isSameBreach(one, entry));
    this.#observed = this.#observed.filter((one) => !told.includes(one));
    const clientOrderId = entry.clientOrderId ?? told.at(-1)?.clientOrderId ?? null;
    this.#risk.push({ entryId: this.#options.uuid(), ...entry, clientOrderId });
  }

  /**
   * Writes what waits and the account as it stands. Writes of several callers come one after the other.
   *
   * @throws {PersistenceError} when the store cannot be written; what waited then waits on. What the broker throws when it cannot be read.
   */
  write(): Promise<void> {
    this.#notSoon();
    return this.#inTurn(() => this.#write());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => {});
    return done;
  }

  /** Listens no longer. What waits is written first, if it can be. Never throws. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#listening.splice(0)) unsubscribe();
    try {
      await this.write();
    } catch (error) {
      this.#logger.error('What happened last could not be written; a restart reads it from the broker again.', {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  async #write(): Promise<void> {
    const { broker, stores } = this.#options;
    const snapshot = await broker.getSnapshot();
    this.#risk.push(...this.#observed.splice(0));
    await this.#writeNews();
    await stores.portfolio.snapshot(storedPortfolio(snapshot));
  }

  /** Breaches that the broker told of wait for {@link risk}, which may know more of them. */
  async #writeNews(): Promise<void> {
    const { stores } = this.#options;
    const [orders, fills, closed, risk] = [this.#orders, this.#fills, this.#closed, this.#risk];
    this.#orders = new Map();
    this.#fills = [];
    this.#closed = [];
    this.#risk = [];
    try {
      await this.#all([...orders.values()], (some) => stores.executions.orders(some));
      const { joined, unread } = await this.#joined(fills);
      await this.#all(joined, (some) => stores.executions.fills(some));
      const { whole, halves } = await this.#whole(closed);
      await this.#all(whole, (some) => stores.portfolio.closed(some));
      for (const entry of risk) await this.#all([entry], () => stores.risk.append(entry));
      this.#fills = [...unread, ...this.#fills];
      this.#closed = [...halves, ...this.#closed];
    } catch (error) {
      // All of it waits again, in front of what came meanwhile: whatever was written already is written once more, alike.
      this.#orders = new Map([...orders, ...this.#orders]);
      this.#fills = [...fills, ...this.#fills];
      this.#closed = [...closed, ...this.#closed];
      this.#risk = [...risk, ...this.#risk];
      throw error;
    }
  }

  /**
   * Fills with their decisions. Where the order is not known to have one its id tells it, if the log has such a decision:
   * the id of an order without a decision looks alike. Fills of which that cannot be read now are `unread`.
   */
  async #joined(fills: readonly StoredFill[]): Promise<{ joined: StoredFill[]; unread: StoredFill[] }> {
    const joined: StoredFill[] = [];
    const unread: StoredFill[] = [];
    for (const fill of fills) {
      const named = fill.decisionId === null ? decisionIdOf(fill.clientOrderId) : null;
      try {
        const isDecision = named !== null && (await this.#options.stores.decisions.decision(named)) !== null;
        joined.push(isDecision ? { ...fill, decisionId: named } : fill);
      } catch (error) {
        this.#logger.warn('Whether a fill belongs to a decision could not be read; it waits.', {
          error: String(error),
        });
        unread.push(fill);
      }
    }
    return { joined, unread };
  }

  /** Closed positions with their beginning; where that cannot be read now, those that were taken over in their middle are `halves`. */
  async #whole(
    closed: readonly StoredClosedPosition[],
  ): Promise<{ whole: readonly StoredClosedPosition[]; halves: readonly StoredClosedPosition[] }> {
    const taken = closed.filter(
      (row) => row.decisionIds.length === 0 || this.#takenOver.get(positionKeyText(row)) === row.openedAt,
    );
    if (taken.length === 0) return { whole: closed, halves: [] };
    const others = closed.filter((row) => !taken.includes(row));
    try {
      return { whole: [...others, ...(await wholeClosings(this.#sources, taken))], halves: [] };
    } catch (error) {
      this.#logger.warn('How a closed position began could not be read; it waits.', { error: String(error) });
      return { whole: others, halves: taken };
    }
  }

  /** Writes rows together; where the store can never take one of them, that is left out, or the rest would wait for ever. */
  async #all<T>(rows: readonly T[], write: (rows: readonly T[]) => Promise<void>): Promise<void> {
    if (rows.length === 0) return;
    try {
      await write(rows);
    } catch (error) {
      if (!isNeverTaken(error)) throw error;
      if (rows.length > 1) {
        for (const row of rows) await this.#all([row], write);
        return;
      }
      this.#logger.error('A row can never be written, and is left out.', { error: String(error) });
    }
  }

  #order(order: Order): void {
    this.#orders.set(order.clientOrderId, storedOrder(order));
    this.#soon();
  }

  #soon(): void {
    const { clock } = this.#options;
    if (clock === undefined || this.#listening.length === 0) return;
    this.#cancelSoon ??= clock.schedule(SOON_MS, () => {
      this.#cancelSoon = null;
      this.#inTurn(() => this.#writeNews()).catch((error: unknown) => {
        this.#logger.warn('What happened to the account could not be written; it waits.', { error: String(error) });
      });
    });
  }

  #notSoon(): void {
    this.#cancelSoon?.();
    this.#cancelSoon = null;
  }

  #fill(order: Order, fill: Fill): void {
    this.#order(order);
    this.#fills.push(storedFill(fill, order.decisionId));
  }

  #keepClosed(position: Parameters<typeof storedClosedPosition>[0]): void {
    const first = storedClosedPosition(position);
    const occurrence = (this.#alike.get(first.closedPositionId) ?? 0) + 1;
    this.#alike.set(first.closedPositionId, occurrence);
    this.#closed.push(occurrence === 1 ? first : storedClosedPosition(position, occurrence));
    this.#soon();
  }

  /** An order that the broker's own limits stopped, whoever placed it. */
  #noteBreach({ denial, instrument, decisionId, clientOrderId }: Order, at: number): void {
    if (denial === null || !isRiskRule(denial.code)) return;
    const { code: rule, message, figures } = denial;
    this.risk({ at, kind: 'breach', rule, isBlocked: true, instrument, decisionId, clientOrderId, message, figures });
  }

  #note(kind: 'pause' | 'resume', at: number, message: string): void {
    this.risk({
      at,
      kind,
      rule: kind === 'pause' ? 'trading_paused' : 'trading_resumed',
      isBlocked: kind === 'pause',
      instrument: null,
      decisionId: null,
      clientOrderId: null,
      message,
      figures: {},
    });
    this.#soon();
  }
}

/** Whether what the broker has told of is the same as what the judge has found: of a leverage the broker knows no decision. */
function isSameBreach(told: RiskJournalEntry, found: Omit<RiskJournalEntry, 'entryId'>): boolean {
  if (found.kind !== 'breach' || told.rule !== found.rule || told.instrument !== found.instrument) return false;
  return told.decisionId === null ? told.clientOrderId === null : told.decisionId === found.decisionId;
}
