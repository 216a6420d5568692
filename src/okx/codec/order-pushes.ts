import type { Rejection } from '../../domain/denial.ts';
import type { Fill } from '../../domain/fill.ts';
import { makeOrder, type Order } from '../../domain/order.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { VenueEvent } from '../../ports/venue.ts';
import { okxError } from '../error-table.ts';
import type { AlgoRow } from '../wire/algo-row.ts';
import type { OrderPushRow } from '../wire/order-row.ts';
import { marginModeOf } from './account-mode.ts';
import { AlgoNews } from './algo-news.ts';
import { legOrder, legsOf } from './algo-reading.ts';
import { cancelReasonOf } from './cancel-reason.ts';
import { fillOfPush, hasExecution } from './fill-reading.ts';
import { type Listing, lotsOf } from './listing.ts';
import { clientIdOfRow, identityOfRow, isQuoteSized, limitOf, orderLots, originOf } from './order-reading.ts';
import type { Reading } from './reading.ts';
import { Recent } from './recent.ts';

/** What a push leaves open: to be read over REST. */
export type Need =
  /** Executions that pushes did not tell, or not so that they could be told apart. */
  | { readonly need: 'fills'; readonly ordId: string; readonly instId: string }
  /** The algo order of a child: only it says which of its legs was set off. */
  | { readonly need: 'algo'; readonly algoId: string; readonly instId: string };

/** What news comes to. */
export interface PushNews {
  readonly events: readonly VenueEvent[];
  readonly needs: readonly Need[];
}

/** What was heard of one order. */
interface Heard {
  readonly clientOrderId: string;
  readonly at: number;
  lots: number;
  limitTicks: number | null;
  /** When the newest row was made that size and price were taken from. */
  newest: number;
  /** What was filled before the first push. */
  readonly knownLots: number;
  /** What is filled by that and by the pushes since. */
  filledLots: number;
  hasEnded: boolean;
}

const REMEMBERED = 20_000;
const CHANNEL = 'WebSocket orders';
const NOTHING: PushNews = { events: [], needs: [] };

/**
 * Makes events of what the channels `orders` and `orders-algo` push.
 *
 * OKX pushes things twice and, over two connections, out of order: fills are told once by instrument and trade id, ends
 * once by order, refused changes once by request, and of sizes and prices the newest counts. Whatever the order in which
 * rows come, the orders end up the same.
 */
export class OrderPushes {
  readonly #reading: Reading;
  readonly #algos: AlgoNews;
  readonly #orders: Recent<Heard>;
  readonly #fills: Recent<true>;
  readonly #requests: Recent<true>;
  readonly #waiting: Recent<OrderPushRow[]>;
  readonly #children: Recent<string>;
  readonly #idByChild: Recent<string>;

  /** `remembered`: how many orders, fills and requests are, against repetition. */
  constructor(reading: Reading, remembered = REMEMBERED) {
    this.#orders = new Recent(remembered);
    this.#fills = new Recent(remembered);
    this.#requests = new Recent(remembered);
    this.#waiting = new Recent(remembered);
    this.#children = new Recent(remembered);
    this.#idByChild = new Recent(remembered);
    this.#reading = { ...reading, clientIdOf: (ordId) => reading.clientIdOf?.(ordId) ?? this.#idByChild.get(ordId) };
    this.#algos = new AlgoNews(this.#reading, remembered);
  }

  /** OKX's id of the order that an algo order of ours set off; `null` while it waits. */
  childOf(clientOrderId: string): string | null {
    return this.#children.get(clientOrderId) ?? null;
  }

  /** Our id of an order that an algo order set off. */
  clientIdOf(ordId: string): string | undefined {
    return this.#idByChild.get(ordId);
  }

  /** An execution that was read because pushes did not tell it: it counts, and is not told again. */
  took(fill: Fill): void {
    const key = `${fill.instrument}|${fill.fillId}`;
    if (this.#fills.has(key)) return;
    this.#fills.set(key, true);
    const heard = this.#orders.get(fill.venueOrderId);
    if (heard !== undefined) heard.filledLots += fill.facts.lots;
  }

  /** A row of the orders channel. @throws {VenueError} `venue/malformed_response`. */
  order(row: OrderPushRow): PushNews {
    const listing = this.#reading.listings.get(row.instId);
    if (listing === undefined || marginModeOf(row.instType, row.tdMode, this.#reading.mode) === null) return NOTHING;
    const origin = originOf(row);
    const clientOrderId = clientIdOfRow(row, this.#algos.row(origin), this.#reading);
    if (clientOrderId === null) {
      this.#waiting.set(origin, [...(this.#waiting.get(origin) ?? []), row]);
      return { events: [], needs: [{ need: 'algo', algoId: origin, instId: row.instId }] };
    }
    return this.#hear(row, clientOrderId, listing);
  }

  /** A row of the orders-algo channel, or of an algo order that was read because it was needed. */
  algo(row: AlgoRow): PushNews {
    const events = [...this.#algos.hear(row)];
    const needs: Need[] = [];
    const waiting = this.#waiting.get(row.algoId) ?? [];
    this.#waiting.delete(row.algoId);
    for (const child of waiting) {
      const news = this.order(child);
      events.push(...news.events);
      needs.push(...news.needs);
    }
    return { events, needs };
  }

  /** A position was heard of: conditions that close a fraction of it can be told now. */
  positionHeard(instId: string): readonly VenueEvent[] {
    return this.#algos.positionHeard(instId);
  }

  #hear(row: OrderPushRow, clientOrderId: string, listing: Listing): PushNews {
    const events: VenueEvent[] = [];
    const tell = (event: OrderEvent): void => {
      events.push({ type: 'order', event });
    };
    const at = Number(row.uTime);
    const lots = orderLots(row, listing, CHANNEL);
    const limitTicks = limitOf(row, listing);
    const known = this.#reading.known(clientOrderId);
    let heard = this.#orders.get(row.ordId);
    if (heard === undefined) {
      const before = known?.progress ?? { lots, limitTicks, filledLots: 0 };
      heard = {
        clientOrderId,
        at: Number(row.cTime),
        lots: before.lots,
        limitTicks: before.limitTicks,
        newest: Number.NEGATIVE_INFINITY,
        knownLots: before.filledLots,
        filledLots: before.filledLots,
        hasEnded: false,
      };
      this.#orders.set(row.ordId, heard);
      events.push(...this.#introduce(row, heard, known, listing));
    }
    if (isNewer(row, at, heard)) {
      heard.newest = at;
      if (lots !== heard.lots || limitTicks !== heard.limitTicks) {
        heard.lots = lots;
        heard.limitTicks = limitTicks;
        const triggerTicks = known?.progress.triggerTicks ?? null;
        tell({ type: 'order.amended', clientOrderId, at, lots, limitTicks, triggerTicks });
      }
    }
    this.#hearRequest(row, clientOrderId, at, tell);
    const isMissing = this.#hearFill(row, heard, listing, tell);
    if (!heard.hasEnded && (row.state === 'canceled' || row.state === 'mmp_canceled')) {
      tell({ type: 'order.canceled', clientOrderId, at, reason: cancelReasonOf(row) });
    }
    heard.hasEnded ||= row.state === 'canceled' || row.state === 'mmp_canceled' || row.state === 'filled';
    return { events, needs: isMissing ? [{ need: 'fills', ordId: row.ordId, instId: row.instId }] : [] };
  }

  /** What has to be known of an order before anything else can be told of it. */
  #introduce(row: OrderPushRow, heard: Heard, known: Order | undefined, listing: Listing): VenueEvent[] {
    const { clientOrderId, at } = heard;
    const origin = originOf(row);
    if (origin !== '') {
      this.#children.set(clientOrderId, row.ordId);
      this.#idByChild.set(row.ordId, clientOrderId);
    }
    if (row.algoId !== '') {
      // Set off by a condition: that it was armed is told first, whichever channel was faster.
      return [...this.#algos.setOff(row.algoId, clientOrderId, at, known, () => this.#condition(row, clientOrderId))];
    }
    if (known !== undefined) {
      return [{ type: 'order', event: { type: 'order.acknowledged', clientOrderId, at, venueOrderId: row.ordId } }];
    }
    // How large a stranger sized in quote currency is shows only when it has ended: until then it is larger than what it filled.
    const lots = isQuoteSized(row) ? orderLots(row, listing, CHANNEL) : lotsOf(listing, row.sz, CHANNEL, 'sz');
    if (lots === 0) return [];
    heard.lots = lots;
    return [{ type: 'appeared', order: this.#stranger(row, clientOrderId, lots, listing) }];
  }

  #stranger(row: OrderPushRow, clientOrderId: string, lots: number, listing: Listing): Order {
    const at = Number(row.cTime);
    return makeOrder(identityOfRow(row, clientOrderId, lots, listing, this.#reading), {
      state: 'working',
      venueOrderId: row.ordId,
      lots,
      limitTicks: limitOf(row, listing),
      triggerTicks: null,
      filledLots: 0,
      filledCost: 0,
      feeMoney: 0n,
      submittedAt: at,
      acknowledgedAt: at,
      triggeredAt: null,
      firstFillAt: null,
      updatedAt: at,
      attempts: 0,
      denial: null,
      rejection: null,
      cancelReason: null,
      unresolvedCause: null,
    });
  }

  /** The condition of a child that nobody has told us of. */
  #condition(row: OrderPushRow, clientOrderId: string): Order | null {
    const algo = this.#algos.row(row.algoId);
    const listing = this.#reading.listings.get(row.instId);
    if (algo === undefined || listing === undefined) return null;
    const leg = legsOf(algo, listing, this.#reading).find((candidate) => candidate.clientOrderId === clientOrderId);
    const waiting: AlgoRow = { ...algo, state: 'live' };
    return leg === undefined ? null : legOrder(waiting, leg, listing, this.#reading, CHANNEL);
  }

  #hearRequest(row: OrderPushRow, clientOrderId: string, at: number, tell: (event: OrderEvent) => void): void {
    if (row.amendResult !== '-1' && row.amendResult !== '1') return;
    const key = `${row.ordId}|${row.reqId}|${row.amendResult}`;
    if (this.#requests.has(key)) return;
    this.#requests.set(key, true);
    tell({ type: 'order.amend_rejected', clientOrderId, at, rejection: rejectionOf(row) });
  }

  /** Whether executions are missing that OKX counts. */
  #hearFill(row: OrderPushRow, heard: Heard, listing: Listing, tell: (event: OrderEvent) => void): boolean {
    const { clientOrderId } = heard;
    const marginMode = marginModeOf(row.instType, row.tdMode, this.#reading.mode) ?? 'cross';
    const fill = fillOfPush(row, clientOrderId, marginMode, listing, CHANNEL);
    const key = `${row.instId}|${row.tradeId}`;
    const counted = lotsOf(listing, row.accFillSz, CHANNEL, 'accFillSz');
    if (fill !== null && !this.#fills.has(key)) {
      this.#fills.set(key, true);
      // What was filled before we listened is in the sum already.
      if (counted > heard.knownLots) heard.filledLots += fill.facts.lots;
      tell({ type: 'order.filled', clientOrderId, at: fill.at, fill });
    }
    if (fill === null && hasExecution(row)) return true;
    return counted > heard.filledLots;
  }
}

/** Of two rows of one millisecond the one that ends the order is the newer. */
function isNewer(row: OrderPushRow, at: number, heard: Heard): boolean {
  if (at !== heard.newest) return at > heard.newest;
  return !heard.hasEnded && row.state !== 'live' && row.state !== 'partially_filled';
}

function rejectionOf({ code, msg }: OrderPushRow): Rejection {
  const row = okxError(code);
  return { reason: row.reason, venueCode: code, venueMessage: msg || row.person, figures: {} };
}
