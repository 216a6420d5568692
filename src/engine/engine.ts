import type { Order } from '../domain/order.ts';
import { type BrokerError, isBrokerError } from '../errors/index.ts';
import type { Drift } from '../ports/broker.ts';
import type { CancelTimer } from '../ports/clock.ts';
import type { VenueEvent } from '../ports/venue.ts';
import type { Desk } from './desk.ts';
import type { BrokerEvents } from './events.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { Intake, type OrderWatcher } from './intake.ts';
import { LastKnownAccount } from './last-known-account.ts';
import type { PositionChange } from './position-book.ts';
import { ProtectionWatch } from './protection-watch.ts';
import { adoptAccount, reconcile } from './reconcile.ts';
import { readFormerOrders, recoverLater, recoverOrders } from './recover-orders.ts';
import { BROKER_CLOSED } from './send-order.ts';
import { Session } from './session.ts';
import type { VenueBrokerOptions } from './venue-broker-options.ts';

/** An engine at work: the session of one open venue with those who act on it. */
export class Engine implements Desk, OrderWatcher {
  readonly session: Session;
  readonly intake: Intake;
  readonly protection: ProtectionWatch;
  readonly #lastKnown: LastKnownAccount | null;
  readonly #expiry: ExpiryWatch;
  #reconciledAt = Number.NEGATIVE_INFINITY;
  #reconciling: Promise<readonly Drift[]> | null = null;
  #nextReconciling: CancelTimer = () => {};

  private constructor(session: Session, { lastKnown }: VenueBrokerOptions) {
    this.session = session;
    this.#lastKnown =
      lastKnown === undefined ? null : new LastKnownAccount(session, lastKnown, () => this.intake.heardUntil);
    this.protection = new ProtectionWatch(this);
    this.#expiry = new ExpiryWatch(this);
    this.intake = new Intake(session, this);
    session.state = 'open';
  }

  /** Told of every order that changed, and of what its fill did to the position. */
  heard(order: Order, change: PositionChange | null): void {
    this.protection.heard(order, change);
    if (order.identity.expiresAt !== null) this.#expiry.heard(order);
  }

  /** Opens the venue, takes the account over as it stands there, and lets the interceptors begin. */
  static async open(options: VenueBrokerOptions, events: BrokerEvents): Promise<Engine> {
    const early: VenueEvent[] = [];
    let engine: Engine | undefined;
    try {
      const description = await options.venue.open((event) => {
        if (engine !== undefined) engine.#hear(event);
        // A venue may use one object for every price.
        else early.push({ ...event });
      });
      const session = new Session(options, events, description);
      const opening = new Engine(session, options);
      // Prices first: what is adopted next is valued by them.
      const first = early.length;
      for (const event of early) if (event.type === 'price') opening.intake.hear(event);
      const former = await readFormerOrders(session);
      const lastKnown = (await opening.#lastKnown?.load()) ?? null;
      const account = await adoptAccount(opening, former ?? new Map(), lastKnown);
      opening.#reconciledAt = account.positions.asOf;
      if (former !== null) await recoverOrders(opening, former);
      engine = opening;
      for (const [index, event] of early.entries()) {
        if (event.type === 'ledger' && event.entry.at <= account.balances.asOf) continue;
        if (event.type !== 'price' || index >= first) opening.intake.hear(event);
      }
      await opening.#lastKnown?.begin();
      session.ledger.begin();
      for (const interceptor of options.interceptors ?? []) {
        // A copy: the event gets its number written on it.
        await interceptor.start?.(session.ledger, (news) => events.emit({ ...news }, session.now));
      }
      session.hasStarted = true;
      if (former === null) recoverLater(opening);
      opening.#reconcileLater();
      return opening;
    } catch (error) {
      // However far it came; what went wrong first is what is told.
      await options.venue.close().catch((second: unknown) => {
        options.logger?.error('The venue could not be let go of.', { error: String(second) });
      });
      throw error;
    }
  }

  /** Compares with the venue; calls at the same time share one comparison. */
  reconcile(): Promise<readonly Drift[]> {
    this.#reconciling ??= this.#reconcile();
    return this.#reconciling;
  }

  /** {@link reconcile}, with the orders that another instance has written down since the journal was read. */
  async takeOver(): Promise<readonly Drift[]> {
    const former = await readFormerOrders(this.session);
    const drifts = await this.reconcile();
    if (former === null) recoverLater(this);
    else await recoverOrders(this, former);
    return drifts;
  }

  /** Lets what is under way end, then the interceptors, then the venue. State that could not be saved is told at the end. */
  async close(): Promise<void> {
    const { session } = this;
    session.state = 'closing';
    for (const clientOrderId of session.resends.ids()) {
      session.resends.stop(clientOrderId);
      this.intake.order({ type: 'order.not_placed', clientOrderId, at: session.now, denial: BROKER_CLOSED });
    }
    this.#nextReconciling();
    await session.work.idle();
    // Law 3: what was asked to be protected is not left while its stop is on its way.
    await this.protection.settled();
    await session.work.idle();
    await this.#reconciling?.catch(() => {});
    session.state = 'closed';
    let failure: BrokerError | null = null;
    for (const interceptor of [...session.ring.interceptors].reverse()) {
      try {
        await interceptor.stop?.();
      } catch (error) {
        session.logger.error(`The interceptor ${interceptor.name} failed in stop.`, { error: String(error) });
        if (isBrokerError(error)) failure ??= error;
      }
    }
    try {
      await session.venue.close();
      await this.#lastKnown?.end();
    } catch (error) {
      session.logger.error('The broker could not let go of everything.', { error: String(error) });
      if (!isBrokerError(error)) throw error;
      failure ??= error;
    } finally {
      session.events.emit({ type: 'connection.changed', state: 'closed' }, session.now);
    }
    if (failure !== null) throw failure;
  }

  async #reconcile(): Promise<readonly Drift[]> {
    try {
      const at = this.session.now;
      const drifts = await reconcile(this, this.#reconciledAt);
      this.#reconciledAt = at;
      return drifts;
    } finally {
      this.#reconciling = null;
    }
  }

  #hear(event: VenueEvent): void {
    if (this.session.state === 'closed') return;
    this.intake.hear(event);
    if (event.type === 'connection' && event.state === 'restored') {
      void this.#reconcileAside('Reconciling after a lost connection');
    }
  }

  /** Not counted as work: it waits until there is none. */
  async #reconcileAside(what: string): Promise<void> {
    try {
      await this.reconcile();
    } catch (error) {
      this.session.logger.error(`${what} failed.`, { error: String(error) });
      this.session.metrics.count('engine_failures', { what });
    }
  }

  #reconcileLater(): void {
    const { session } = this;
    const { reconcileEveryMs } = session.limits;
    if (reconcileEveryMs <= 0 || session.state !== 'open') return;
    this.#nextReconciling = session.clock.schedule(reconcileEveryMs, () => {
      if (session.state !== 'open') return;
      void this.#reconcileAside('Reconciling at its time').then(() => this.#reconcileLater());
    });
  }
}
