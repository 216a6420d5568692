import type { Fill } from '../domain/fill.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { OrderRef } from '../domain/order-intent.ts';
import { OrderError } from '../errors/index.ts';
import { BoundedHistory } from './bounded-history.ts';
import { OrderRecord } from './order-record.ts';

const NONE: readonly Order[] = [];

/** Every order that we know, and every fill once. Ended orders and fills are kept up to a limit. */
export class OrderRegistry {
  readonly #records = new Map<string, OrderRecord>();
  /** Those that are not terminal, oldest first. */
  readonly #open: OrderRecord[] = [];
  /** The same as orders, until one of them changes. */
  #openOrders: readonly Order[] | null = NONE;
  readonly #ended: BoundedHistory<OrderRecord>;
  readonly #fills: BoundedHistory<Fill>;
  /** By instrument: that is how far the ids of fills are unique. */
  readonly #fillIds = new Map<InstrumentId, Set<string>>();
  #forgottenUntil = Number.NEGATIVE_INFINITY;

  constructor(historyLimit: number) {
    this.#ended = new BoundedHistory(historyLimit);
    this.#fills = new BoundedHistory(historyLimit);
  }

  /** @throws {OrderError} `order/duplicate_id`. */
  add(order: Order): OrderRecord {
    const record = new OrderRecord(order);
    const { clientOrderId } = record;
    if (this.#records.has(clientOrderId)) {
      throw new OrderError(`The client order id ${clientOrderId} has been used before.`, {
        code: 'order/duplicate_id',
        details: { clientOrderId },
      });
    }
    this.#records.set(clientOrderId, record);
    this.#placed(record);
    return record;
  }

  /** Keeps an order as it now stands. */
  update(record: OrderRecord, order: Order): void {
    const wasOpen = record.isOpen;
    record.order = order;
    if (wasOpen !== record.isOpen) {
      if (wasOpen) this.#open.splice(this.#open.indexOf(record), 1);
      this.#placed(record);
    } else if (wasOpen) this.#openOrders = null;
  }

  /** Keeps an order as it now stands, known or not. */
  put(order: Order): void {
    const record = this.#records.get(order.clientOrderId);
    if (record === undefined) this.add(order);
    else this.update(record, order);
  }

  record(clientOrderId: string): OrderRecord | undefined {
    return this.#records.get(clientOrderId);
  }

  find(clientOrderId: string): Order | undefined {
    return this.#records.get(clientOrderId)?.order;
  }

  /** @throws {OrderError} `order/unknown_order`. */
  get(ref: OrderRef): Order {
    const order = 'clientOrderId' in ref ? this.find(ref.clientOrderId) : this.#findVenue(ref.venueOrderId);
    if (order !== undefined) return order;
    const name = 'clientOrderId' in ref ? ref.clientOrderId : ref.venueOrderId;
    throw new OrderError(`No order ${name} is known here.`, { code: 'order/unknown_order', details: { order: name } });
  }

  /** Orders that are not terminal, oldest first, as they stand now. */
  open(): readonly Order[] {
    this.#openOrders ??= this.#open.map(({ order }) => order);
    return this.#openOrders;
  }

  get openCount(): number {
    return this.#open.length;
  }

  /** Ended orders, newest first. */
  ended(query: { readonly instrument?: InstrumentId; readonly limit?: number }): Order[] {
    const { instrument, limit } = query;
    return this.#ended
      .newest(limit, ({ order, isOpen }) => !isOpen && (instrument === undefined || order.instrument === instrument))
      .map(({ order }) => order);
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

  /** Puts a record where it belongs: an ended order that the venue found after all lives again. */
  #placed(record: OrderRecord): void {
    this.#openOrders = null;
    if (record.isOpen) this.#open.push(record);
    else if (!record.isKept) {
      record.isKept = true;
      this.#forget(this.#ended.push(record));
    }
  }

  #forget(record: OrderRecord | undefined): void {
    if (record === undefined) return;
    record.isKept = false;
    if (!record.isOpen) this.#records.delete(record.clientOrderId);
  }

  /** The venue's ids are asked for by people, not at every order: they need no index. */
  #findVenue(venueOrderId: string): Order | undefined {
    for (const { order } of this.#records.values()) if (order.venueOrderId === venueOrderId) return order;
    return undefined;
  }
}
