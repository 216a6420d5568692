import type { Order } from '../domain/order.ts';
import { isConditional, type OrderRef } from '../domain/order-intent.ts';
import { type BrokerError, ConnectivityError, isBrokerError } from '../errors/index.ts';
import type { OrderLookup } from '../ports/venue.ts';
import { venueIdOf } from './client-order-ids.ts';
import { readAlgo } from './codec/algo-reading.ts';
import { couldBe } from './codec/compare-order.ts';
import { isQuoteSized, lookupEvents, originOf, readOrder } from './codec/order-reading.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { OrderNews } from './order-news.ts';
import type { OrderOrigins } from './order-origins.ts';
import type { AlgoRow } from './wire/algo-row.ts';
import type { OrderRow } from './wire/order-row.ts';

/** When an order was sent and until when OKX could execute it, in OKX's time. */
export interface Sent {
  readonly at: number;
  readonly expiresAt: number | null;
}

export interface LookupMargins {
  /** After `expTime`, until absence proves something, ms. */
  readonly orderMs: number;
  /** The same for conditions, for which OKX knows no `expTime`: a request on its way is not delivered later than this. */
  readonly conditionMs: number;
}

/** Where an order was found. */
type Found =
  | { readonly kind: 'order'; readonly row: OrderRow; readonly algo: AlgoRow | undefined }
  | { readonly kind: 'algo'; readonly row: AlgoRow };

/** OKX forgets a canceled order that filled nothing after two hours. */
const FORGOTTEN_AFTER_MS = 2 * 3_600_000;
const CLOCK_MARGIN_MS = 60_000;
const ORDER = 'GET trade/order';
const ALGO = 'GET trade/order-algo';

/** Finds out how an order stands. */
export class OrderLookups {
  readonly #desk: OkxDesk;
  readonly #news: OrderNews;
  readonly #origins: OrderOrigins;
  readonly #margins: LookupMargins;

  constructor(desk: OkxDesk, news: OrderNews, origins: OrderOrigins, margins: LookupMargins) {
    this.#desk = desk;
    this.#news = news;
    this.#origins = origins;
    this.#margins = margins;
  }

  /**
   * Looks an order up. That it is absent is conclusive only when OKX could not execute it any more before it was asked.
   *
   * @see law 2, "never twice".
   */
  async find(ref: OrderRef, sent: Sent): Promise<OrderLookup> {
    const { orders, line } = this.#desk;
    try {
      const ours = 'clientOrderId' in ref ? orders.get(ref.clientOrderId) : undefined;
      const isCondition = ours === undefined || isConditional(ours.type);
      const margin = (isCondition ? this.#margins.conditionMs : this.#margins.orderMs) + line.time.uncertaintyMs;
      const isOver = sent.expiresAt !== null && line.time.now() > sent.expiresAt + margin;
      const met = ours === undefined ? await this.#search(ref, sent) : await this.#locate(ours, isOver);
      const found = met === null || (ours !== undefined && this.#isAnother(met, ours)) ? null : met;
      const order = found === null ? null : this.#read(found, ours?.clientOrderId ?? idOf(ref));
      if (order === null) {
        const mayBeForgotten = line.time.now() - sent.at > FORGOTTEN_AFTER_MS && ours?.progress.acknowledgedAt != null;
        return { found: 'no', conclusive: isOver && found === null && !mayBeForgotten };
      }
      if (ours === undefined) orders.put(order);
      return { found: 'yes', order, events: lookupEvents(order, ours) };
    } catch (error) {
      return { found: 'unknown', cause: asBrokerError(error) };
    }
  }

  /** Reads an order of ours and tells what is new of it; `false` where OKX does not know it. */
  async refresh(order: Order): Promise<boolean> {
    const found = await this.#locate(order, false);
    if (found === null) return false;
    if (found.kind === 'algo') {
      await this.#news.readAlgo(found.row);
      return true;
    }
    if (found.algo !== undefined) await this.#news.readAlgo(found.algo);
    await this.#news.read(found.row);
    return true;
  }

  /** The order as OKX has it, read now; `null` where it has none. */
  async read(order: Order): Promise<Order | null> {
    const found = await this.#locate(order, false);
    if (found === null) return null;
    return this.#asStranger(found, order.clientOrderId) ?? this.#read(found, order.clientOrderId);
  }

  /** Whether what was found under our id is an order that had the id before ours, or that another hand placed. */
  #isAnother(found: Found, ours: Order): boolean {
    if (isFormer(found, ours)) return true;
    // What OKX has acknowledged to us is ours; it may have been changed since.
    if (ours.venueOrderId !== null) return false;
    const theirs = this.#asStranger(found, ours.clientOrderId);
    return theirs !== null && !couldBe(ours, theirs);
  }

  /** An order of the book as if it were not ours: that it has our id proves nothing. `null` for what comes of a condition. */
  #asStranger(found: Found, clientOrderId: string): Order | null {
    if (!isPlain(found)) return null;
    const { reading } = this.#desk;
    const known = (id: string) => (id === clientOrderId ? undefined : reading.known(id));
    // An order that is filled has what it filled for a size; what was asked for is compared.
    const row = isQuoteSized(found.row) ? found.row : { ...found.row, state: 'live' as const };
    return readOrder(row, { ...reading, known }, ORDER);
  }

  async #locate(order: Order, isThorough: boolean): Promise<Found | null> {
    const { trade } = this.#desk.line.reads;
    const { clientOrderId, venueOrderId } = order;
    const instId = order.instrument;
    const childId = this.#desk.pushes.childOf(clientOrderId);
    if (childId !== null) return this.#order(instId, childId);
    if (!isConditional(order.type)) {
      const foreign = venueIdOf(clientOrderId);
      const row = await trade.order(instId, foreign === null ? { clOrdId: clientOrderId } : { ordId: foreign });
      return row === null ? null : { kind: 'order', row, algo: await this.#origins.algoOf(row) };
    }
    const algoId = venueIdOf(clientOrderId) ?? venueOrderId;
    const row = await trade.algo(algoId === null ? { algoClOrdId: clientOrderId } : { algoId });
    if (row !== null) return this.#ofAlgo(row, clientOrderId);
    const listed = await this.#amongAlgos(clientOrderId, isThorough);
    return listed === null ? null : this.#ofAlgo(listed, clientOrderId);
  }

  /** Where it was set off, the order that it became. */
  async #ofAlgo(row: AlgoRow, clientOrderId: string): Promise<Found> {
    const leg = readAlgo(row, this.#desk.reading, ALGO).find((order) => order.clientOrderId === clientOrderId);
    const childId = row.ordIdList.at(-1) ?? row.ordId;
    if (leg?.state !== 'working' || childId === '') return { kind: 'algo', row };
    const child = await this.#desk.line.reads.trade.order(row.instId, { ordId: childId });
    return child === null ? { kind: 'algo', row } : { kind: 'order', row: child, algo: row };
  }

  async #order(instId: string, ordId: string): Promise<Found | null> {
    const row = await this.#desk.line.reads.trade.order(instId, { ordId });
    return row === null ? null : { kind: 'order', row, algo: await this.#origins.algoOf(row) };
  }

  /** Both lists of conditions: those that wait, and where certainty is needed those that have ended. */
  async #amongAlgos(clientOrderId: string, isThorough: boolean): Promise<AlgoRow | null> {
    const { trade } = this.#desk.line.reads;
    const isIt = ({ algoClOrdId }: AlgoRow): boolean => algoClOrdId === clientOrderId;
    const waiting = (await trade.openAlgos()).find(isIt);
    if (waiting !== undefined || !isThorough) return waiting ?? null;
    for (const state of ['effective', 'canceled', 'order_failed'] as const) {
      const ended = (await trade.endedAlgos(state)).find(isIt);
      if (ended !== undefined) return ended;
    }
    return null;
  }

  /** An order of which only the id is known: its instrument, and whether it is a condition, are found on the way. */
  async #search(ref: OrderRef, sent: Sent): Promise<Found | null> {
    const { trade } = this.#desk.line.reads;
    const id = idOf(ref);
    const venueId = 'venueOrderId' in ref ? ref.venueOrderId : venueIdOf(ref.clientOrderId);
    const isIt = (row: OrderRow): boolean => row.ordId === venueId || row.clOrdId === id;
    const algo = await trade.algo(venueId === null ? { algoClOrdId: id } : { algoId: venueId });
    if (algo !== null) return this.#ofAlgo(algo, id);
    const open = (await trade.openOrders()).find(isIt);
    if (open !== undefined) return { kind: 'order', row: open, algo: await this.#origins.algoOf(open) };
    for (const instType of new Set([...this.#desk.listings.values()].map((listing) => listing.instType))) {
      const ended = (await trade.endedOrders({ instType, since: sent.at - CLOCK_MARGIN_MS })).find(isIt);
      if (ended !== undefined) return { kind: 'order', row: ended, algo: await this.#origins.algoOf(ended) };
    }
    const listed = await this.#amongAlgos(id, true);
    return listed === null ? null : this.#ofAlgo(listed, id);
  }

  #read(found: Found, clientOrderId: string): Order | null {
    const { reading } = this.#desk;
    if (found.kind === 'order') return readOrder(found.row, reading, ORDER, found.algo);
    const legs = readAlgo(found.row, reading, ALGO);
    return legs.find((leg) => leg.clientOrderId === clientOrderId) ?? legs[0] ?? null;
  }
}

/** Whether what was found ended or began before ours was thought of: OKX takes an id again once its order has ended. */
function isFormer({ row }: Found, { createdAt }: Order): boolean {
  return Number(row.cTime) < createdAt - CLOCK_MARGIN_MS;
}

/** Whether it was placed as it is, and is not what a condition became. */
function isPlain(found: Found): found is Extract<Found, { readonly kind: 'order' }> {
  return found.kind === 'order' && found.algo === undefined && !found.row.isTpLimit && originOf(found.row) === '';
}

function idOf(ref: OrderRef): string {
  return 'clientOrderId' in ref ? ref.clientOrderId : ref.venueOrderId;
}

export function asBrokerError(error: unknown): BrokerError {
  if (isBrokerError(error)) return error;
  return new ConnectivityError('OKX could not be asked.', {
    code: 'net/connection_lost',
    advice: { retry: 'lookup' },
    cause: error,
  });
}
