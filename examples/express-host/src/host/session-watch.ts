import {
  type Clock,
  type Drift,
  type StoredOrder,
  storedClosedPosition,
  storedFill,
  storedOrder,
  type Unsubscribe,
} from 'brokerkit';
import { type PortfolioUpdate, PositionSync, type SyncAlert, type SyncTally } from 'brokerkit/runtime';
import type { LiveHub } from '../live/live-hub.ts';
import type { AlertBoard } from './alert-board.ts';
import type { HostSession } from './host-session.ts';
import type { PriceReads } from './price-reads.ts';
import { accountView, closedPositionView, fillView, orderView, positionView } from './record-views.ts';

export interface SessionWatchOptions {
  readonly live: LiveHub;
  readonly alerts: AlertBoard;
  readonly prices: PriceReads;
  readonly symbols: readonly string[];
  readonly clock: Clock;
}

/** Between two words about prices, ms. */
const PRICES_MS = 1_000;
/** An order of which nobody knows whether it was placed is a trouble after so long, ms. */
const UNRESOLVED_MS = 60_000;
/** A stop that was asked for has to be seen within so long, ms. */
const UNSEEN_STOP_MS = 10_000;

/** Tells and judges what happens in the session that trades. */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  readonly #sync: PositionSync;
  #session: HostSession | null = null;
  #ends: Unsubscribe[] = [];
  #stopPrices: () => void = () => {};
  #lastUpdate: PortfolioUpdate | null = null;
  /** Comparisons that agreed when a difference was found last. */
  #agreedAtDrift = 0;

  constructor(options: SessionWatchOptions) {
    this.#options = options;
    this.#sync = new PositionSync({
      clock: options.clock,
      onUpdate: (update) => this.#updated(update),
      onAlert: (alert) => this.#alerted(alert),
    });
  }

  /** How often our view of the account was the venue's. */
  get tally(): SyncTally {
    return this.#sync.tally;
  }

  /** The account as it was told last; `null` before that. */
  get lastUpdate(): PortfolioUpdate | null {
    return this.#lastUpdate;
  }

  /** Watches a session from now on, in place of the one before. */
  watch(session: HostSession): void {
    if (this.#session === session) return;
    this.stop();
    this.#session = session;
    const { live, alerts } = this.#options;
    const { broker } = session;
    this.#ends = [
      broker.on('order.updated', ({ order }) => live.tell({ type: 'order', order: orderView(storedOrder(order)) })),
      broker.on('order.filled', ({ order, fill }) =>
        live.tell({ type: 'fill', fill: fillView(storedFill(fill, order.decisionId)) }),
      ),
      broker.on('position.closed', ({ closed }) =>
        live.tell({ type: 'position_closed', closed: closedPositionView(storedClosedPosition(closed)) }),
      ),
      broker.on('connection.changed', ({ state }) =>
        alerts.see(
          'venue_lost',
          session.mode,
          state === 'lost'
            ? { severity: 'critical', message: `The line to ${session.venue} is lost: nothing opens until it is back.` }
            : null,
        ),
      ),
    ];
    this.#sync.watch(session);
    this.#tellPrices();
  }

  /** Our view and the venue's differed; told by a session from its opening on, before it is watched too. */
  drifted({ classification, subject, ours, theirs }: Drift): void {
    this.#agreedAtDrift = this.#sync.tally.agreed;
    this.#options.alerts.see('drift', `${classification} ${subject}`, {
      severity: 'critical',
      message: `Our view and the venue's differed (${classification.replace('_', ' ')}, ${subject}): ours ${ours}, theirs ${theirs}. The venue's counts.`,
    });
  }

  /** Watches nothing any more. Idempotent. */
  stop(): void {
    const { alerts } = this.#options;
    if (this.#session === null) return;
    this.#stopPrices();
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#session = null;
    this.#lastUpdate = null;
    this.#sync.stop();
    for (const kind of ['venue_lost', 'unread', 'drift', 'unprotected', 'unresolved_order']) {
      alerts.endOthers(kind, new Set());
    }
  }

  #tellPrices(): void {
    const { clock, live, prices, symbols } = this.#options;
    const session = this.#session;
    const tell = async (): Promise<void> => {
      // Prices of a time when nobody listened are of no use to anybody.
      if (live.listeners > 0) {
        const items = await prices.read(session, symbols);
        if (this.#session === session) live.tell({ type: 'prices', items });
      }
      if (this.#session === session) this.#stopPrices = clock.schedule(PRICES_MS, () => void tell());
    };
    void tell();
  }

  #updated(update: PortfolioUpdate): void {
    const { live, alerts } = this.#options;
    this.#lastUpdate = update;
    this.#session?.telemetry.portfolio(update, this.#sync.tally);
    const { mode, venue, portfolio, openOrders } = update;
    live.tell({
      ...{ type: 'portfolio_update', mode, venue, account: accountView(portfolio) },
      positions: portfolio.positions.map(positionView),
      openOrders: openOrders.map(orderView),
    });
    alerts.see('unread', mode, null);
    // A difference was adopted at once; it is over when a later comparison finds none.
    if (this.#sync.tally.agreed > this.#agreedAtDrift) alerts.endOthers('drift', new Set());
    this.#seeProtection(update);
    this.#seeUnresolved(update);
  }

  #seeProtection({ at, portfolio }: PortfolioUpdate): void {
    const naked = portfolio.positions.filter(
      ({ protection, openedAt }) =>
        protection === 'missing' ||
        ((protection === 'partial' || protection === 'pending') && at - openedAt > UNSEEN_STOP_MS),
    );
    for (const { instrument, marginMode, side, quantity, protection } of naked) {
      this.#options.alerts.see('unprotected', `${instrument} ${marginMode}`, {
        severity: 'critical',
        message: `The ${side} of ${quantity} ${instrument} asked for a stop, and its protection is ${protection}.`,
      });
    }
    const subjects = naked.map(({ instrument, marginMode }) => `${instrument} ${marginMode}`);
    this.#options.alerts.endOthers('unprotected', new Set(subjects));
  }

  #seeUnresolved({ at, openOrders }: PortfolioUpdate): void {
    const isLate = ({ state, updatedAt }: StoredOrder): boolean =>
      state === 'unresolved' && at - updatedAt > UNRESOLVED_MS;
    const late = openOrders.filter(isLate);
    for (const { clientOrderId, instrument, side, quantity, updatedAt } of late) {
      this.#options.alerts.see('unresolved_order', clientOrderId, {
        severity: 'critical',
        message: `It is not known since ${new Date(updatedAt).toISOString()} whether the order ${clientOrderId} (${side} ${quantity} ${instrument}) was placed.`,
      });
    }
    this.#options.alerts.endOthers('unresolved_order', new Set(late.map(({ clientOrderId }) => clientOrderId)));
  }

  #alerted({ kind, mode, message }: SyncAlert): void {
    if (kind === 'unread') this.#options.alerts.see(kind, mode, { severity: 'warning', message });
  }
}
