import type { CancelReason } from '../../domain/denial.ts';
import type { Fill } from '../../domain/fill.ts';
import type { Order } from '../../domain/order.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { AccountEvent } from '../../exchange/exchange-results.ts';
import type { OrderCommand } from '../../exchange/order-command.ts';
import type { AccountBooks } from './account-books.ts';
import type { AttachedTerms } from './algo-terms.ts';
import { CANCEL_SOURCES, refusalOf } from './core-refusals.ts';
import { DeskOrder, type DeskOrderTerms } from './desk-order.ts';
import type { ItemResult } from './envelope.ts';
import type { FillBooking } from './fill-booking.ts';
import type { InstrumentBoard, ListedInstrument } from './listed-instrument.ts';
import type { MockClock } from './mock-clock.ts';
import type { MockMarket } from './mock-market.ts';
import type { MockNews } from './news.ts';
import { isRefusal, type Refusal, refuse } from './okx-codes.ts';
import { type OrderRequest, type RequestContext, readOrder } from './order-request.ts';
import { priceLimitsOf } from './price-limits.ts';
import { leverText, orderPush } from './rows/order-row.ts';
import { thinBook } from './thin-book.ts';
import { textOf, type WireRow } from './wire.ts';

/** Orders that may be open at once, in all and of one instrument. */
const MOST_OPEN = 4000;
const MOST_OPEN_OF_INSTRUMENT = 500;

/** What a fault does to one execution of an order. */
export interface ExecutionTwist {
  /** Only about half of what is there can be traded with. */
  readonly partial?: boolean;
  /** The attached protection is dropped without a word. */
  readonly losesProtection?: boolean;
}

/** Told of what happens to orders, before the streams are. */
export interface OrderWatcher {
  filled(order: DeskOrder): void;
  ended(order: DeskOrder): void;
}

/** What an order has besides what was asked for. */
export interface EntryTerms {
  readonly ordId: string;
  readonly coreId: string;
  readonly attached?: readonly AttachedTerms[];
  readonly source?: string;
  readonly category?: string;
  readonly algoId?: string;
  readonly algoClOrdId?: string;
  readonly linkedAlgoId?: string;
  readonly isTpLimit?: boolean;
}

export interface OrderDeskParts extends RequestContext {
  readonly books: AccountBooks;
  readonly booking: FillBooking;
  readonly board: InstrumentBoard;
  readonly clock: MockClock;
  readonly market: MockMarket;
  readonly news: MockNews;
  readonly exchange: Exchange;
}

/** OKX's semantics of orders over the exchange core. What the core does comes back through {@link heard}. */
export class OrderDesk {
  readonly parts: OrderDeskParts;
  /** One watcher: whoever brings attached protection alive. */
  watcher: OrderWatcher | null = null;

  constructor(parts: OrderDeskParts) {
    this.parts = parts;
  }

  /** Places an order. Accepted is not done: what becomes of it is told as news. */
  place(item: WireRow, twist: ExecutionTwist = {}): ItemResult {
    const { clock } = this.parts;
    const now = clock.now();
    const result = this.#placeRequest(item, twist);
    const row = {
      ordId: isRefusal(result) ? '' : result.terms.ordId,
      clOrdId: textOf(item, 'clOrdId'),
      tag: textOf(item, 'tag'),
      ts: `${now}`,
    };
    return { row, refusal: isRefusal(result) ? result : null };
  }

  /** Everything that would refuse the order now; nothing is placed. */
  check(item: WireRow): Refusal | null {
    const request = readOrder(item, this.parts);
    if (isRefusal(request)) return request;
    const { exchange, accountId } = this.parts;
    const { rejection } = exchange.require(accountId, this.#command(request, ''));
    return rejection === null ? null : refusalOf(rejection, request.listed);
  }

  #placeRequest(item: WireRow, twist: ExecutionTwist): DeskOrder | Refusal {
    const { books, ids, market } = this.parts;
    market.catchUp();
    const request = readOrder(item, this.parts);
    if (isRefusal(request)) return request;
    const former = books.newestOf(request.clOrdId);
    // A client id is taken only as long as its order is live.
    if (request.clOrdId !== '' && former?.isOpen === true) return refuse('51016');
    const open = books.open();
    if (open.length >= MOST_OPEN)
      return refuse('51174', `The number of pending orders reached the upper limit of ${MOST_OPEN}.`);
    const ofInstrument = open.filter(({ terms }) => terms.listed === request.listed).length;
    if (ofInstrument >= MOST_OPEN_OF_INSTRUMENT) {
      const { instId } = request.listed;
      return refuse(
        '51174',
        `The number of ${instId} pending orders reached the upper limit of ${MOST_OPEN_OF_INSTRUMENT}.`,
      );
    }
    const ordId = ids.draw();
    const order = this.enter(request, {
      ordId,
      coreId: ordId,
      attached: twist.losesProtection === true ? [] : request.attached,
    });
    const restore = twist.partial === true ? thinBook(request, this.parts) : null;
    const command = this.#command(request, ordId);
    const result = this.parts.exchange.submit(this.parts.accountId, command);
    restore?.(order);
    if (result.outcome === 'rejected') {
      books.remove(order, former);
      return refusalOf(result.rejection, request.listed);
    }
    // Since August 2026 OKX says that it lives when it rests; one that would take only ends.
    if (isPostOnly(order) && order.isOpen) this.push(order);
    this.parts.market.bookChanged(request.listed.instId);
    return order;
  }

  /** Registers an order before the core is told of it. */
  enter(request: OrderRequest, more: EntryTerms): DeskOrder {
    const { exchange, accountId, clock, books } = this.parts;
    const { listed } = request;
    const lever = listed.isSwap
      ? exchange.account(accountId).position(listed.instrument, request.tdMode).leverage
      : null;
    const terms: DeskOrderTerms = {
      ordId: more.ordId,
      coreId: more.coreId,
      clOrdId: request.clOrdId,
      tag: request.tag,
      listed,
      side: request.side,
      posSide: request.posSide,
      tdMode: request.tdMode,
      ordType: request.ordType,
      reduceOnly: request.reduceOnly,
      tgtCcy: request.tgtCcy,
      wireSz: request.wireSz,
      stpMode: request.stpMode,
      source: more.source ?? '',
      category: more.category ?? 'normal',
      algoId: more.algoId ?? '',
      algoClOrdId: more.algoClOrdId ?? '',
      linkedAlgoId: more.linkedAlgoId ?? '',
      isTpLimit: more.isTpLimit ?? false,
      lever: lever === null ? '' : leverText(lever),
      attached: more.attached ?? [],
      cTime: clock.now(),
    };
    const order = new DeskOrder(terms, { lots: request.lots, ticks: request.ticks });
    books.add(order);
    return order;
  }

  /** Closes a part of a position at the market over the account's head; returns whether there was one. */
  force(
    listed: ListedInstrument,
    how: {
      readonly mgnMode: 'cross' | 'isolated';
      readonly category: 'adl' | 'full_liquidation';
      readonly lots: number;
    },
  ): boolean {
    const { exchange, accountId } = this.parts;
    const held = exchange.account(accountId).position(listed.instrument, how.mgnMode).lots;
    const closing = Math.min(Math.abs(held), how.lots);
    if (closing === 0) return false;
    const request = forcedRequest(listed, {
      mgnMode: how.mgnMode,
      side: held > 0 ? 'sell' : 'buy',
      lots: closing,
    });
    return this.send(request, { category: how.category }) !== null;
  }

  /** Sends an order of OKX's own; `null` where the core refuses it. */
  send(
    request: OrderRequest,
    more: Pick<EntryTerms, 'category' | 'algoClOrdId' | 'linkedAlgoId' | 'isTpLimit'>,
  ): DeskOrder | null {
    const { exchange, accountId, ids, books } = this.parts;
    const ordId = ids.draw();
    const order = this.enter(request, { ...more, ordId, coreId: ordId });
    const role = more.isTpLimit === true ? { role: 'take_profit' as const } : {};
    const result = exchange.submit(accountId, { ...this.#command(request, ordId), ...role });
    if (result.outcome !== 'rejected') return order;
    books.remove(order, undefined);
    return null;
  }

  /** Hears of an event of the core; `false` when it is of no order of this desk. */
  heard(event: AccountEvent): boolean {
    if (event.type === 'appeared') return this.#appeared(event.order);
    if (event.type !== 'order') return false;
    const order = this.parts.books.byCore(event.event.clientOrderId);
    if (order === undefined) return false;
    const happened = event.event;
    order.uTime = Math.max(order.uTime, happened.at);
    switch (happened.type) {
      case 'order.acknowledged':
        if (!isPostOnly(order)) this.push(order);
        break;
      case 'order.filled':
        this.#filled(order, happened.fill);
        break;
      case 'order.canceled':
        this.#canceled(order, happened.reason);
        break;
      case 'order.expired':
        this.#canceled(order, 'venue');
        break;
      case 'order.rejected':
        order.msg = happened.rejection.venueMessage;
        this.#canceled(order, 'venue');
        break;
      case 'order.amended':
        this.#amended(order, happened.lots, happened.limitTicks);
        break;
    }
    return true;
  }

  /** Pushes the order as it is now. */
  push(order: DeskOrder, tellsFill = false): void {
    const { exchange, news } = this.parts;
    const { listed } = order.terms;
    const last = exchange.lastTicks(listed.instrument);
    const lastPx = last === null ? '' : listed.priceOf(last);
    news.tell({ type: 'order', instId: listed.instId, row: orderPush(order, { tellsFill, lastPx }) });
  }

  #appeared(appeared: Order): boolean {
    if (appeared.role !== 'liquidation') return false;
    const { board, ids } = this.parts;
    const listed = board.get(appeared.instrument);
    if (listed === undefined) return false;
    const mgnMode = appeared.marginMode === 'isolated' ? 'isolated' : 'cross';
    const request = forcedRequest(listed, { mgnMode, side: appeared.side, lots: appeared.progress.lots });
    const order = this.enter(request, {
      ordId: ids.draw(),
      coreId: appeared.clientOrderId,
      category: 'full_liquidation',
    });
    this.push(order);
    return true;
  }

  #filled(order: DeskOrder, fill: Fill): void {
    const { booking, market } = this.parts;
    const { lots, ticks, feeMoney, liquidity, at } = fill.facts;
    const { pnlMoney, tradeId } = booking.book(order, fill);
    order.filledLots += lots;
    order.filledCost += BigInt(lots) * BigInt(ticks);
    order.feeMoney += feeMoney;
    order.pnlMoney += pnlMoney;
    order.lastFill = { lots, ticks, tradeId, feeMoney, pnlMoney, isMaker: liquidity === 'maker', at };
    const { listed, side } = order.terms;
    const taker = liquidity === 'taker' ? side : side === 'buy' ? 'sell' : 'buy';
    const isDone = order.filledLots >= order.lots;
    order.state = isDone ? 'filled' : 'partially_filled';
    this.watcher?.filled(order);
    if (isDone) this.#end(order);
    this.push(order, true);
    booking.tell(order, fill);
    market.traded(listed.instId, ticks, lots, taker);
    market.bookChanged(listed.instId);
  }

  #canceled(order: DeskOrder, reason: CancelReason): void {
    if (!order.isOpen) return;
    order.state = 'canceled';
    order.isCanceling = false;
    const source = CANCEL_SOURCES[reason];
    const atEdge = order.terms.ordType === 'market' && reason === 'ioc_remainder';
    order.cancelSource = reason === 'requested' ? order.cancelsAs : atEdge ? '15' : source.code;
    order.cancelReason = source.reason;
    this.#end(order);
    this.push(order);
    this.parts.market.bookChanged(order.terms.listed.instId);
    if (!order.terms.listed.isSwap || !order.terms.reduceOnly) this.parts.booking.tellFrozen(order);
  }

  #end(order: DeskOrder): void {
    this.parts.books.ended(order);
    this.watcher?.ended(order);
  }

  #amended(order: DeskOrder, lots: number, limitTicks: number | null): void {
    order.lots = lots;
    order.ticks = limitTicks ?? order.ticks;
    if (order.amendsInFlight === 0) {
      // Nobody asked: the system fits a reduce-only order to its position.
      order.amendSource = '4';
      order.amendResult = '';
      order.reqId = '';
    } else {
      order.amendSource = '1';
      order.amendResult = '0';
    }
    if (order.filledLots > 0 && order.filledLots >= order.lots) {
      order.state = 'filled';
      this.#end(order);
    }
    this.push(order);
    this.parts.market.bookChanged(order.terms.listed.instId);
  }

  /** The command of the core that carries out a request. */
  #command(request: OrderRequest, coreId: string): OrderCommand {
    const { listed, ticks } = request;
    const edge = ticks === null && listed.isSwap ? this.#edge(request) : null;
    return {
      clientOrderId: coreId,
      instrument: listed.instrument,
      side: request.side,
      type: ticks === null && edge === null ? 'market' : 'limit',
      lots: request.lots,
      limitTicks: ticks ?? edge,
      timeInForce: edge === null ? (ticks === null ? 'gtc' : request.timeInForce) : 'ioc',
      triggerTicks: null,
      triggerBy: 'last',
      trail: null,
      effect: request.reduceOnly ? 'reduce_only' : 'open',
      marginMode: request.tdMode,
      role: request.reduceOnly ? 'exit' : 'entry',
      selfTradePrevention: request.stpMode,
      protection: null,
      expiresAt: null,
      identity: null,
    };
  }

  /** The price at which a market order of a swap stops, where the book would carry it further. */
  #edge({ listed, side, lots }: OrderRequest): number | null {
    const { exchange, priceBand } = this.parts;
    const limits = priceLimitsOf(exchange, listed, priceBand);
    const { worstTicks } = exchange.walk(listed.instrument, side, lots);
    if (limits === null || worstTicks === null) return null;
    if (side === 'buy') return worstTicks > limits.buyTicks ? limits.buyTicks : null;
    return worstTicks < limits.sellTicks ? limits.sellTicks : null;
  }
}

function isPostOnly({ terms }: DeskOrder): boolean {
  return terms.ordType === 'post_only';
}

function forcedRequest(
  listed: ListedInstrument,
  order: { readonly mgnMode: 'cross' | 'isolated'; readonly side: 'buy' | 'sell'; readonly lots: number },
): OrderRequest {
  return {
    listed,
    tdMode: order.mgnMode,
    side: order.side,
    posSide: 'net',
    ordType: 'market',
    lots: order.lots,
    ticks: null,
    timeInForce: 'gtc',
    reduceOnly: true,
    clOrdId: '',
    tag: '',
    tgtCcy: '',
    wireSz: null,
    stpMode: 'cancel_maker',
    attached: [],
  };
}
