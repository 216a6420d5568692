import { applyOrderEvent } from '../domain/apply-order-event.ts';
import type { Fill } from '../domain/fill.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import { makeOrder, type Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { VenueEvent } from '../ports/venue.ts';
import { BoundedHistory } from './bounded-history.ts';
import type { OrderRecord } from './order-record.ts';
import type { FillOrigin, PositionChange } from './position-book.ts';
import type { Session } from './session.ts';
import { tellPosition } from './tell-position.ts';

/** Whose fill it is where the order is not known. */
const NOBODY: FillOrigin = { role: null, decisionId: null };

/** Told of every order that changed, and of what its fill did to the position. */
export interface OrderWatcher {
  heard(order: Order, change: PositionChange | null): void;
}

/** The one way in: whatever is heard of orders, money and prices goes through here into registry, ledger and events. */
export class Intake {
  readonly #session: Session;
  readonly #entryIds = new Set<string>();
  readonly #entries: BoundedHistory<string>;
  #instant = Number.NEGATIVE_INFINITY;
  #tickedAt = Number.NEGATIVE_INFINITY;
  #isTickDue = false;
  #depth = 0;
  #heardCount = 0;
  #heardUntil = Number.NEGATIVE_INFINITY;
  readonly #watch: OrderWatcher;

  constructor(session: Session, watch: OrderWatcher) {
    this.#session = session;
    this.#watch = watch;
    this.#entries = new BoundedHistory(session.limits.historyLimit);
  }

  /** Whether news is being taken in: a command given now must wait, the venue is in the middle of its own. */
  get isBusy(): boolean {
    return this.#depth > 0 || this.#session.events.telling;
  }

  /** How often something was heard that may change what the venue says of the account. */
  get heardCount(): number {
    return this.#heardCount;
  }

  /** The venue's time of the newest fill or movement of money that is booked. */
  get heardUntil(): number {
    return this.#heardUntil;
  }

  hear(event: VenueEvent): void {
    if (event.type === 'price') {
      this.#price(event);
      return;
    }
    this.#depth++;
    this.#heardCount++;
    try {
      switch (event.type) {
        case 'order':
          this.order(event.event);
          return;
        case 'appeared':
          this.appeared(event.order);
          return;
        case 'ledger':
          this.entry(event.entry);
          return;
        case 'leverage':
          this.#leverage(event);
          return;
        case 'instrument':
          this.#rules(event);
          return;
        case 'connection':
          this.#connection(event);
          return;
      }
    } finally {
      this.#depth--;
    }
  }

  /** Ends the instant: equity is recorded, and interceptors see the prices as they now stand. */
  endInstant(): void {
    if (!this.#isTickDue) return;
    this.#isTickDue = false;
    const { ledger, ring } = this.#session;
    ledger.endInstant(this.#instant);
    // Interceptors that have not loaded their state yet would begin anew.
    if (this.#session.hasStarted) ring.tick(ledger);
  }

  /** Applies an event to its order; the order as it then stands, or `undefined` when it is not ours. */
  order(told: OrderEvent): Order | undefined {
    const event = told.type === 'order.canceled' ? this.#ended(told) : told;
    return this.#take(this.#session.registry.record(event.clientOrderId), event);
  }

  /** {@link order} for an open order whose record is at hand. */
  orderOf(record: OrderRecord, event: OrderEvent): void {
    this.#take(record, event);
  }

  #take(record: OrderRecord | undefined, event: OrderEvent): Order | undefined {
    const { registry, ledger, settlement, ring, events } = this.#session;
    const fill = event.type === 'order.filled' ? event.fill : null;
    if (fill !== null && !registry.addFill(fill)) return record?.order;
    if (record === undefined) {
      this.#stranger(event, fill);
      return undefined;
    }
    const before = record.order;
    const change = fill === null ? null : this.#book(fill, before);
    const after = this.#applied(before, event);
    if (after === before && fill === null) {
      this.#oldNews(before, event);
      return before;
    }
    registry.update(record, after);
    ledger.ordersChanged();
    ring.observe(after, event);
    if (events.hears['order.updated'] > 0) events.emit({ type: 'order.updated', order: after, cause: event }, event.at);
    else events.skip();
    if (fill !== null) {
      if (events.hears['order.filled'] > 0) events.emit({ type: 'order.filled', order: after, fill }, fill.at);
      else events.skip();
    }
    // The position is told with its protection, so that is looked at first.
    this.#watch.heard(after, change);
    if (change !== null) this.#tellPosition(change, event.at);
    settlement.heard(after);
    return after;
  }

  /** A venue without expiry says of an order that we ended at its time that it was canceled. */
  #ended(event: Extract<OrderEvent, { readonly type: 'order.canceled' }>): OrderEvent {
    const { clientOrderId, at, reason } = event;
    if (reason !== 'requested' || !this.#session.expiring.has(clientOrderId)) return event;
    return { type: 'order.expired', clientOrderId, at };
  }

  #oldNews({ clientOrderId, state }: Order, { type }: OrderEvent): void {
    this.#session.logger.debug('An event was old news.', { order: clientOrderId, event: type, state });
  }

  /** Tells of a refusal that does not change the order, because the order has ended. */
  refused(order: Order, event: OrderEvent): void {
    this.#session.ring.observe(order, event);
    this.#session.events.emit({ type: 'order.updated', order, cause: event }, event.at);
  }

  /** Takes in an order that we did not place. */
  appeared(theirs: Order): void {
    const { registry, ring, events, ledger } = this.#session;
    if (registry.find(theirs.clientOrderId) !== undefined) return;
    const order = this.#ofItsEntry(theirs);
    registry.add(order);
    ledger.ordersChanged();
    const cause = appearance(order);
    ring.observe(order, cause);
    events.emit({ type: 'order.updated', order, cause }, cause.at);
    this.#watch.heard(order, this.#standing(order));
  }

  /** Protection that came alive carries out the decision of its entry, of which the venue knows nothing. */
  #ofItsEntry(order: Order): Order {
    const { identity, parentClientOrderId } = order;
    if (identity.decisionId !== null || parentClientOrderId === null) return order;
    const decisionId = this.#session.registry.find(parentClientOrderId)?.decisionId ?? null;
    if (decisionId === null) return order;
    return makeOrder({ ...identity, decisionId, intent: { ...identity.intent, decisionId } }, order.progress);
  }

  /** Puts an order where it stands by fills whose money is booked already. */
  restated(order: Order, cause: OrderEvent): void {
    const { registry, ring, events, ledger, settlement } = this.#session;
    registry.put(order);
    ledger.ordersChanged();
    ring.observe(order, cause);
    events.emit({ type: 'order.updated', order, cause }, cause.at);
    this.#watch.heard(order, this.#standing(order));
    settlement.heard(order);
  }

  /** The position that an order's booked fills are a part of, as a change that changes nothing. */
  #standing({ identity, progress }: Order): PositionChange | null {
    const { instrument, marginMode, side } = identity;
    const lots = this.#session.ledger.book.lots(instrument, marginMode);
    if (progress.filledLots === 0 || lots === 0 || lots > 0 !== (side === 'buy')) return null;
    return { instrument, marginMode, before: lots, after: lots, closed: null, opened: false };
  }

  /** Books money that moved without a fill, once; `false` for what was heard before. */
  entry(entry: LedgerEntry): boolean {
    if (!this.rememberEntry(entry)) return false;
    const { ledger, events } = this.#session;
    this.#heardUntil = Math.max(this.#heardUntil, entry.at);
    this.#enter(entry.at);
    ledger.applyEntry(entry);
    events.emit({ type: 'ledger.entry', entry }, entry.at);
    const instrument = entry.instrument === null ? undefined : ledger.instrument(entry.instrument);
    if (instrument !== undefined && entry.marginMode !== null) {
      tellPosition(this.#session, 'position.changed', instrument, entry.marginMode, entry.at);
    }
    return true;
  }

  /** Keeps in mind that an entry is booked; `false` when it was before. */
  rememberEntry({ entryId }: LedgerEntry): boolean {
    if (this.#entryIds.has(entryId)) return false;
    this.#entryIds.add(entryId);
    const forgotten = this.#entries.push(entryId);
    if (forgotten !== undefined) this.#entryIds.delete(forgotten);
    return true;
  }

  #price(event: Extract<VenueEvent, { readonly type: 'price' }>): void {
    if (event.at !== this.#instant) this.#enter(event.at);
    this.#session.ledger.setPrice(event.instrument, event.lastTicks, event.marks);
    if (this.#session.isInstant) {
      this.#isTickDue = true;
    } else if (event.at !== this.#tickedAt) {
      // Where prices come one by one there is no later moment of this instant to wait for.
      this.#tickedAt = event.at;
      this.#isTickDue = true;
      this.endInstant();
    }
  }

  /** A new instant: the one before it ends first, and with it its day. */
  #enter(at: number): void {
    if (at <= this.#instant) return;
    this.endInstant();
    this.#instant = at;
    this.#session.ledger.enterDay(at);
  }

  #book(fill: Fill, order: Order | null): PositionChange {
    if (fill.at > this.#heardUntil) this.#heardUntil = fill.at;
    this.#enter(fill.at);
    this.#isTickDue = true;
    const { ledger, isInstant } = this.#session;
    const change = ledger.applyFill(fill, order?.identity ?? NOBODY);
    // A replay's opening price is hidden until something of ours trades at it: from then on it is the last price.
    if (isInstant && order !== null) ledger.prices.of(fill.facts.instrument).lastTicks = fill.facts.ticks;
    return change;
  }

  #applied(order: Order, event: OrderEvent): Order {
    try {
      return applyOrderEvent(order, event);
    } catch (error) {
      // The money has moved all the same and is booked; the order stays as it was, and someone has to look.
      this.#session.logger.error('An event cannot happen to its order.', {
        order: order.clientOrderId,
        state: order.state,
        event: event.type,
        error: String(error),
      });
      this.#session.metrics.count('illegal_order_events', { event: event.type });
      return order;
    }
  }

  /** News of an order that is not known: its money is booked, and the reconciler finds out about the order. */
  #stranger(event: OrderEvent, fill: Fill | null): void {
    const { logger, metrics } = this.#session;
    logger.warn('News of an unknown order.', { order: event.clientOrderId, event: event.type });
    metrics.count('unknown_order_events', { event: event.type });
    if (fill === null) return;
    this.#tellPosition(this.#book(fill, null), fill.at);
  }

  #tellPosition(change: PositionChange, at: number): void {
    const { events } = this.#session;
    if (change.closed !== null) {
      if (events.hears['position.closed'] > 0) events.emit({ type: 'position.closed', closed: change.closed }, at);
      else events.skip();
    }
    if (change.after === 0) return;
    const type = change.opened ? 'position.opened' : 'position.changed';
    tellPosition(this.#session, type, change.instrument, change.marginMode, at);
  }

  #leverage(event: Extract<VenueEvent, { readonly type: 'leverage' }>): void {
    const instrument = this.#session.ledger.instrument(event.position.instrument);
    if (instrument === undefined) return;
    this.#session.ledger.setLeverage(instrument, event.position.marginMode, event.leverage, event.isolatedMargin);
  }

  #rules({ instrument, changes, at }: Extract<VenueEvent, { readonly type: 'instrument' }>): void {
    this.#session.logger.warn('The venue has changed the rules of an instrument.', {
      instrument: instrument.id,
      changes: changes.map(({ rule, from, to }) => `${rule} ${from} → ${to}`),
    });
    this.#session.events.emit({ type: 'instrument.changed', instrument, changes }, at);
  }

  #connection(event: Extract<VenueEvent, { readonly type: 'connection' }>): void {
    this.#session.events.emit({ type: 'connection.changed', state: event.state }, event.at);
  }
}

/** What is told of an order that was not known here before. */
function appearance(order: Order): OrderEvent {
  const { clientOrderId, updatedAt: at } = order;
  if (order.state === 'unresolved') {
    return { type: 'order.unresolved', clientOrderId, at, cause: order.unresolvedCause };
  }
  const type = order.state === 'armed' ? 'order.armed' : 'order.acknowledged';
  return { type, clientOrderId, at, venueOrderId: order.venueOrderId ?? '' };
}
