import type { RuntimeMode } from '../domain/runtime-mode.ts';
import { type StoredOrder, storedOrder } from '../domain/stored-execution.ts';
import { type StoredPortfolio, storedPortfolio } from '../domain/stored-portfolio.ts';
import { isBrokerError } from '../errors/index.ts';
import type { BrokerEventType, Drift, Unsubscribe } from '../ports/broker.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { TradingSession } from './trading-session.ts';

/** The account as it is now, for whoever watches. */
export interface PortfolioUpdate {
  readonly mode: RuntimeMode;
  readonly venue: string;
  /** Epoch ms. */
  readonly at: number;
  readonly portfolio: StoredPortfolio;
  /** Orders that are not terminal, conditional ones included. */
  readonly openOrders: readonly StoredOrder[];
}

/** Something that a person should look at. */
export interface SyncAlert {
  readonly at: number;
  readonly mode: RuntimeMode;
  /** `drift`: our view and the venue's differed. `unread`: the account could not be read. */
  readonly kind: 'drift' | 'unread';
  readonly message: string;
  readonly drift: Drift | null;
}

/** How often our view was the venue's. */
export interface SyncTally {
  readonly compared: number;
  readonly agreed: number;
  readonly unread: number;
  /** Epoch ms of the last comparison that worked; `null` before the first. */
  readonly lastAt: number | null;
}

/** What a {@link PositionSync} stands on. */
export interface PositionSyncOptions {
  readonly clock: Clock;
  /** Between two comparisons, ms. Default 15,000. */
  readonly everyMs?: number;
  /** News that come together are told together after so long, ms. Default 100. */
  readonly settleMs?: number;
  readonly onUpdate: (update: PortfolioUpdate) => void;
  readonly onAlert: (alert: SyncAlert) => void;
}

const PUSHES: readonly BrokerEventType[] = [
  'order.updated',
  'order.filled',
  'position.opened',
  'position.changed',
  'position.closed',
  'protection.changed',
  'ledger.entry',
];

/** Compares our view of an account with the venue's at intervals, and tells how the account stands at every change. */
export class PositionSync {
  readonly #options: PositionSyncOptions;
  #session: TradingSession | null = null;
  #cancelTimer: CancelTimer = () => {};
  #cancelPush: CancelTimer | null = null;
  #ends: Unsubscribe[] = [];
  #reading: Promise<void> | null = null;
  #tally: SyncTally = { compared: 0, agreed: 0, unread: 0, lastAt: null };

  constructor(options: PositionSyncOptions) {
    this.#options = options;
  }

  get tally(): SyncTally {
    return this.#tally;
  }

  /** Watches a session from now on, in place of the one before. */
  watch(session: TradingSession): void {
    this.stop();
    this.#session = session;
    this.#ends = PUSHES.map((type) => session.broker.on(type, () => this.#pushed()));
    this.#ends.push(session.broker.on('position.drifted', ({ drift, at }) => this.#drifted(session, drift, at)));
    this.#pushed();
    this.#schedule();
  }

  /** Watches nothing any more. Idempotent. */
  stop(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#cancelPush?.();
    this.#cancelPush = null;
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#session = null;
  }

  /** Compares and tells now; joins a comparison that is under way. */
  sync(): Promise<void> {
    this.#reading ??= this.#compare().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  #schedule(): void {
    const { clock, everyMs = 15_000 } = this.#options;
    const cancel = clock.schedule(everyMs, () => {
      void this.sync().finally(() => {
        // Another session has a timer of its own.
        if (this.#cancelTimer === cancel) this.#schedule();
      });
    });
    this.#cancelTimer = cancel;
  }

  #pushed(): void {
    const { clock, settleMs = 100 } = this.#options;
    this.#cancelPush ??= clock.schedule(settleMs, () => {
      this.#cancelPush = null;
      void this.#tell();
    });
  }

  async #compare(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    try {
      // Each difference comes as an event, and is told from there.
      const drifts = await session.broker.reconcile();
      if (this.#session !== session) return;
      const { compared, agreed } = this.#tally;
      const lastAt = this.#options.clock.now();
      this.#tally = {
        ...this.#tally,
        compared: compared + 1,
        agreed: agreed + (drifts.length === 0 ? 1 : 0),
        lastAt,
      };
    } catch (error) {
      this.#unread(session, error);
      return;
    }
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    try {
      const [snapshot, orders] = await Promise.all([session.broker.getSnapshot(), session.broker.getOpenOrders()]);
      if (this.#session !== session) return;
      this.#options.onUpdate({
        mode: session.mode,
        venue: session.venue,
        at: this.#options.clock.now(),
        portfolio: storedPortfolio(snapshot),
        openOrders: orders.map(storedOrder),
      });
    } catch (error) {
      this.#unread(session, error);
    }
  }

  #drifted({ mode }: TradingSession, drift: Drift, at: number): void {
    const { classification, subject, ours, theirs } = drift;
    const message = `Our view and the venue's differed (${classification.replace('_', ' ')}, ${subject}): ours ${ours}, theirs ${theirs}.`;
    this.#options.onAlert({ at, mode, kind: 'drift', message, drift });
  }

  #unread(session: TradingSession, error: unknown): void {
    if (this.#session !== session) return;
    this.#tally = { ...this.#tally, unread: this.#tally.unread + 1 };
    const why = isBrokerError(error) ? `${error.code}: ${error.message}` : String(error);
    const message = `The account could not be read: ${why}`;
    this.#options.onAlert({ at: this.#options.clock.now(), mode: session.mode, kind: 'unread', message, drift: null });
  }
}
