import type { Fill } from '../domain/fill.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { OrderRef } from '../domain/order-intent.ts';
import { isTerminal } from '../domain/order-lifecycle.ts';
import { OrderError } from '../errors/index.ts';
import { BoundedHistory } from './bounded-history.ts';

/** Every order that we know, by our id and by the venue's, and every fill once. Ended orders and fills are kept up to a limit. */
export class OrderRegistry {
  readonly #open = new Map<string, Order>();
  readonly #ended = new Map<string, Order>();
  readonly #endedIds: BoundedHistory<string>;
  readonly #byVenueId = new Map<string, string>();
  readonly #fills: BoundedHistory<Fill>;
  /** By instrument: that is how far the ids of fills are unique. */
  readonly #fillIds = new Map<InstrumentId, Set<string>>();
  #forgottenUntil = Number.NEGATIVE_INFINITY;

  constructor(historyLimit: number) {
    this.#endedIds = new BoundedHistory(historyLimit);
    this.#fills = new BoundedHistory(historyLimit);
  }

  /** @throws {OrderError} `order/duplicate_id`. */
  add(order: Order): void {
    if (this.find(order.clientOrderId) !== undefined) {
      throw new OrderError(`The client order id ${order.clientOrderId} has been used before.`, {
        code: 'order/duplicate_id',
        details: { clientOrderId: order.clientOrderId },
      });
    }
    this.put(order);
  }

  /** Keeps an order as it now stands. */
  put(order: Order): void {
    const { clientOrderId, venueOrderId } = order;
    const before = this.#open.get(clientOrderId);
    if (venueOrderId !== null && before?.progress.venueOrderId !== venueOrderId) {
      this.#byVenueId.set(venueOrderId, clientOrderId);
    }
    const known = before === undefined && this.#ended.has(clientOrderId);
    if (!isTerminal(order.state)) {
      // The venue found what it had called absent: the order lives again.
      if (known) this.#ended.delete(clientOrderId);
      this.#open.set(clientOrderId, order);
      return;
    }
    this.#open.delete(clientOrderId);
    this.#ended.set(clientOrderId, order);
    if (!known) this.#forget(this.#endedIds.push(clientOrderId));
  }

  find(clientOrderId: string): Order | undefined {
    return this.#open.get(clientOrderId) ?? this.#ended.get(clientOrderId);
  }

  /** @throws {OrderError} `order/unknown_order`. */
  get(ref: OrderRef): Order {
    const id = 'clientOrderId' in ref ? ref.clientOrderId : this.#byVenueId.get(ref.venueOrderId);
    const order = id === undefined ? undefined : this.find(id);
    if (order !== undefined) return order;
    const name = 'clientOrderId' in ref ? ref.clientOrderId : ref.venueOrderId;
    throw new OrderError(`No order ${name} is known here.`, { code: 'order/unknown_order', details: { order: name } });
  }

  /** Orders that are not terminal, oldest first. */
  open(): IterableIterator<Order> {
    return this.#open.values();
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Ended orders, newest first. */
  ended(query: { readonly instrument?: InstrumentId; readonly limit?: number }): Order[] {
    const { instrument, limit } = query;
    const wanted = (id: string) => {
      const order = this.#ended.get(id);
      return order !== undefined && (instrument === undefined || order.instrument === instrument);
    };
    return this.#endedIds.newest(limit, wanted).map((id) => this.#ended.get(id) as Order);
  }

  /** Keeps a fill; `false` for one that was heard before. */
  addFill(fill: Fill): boolean {
    const { fillId, instrument } = fill.facts;
    let ids = this.#fillIds.get(instrument.id);
    if (ids === undefined) {
      ids = new Set();
      this.#fillIds.set(instrument.id, ids);
    }
    if (ids.has(fillId)) return false;
    ids.add(fillId);
    const forgotten = this.#fills.push(fill)?.facts;
    if (forgotten !== undefined) {
      this.#fillIds.get(forgotten.instrument.id)?.delete(forgotten.fillId);
      this.#forgottenUntil = Math.max(this.#forgottenUntil, forgotten.at);
    }
    return true;
  }

  /** The time of the newest fill that is not remembered any more. */
  get fillsForgottenUntil(): number {
    return this.#forgottenUntil;
  }

  hasFill({ facts }: Fill): boolean {
    return this.#fillIds.get(facts.instrument.id)?.has(facts.fillId) ?? false;
  }

  /** Newest first. */
  fills(query: {
    readonly instrument?: InstrumentId;
    readonly clientOrderId?: string;
    readonly limit?: number;
  }): Fill[] {
    const { instrument, clientOrderId, limit } = query;
    return this.#fills.newest(
      limit,
      ({ facts }) =>
        (instrument === undefined || facts.instrument.id === instrument) &&
        (clientOrderId === undefined || facts.clientOrderId === clientOrderId),
    );
  }

  #forget(clientOrderId: string | undefined): void {
    if (clientOrderId === undefined) return;
    const venueOrderId = this.#ended.get(clientOrderId)?.venueOrderId ?? null;
    this.#ended.delete(clientOrderId);
    if (venueOrderId !== null) this.#byVenueId.delete(venueOrderId);
  }
}
