import { Decimal } from '../../domain/decimal.ts';
import type { AmendCommand } from '../../exchange/order-command.ts';
import { refusalOf } from './core-refusals.ts';
import type { DeskOrder } from './desk-order.ts';
import { type Answer, type ItemResult, itemsAnswered, refused } from './envelope.ts';
import { isRefusal, type Refusal, refuse } from './okx-codes.ts';
import type { ExecutionTwist, OrderDesk } from './order-desk.ts';
import { findInstrument, isNumber, parameter } from './order-request.ts';
import { MOCK_QUOTAS, type RateLimits } from './rate-limits.ts';
import { isSet, textOf, type WireRow } from './wire.ts';

/** The order operations, by the names that WebSocket requests give them. */
export const ORDER_OPERATIONS = [
  'order',
  'batch-orders',
  'cancel-order',
  'batch-cancel-orders',
  'amend-order',
  'batch-amend-orders',
] as const;
/** One of {@link ORDER_OPERATIONS}. */
export type OrderOperation = (typeof ORDER_OPERATIONS)[number];

/** What comes with an order operation besides its items. */
export interface OperationContext {
  /** Epoch ms in a string; `""` where the client gave none. */
  readonly expTime: string;
  readonly twist?: ExecutionTwist;
  /** Epoch ms; when it was received. */
  readonly receivedAt: number;
}

/** Items that one batch may have. */
const MOST_ITEMS = 20;
/** Amendments of one order that may be under way. */
const MOST_AMENDS = 3;

/** Order operations, the same over REST and WebSocket: limits, `expTime`, items, and the delay of cancels and amendments. */
export class TradeOperations {
  readonly #desk: OrderDesk;
  readonly #limits: RateLimits;
  /** How long a cancel or an amendment takes after it was accepted, in ms. */
  commandDelayMs: number;

  constructor(parts: { readonly desk: OrderDesk; readonly limits: RateLimits; readonly commandDelayMs: number }) {
    this.#desk = parts.desk;
    this.#limits = parts.limits;
    this.commandDelayMs = parts.commandDelayMs;
  }

  /** Carries out an operation; what becomes of accepted items comes as news. */
  perform(operation: OrderOperation, items: readonly WireRow[], context: OperationContext): Answer {
    const { clock } = this.#desk.parts;
    if (items.length === 0) return refused(refuse('50014', 'Parameter args can not be empty.'));
    if (items.length > MOST_ITEMS) return refused(refuse('51000', `At most ${MOST_ITEMS} orders in one batch.`));
    const isCancel = operation.includes('cancel');
    const late = isCancel ? null : this.#checkExpiry(context);
    if (late !== null) return refused(late);
    const excess = this.#checkLimits(operation, items);
    if (excess !== null) return refused(excess);
    const results = items.map((item) => this.#one(operation, item, context));
    return itemsAnswered(results, context.receivedAt, clock.now());
  }

  /** Cancels an order a moment after the answer. */
  cancel(item: WireRow): ItemResult {
    const { clock, exchange, accountId, market } = this.#desk.parts;
    market.catchUp();
    const order = this.#find(item);
    const row = { ordId: textOf(item, 'ordId'), clOrdId: textOf(item, 'clOrdId'), ts: `${clock.now()}` };
    if (isRefusal(order)) return { row, refusal: order };
    if (order === null || !order.isOpen) return { row, refusal: refuse('51400') };
    if (order.isCanceling) return { row, refusal: refuse('51410') };
    order.isCanceling = true;
    clock.schedule(this.commandDelayMs, () => {
      market.catchUp();
      order.isCanceling = false;
      if (order.isOpen) exchange.cancel(accountId, { clientOrderId: order.terms.coreId });
    });
    return { row: { ...row, ordId: order.terms.ordId, clOrdId: order.terms.clOrdId }, refusal: null };
  }

  /** Amends an order a moment after the answer; the outcome comes with the order's push. */
  amend(item: WireRow): ItemResult {
    const { clock, market } = this.#desk.parts;
    market.catchUp();
    const reqId = textOf(item, 'reqId');
    const row = { ordId: textOf(item, 'ordId'), clOrdId: textOf(item, 'clOrdId'), reqId, ts: `${clock.now()}` };
    const order = this.#find(item);
    if (isRefusal(order)) return { row, refusal: order };
    if (order === null || !order.isOpen) return { row, refusal: refuse('51503') };
    const change = this.#readChange(item, order);
    if (isRefusal(change)) return { row, refusal: change };
    if (order.amendsInFlight >= MOST_AMENDS) return { row, refusal: refuse('51513') };
    order.amendsInFlight += 1;
    clock.schedule(this.commandDelayMs, () =>
      this.#carryOut(order, change, { reqId, cxlOnFail: isSet(item, 'cxlOnFail') }),
    );
    return { row: { ...row, ordId: order.terms.ordId, clOrdId: order.terms.clOrdId }, refusal: null };
  }

  #one(operation: OrderOperation, item: WireRow, context: OperationContext): ItemResult {
    switch (operation) {
      case 'order':
      case 'batch-orders':
        return this.#desk.place(item, context.twist);
      case 'cancel-order':
      case 'batch-cancel-orders':
        return this.cancel(item);
      case 'amend-order':
      case 'batch-amend-orders':
        return this.amend(item);
    }
  }

  #find(item: WireRow): DeskOrder | Refusal | null {
    const { board, books, clock } = this.#desk.parts;
    const listed = findInstrument(item, board);
    if (isRefusal(listed)) return listed;
    const ref = { ordId: textOf(item, 'ordId'), clOrdId: textOf(item, 'clOrdId') };
    if (ref.ordId === '' && ref.clOrdId === '') return parameter('ordId or clOrdId');
    return books.find(ref, listed.instId, clock.now()) ?? null;
  }

  #readChange(item: WireRow, order: DeskOrder): AmendCommand | Refusal {
    const { listed, ordType } = order.terms;
    const [newSz, newPx] = [textOf(item, 'newSz'), textOf(item, 'newPx')];
    if (newSz === '' && newPx === '') return refuse('51500');
    if (order.ticks === null || ordType === 'market') return refuse('51506');
    const change: { lots?: number; limitTicks?: number } = {};
    if (newSz !== '') {
      if (!isNumber(newSz)) return parameter('newSz');
      const lots = listed.lotsOf(new Decimal(newSz));
      if (lots === null) return refuse('51121');
      if (lots < listed.minLots && lots > order.filledLots) return refuse('51020');
      change.lots = lots;
    }
    if (newPx !== '') {
      const ticks = isNumber(newPx) ? listed.ticksOf(new Decimal(newPx)) : null;
      if (ticks === null) return parameter('newPx');
      change.limitTicks = ticks;
    }
    return change;
  }

  #carryOut(
    order: DeskOrder,
    change: AmendCommand,
    how: { readonly reqId: string; readonly cxlOnFail: boolean },
  ): void {
    const { exchange, accountId, market } = this.#desk.parts;
    market.catchUp();
    const refusal = order.isOpen ? this.#apply(order, change, how.reqId) : refuse('51503');
    order.amendsInFlight -= 1;
    if (refusal === null) return;
    order.reqId = how.reqId;
    order.amendSource = '1';
    order.amendResult = '-1';
    order.code = refusal.refused;
    order.msg = refusal.message;
    const cancels = how.cxlOnFail && order.isOpen;
    if (cancels) {
      order.amendResult = '1';
      exchange.cancel(accountId, { clientOrderId: order.terms.coreId });
    } else {
      this.#desk.push(order);
    }
    order.code = '0';
    order.msg = '';
  }

  #apply(order: DeskOrder, change: AmendCommand, reqId: string): Refusal | null {
    const { exchange, accountId } = this.#desk.parts;
    const { terms } = order;
    order.reqId = reqId;
    if (terms.ordType === 'post_only' && change.limitTicks !== undefined) {
      const best =
        terms.side === 'buy'
          ? exchange.bestAskTicks(terms.listed.instrument)
          : exchange.bestBidTicks(terms.listed.instrument);
      const takes = best !== null && (terms.side === 'buy' ? change.limitTicks >= best : change.limitTicks <= best);
      if (takes) return refuse('51511');
    }
    const before = [order.lots, order.ticks];
    const result = exchange.amend(accountId, { clientOrderId: terms.coreId }, change);
    if (result.outcome === 'rejected') return refusalOf(result.rejection, terms.listed);
    // The core says nothing where nothing changed; OKX does.
    if (before[0] === order.lots && before[1] === order.ticks && order.isOpen) {
      order.amendSource = '1';
      order.amendResult = '0';
      this.#desk.push(order);
    }
    return null;
  }

  /** `expTime` bounds the command: later than that it is not carried out. */
  #checkExpiry({ expTime, receivedAt }: OperationContext): Refusal | null {
    if (expTime === '') return null;
    if (!/^\d{10,16}$/.test(expTime)) return parameter('expTime');
    const at = Number(expTime);
    if (at < receivedAt) return refuse('50036');
    return at < this.#desk.parts.clock.now() ? refuse('50037') : null;
  }

  /** A batch of one counts as a single order; a larger one by its items, for each instrument. */
  #checkLimits(operation: OrderOperation, items: readonly WireRow[]): Refusal | null {
    const { accountId, board } = this.#desk.parts;
    const single = items.length === 1;
    const kind = operation.includes('cancel') ? 'cancel' : operation.includes('amend') ? 'amend' : 'place';
    const quota = single ? MOCK_QUOTAS[kind] : MOCK_QUOTAS[`${kind}Batch`];
    const counts = new Map<string, number>();
    for (const item of items) {
      const listed = findInstrument(item, board);
      const name = isRefusal(listed) ? textOf(item, 'instId') : listed.instId;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const [name, weight] of counts) {
      if (!this.#limits.take(quota, `${accountId}|${name}`, weight)) return refuse('50011');
    }
    if (kind === 'cancel') return null;
    return this.#limits.take(MOCK_QUOTAS.subAccount, accountId, items.length) ? null : refuse('50061');
  }
}
