import { emptyList } from '../domain/empty-list.ts';
import type { Fill } from '../domain/fill.ts';
import { FillLog } from '../domain/fill-log.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { OrderRef } from '../domain/order-intent.ts';
import { OrderError } from '../errors/index.ts';
import { OrderArchive } from './order-archive.ts';
import { OrderRecord } from './order-record.ts';

const NONE: readonly Order[] = emptyList();

/**
 * Every order that we know, and every fill once. Ended orders and fills are kept up to a limit.
 *
 * An order that has ended goes into the archive, in a ring of places; should it live again after all, its place stays
 * behind, void, until its turn comes.
 */
export class OrderRegistry {
  readonly #limit: number;
  /** An open order, or the place of an ended one. */
  readonly #known = new Map<string, OrderRecord | number>();
  /** Those that are not terminal, oldest first. */
  readonly #open: OrderRecord[] = emptyList();
  /** The same as orders, until one of them changes. */
  #openOrders: readonly Order[] | null = NONE;
  readonly #archive = new OrderArchive();
  /** The next place, and how many are in use. */
  #place = 0;
  #places = 0;
  readonly #fills: FillLog;
  /** By instrument: that is how far the ids of fills are unique. */
  readonly #fillIds = new Map<InstrumentId, Set<string>>();
  #forgottenUntil = Number.NEGATIVE_INFINITY;

  constructor(historyLimit: number, instruments: readonly Instrument[]) {
    for (const { id } of instruments) this.#fillIds.set(id, new Set());
    this.#limit = Math.max(1, historyLimit);
    this.#fills = new FillLog(historyLimit);
  }

  /** @throws {OrderError} `order/duplicate_id`. */
  add(order: Order): OrderRecord {
    const record = new OrderRecord(order);
    const { clientOrderId } = record;
    if (this.#known.has(clientOrderId)) {
      throw new OrderError(`The client order id ${clientOrderId} has been used before.`, {
        code: 'order/duplicate_id',
        details: { clientOrderId },
      });
    }
    if (record.isOpen) this.#opened(record);
    else this.#ended(record);
    return record;
  }

  /** Keeps an order as it now stands. */
  update(record: OrderRecord, order: Order): void {
    record.order = order;
    const { isListed, isOpen } = record;
    if (isListed && isOpen) this.#openOrders = null;
    else if (isListed) {
      this.#open.splice(this.#open.indexOf(record), 1);
      this.#openOrders = null;
      record.isListed = false;
      this.#ended(record);
    } else if (isOpen) this.#opened(record);
    else this.#restate(record);
  }

  /** Keeps an order as it now stands, known or not. */
  put(order: Order): void {
    const record = this.record(order.clientOrderId);
    if (record === undefined) this.add(order);
    else this.update(record, order);
  }

  record(clientOrderId: string): OrderRecord | undefined {
    const known = this.#known.get(clientOrderId);
    return typeof known === 'number' ? new OrderRecord(this.#archive.at(known)) : known;
  }

  find(clientOrderId: string): Order | undefined {
    const known = this.#known.get(clientOrderId);
    return typeof known === 'number' ? this.#archive.at(known) : known?.order;
  }

  /** The order, if it is known and has not ended. */
  findOpen(clientOrderId: string): Order | undefined {
    const known = this.#known.get(clientOrderId);
    return typeof known === 'number' ? undefined : known?.order;
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
    const { instrument, limit = this.#places } = query;
    const found: Order[] = [];
    for (let back = 1; back <= this.#places && found.length < limit; back++) {
      const place = (this.#place - back + this.#limit) % this.#limit;
      if (!this.#isInUse(place)) continue;
      if (instrument === undefined || this.#archive.instrument(place).id === instrument) {
        found.push(this.#archive.at(place));
      }
    }
    return found;
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
    const fills = this.#fills;
    if (fills.isFull) {
      this.#fillIds.get(fills.oldestInstrument.id)?.delete(fills.oldestId);
      this.#forgottenUntil = Math.max(this.#forgottenUntil, fills.oldestAt);
    }
    fills.push(fill);
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

  /** An order is open: a new one, or an ended one that the venue found after all. */
  #opened(record: OrderRecord): void {
    this.#known.set(record.clientOrderId, record);
    this.#open.push(record);
    this.#openOrders = null;
    record.isListed = true;
  }

  #ended(record: OrderRecord): void {
    const place = this.#place;
    if (this.#places === this.#limit) {
      if (this.#isInUse(place)) this.#known.delete(this.#archive.clientOrderId(place));
    } else this.#places += 1;
    this.#archive.put(place, record.order);
    this.#known.set(record.clientOrderId, place);
    this.#place = place + 1 === this.#limit ? 0 : place + 1;
  }

  /** Something more was heard of an order that has ended. */
  #restate(record: OrderRecord): void {
    const known = this.#known.get(record.clientOrderId);
    if (typeof known === 'number') this.#archive.put(known, record.order);
    else this.#ended(record);
  }

  /** Whether the order at a place is the one that is known under its id, and not void. */
  #isInUse(place: number): boolean {
    return this.#known.get(this.#archive.clientOrderId(place)) === place;
  }

  /** The venue's ids are asked for by people, not at every order: they need no index. */
  #findVenue(venueOrderId: string): Order | undefined {
    for (const { order } of this.#open) if (order.venueOrderId === venueOrderId) return order;
    for (const known of this.#known.values()) {
      if (typeof known === 'number' && this.#archive.venueOrderId(known) === venueOrderId)
        return this.#archive.at(known);
    }
    return undefined;
  }
}
