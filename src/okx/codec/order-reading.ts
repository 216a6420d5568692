import { Decimal } from '../../domain/decimal.ts';
import { type Exact, narrow } from '../../domain/exact.ts';
import { makeOrder, type Order, type OrderIdentity } from '../../domain/order.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type {
  OrderIntent,
  OrderPricing,
  OrderRole,
  SelfTradePrevention,
  TimeInForce,
} from '../../domain/order-intent.ts';
import type { OrderState } from '../../domain/order-lifecycle.ts';
import { foreignId } from '../client-order-ids.ts';
import type { AlgoRow } from '../wire/algo-row.ts';
import type { OrderRow } from '../wire/order-row.ts';
import { marginModeOf } from './account-mode.ts';
import { algoAlias, isPair, legAlias, legSetOff, parentOf } from './algo-reading.ts';
import { cancelReasonOf } from './cancel-reason.ts';
import { type Listing, lotsOf, nearestTicks, wholeLotsOf } from './listing.ts';
import { moneyOf } from './numbers.ts';
import type { Reading } from './reading.ts';

/** The algo order that a row comes from, by OKX's id; `""` where it comes from none. */
export function originOf(row: OrderRow): string {
  if (row.algoId !== '') return row.algoId;
  return row.isTpLimit ? row.linkedAlgoOrd.algoId : '';
}

/**
 * Our id of the order of a row, or `null` where only its algo order can tell: a child of a stop and target in one.
 *
 * A child carries the id of the algo order that set it off, never one of its own.
 */
export function clientIdOfRow(row: OrderRow, algo: AlgoRow | undefined, reading: Reading): string | null {
  const met = reading.clientIdOf?.(row.ordId);
  if (met !== undefined) return met;
  const origin = originOf(row);
  if (origin === '') {
    if (row.clOrdId !== '') return row.clOrdId;
    // A target that was attached alone, as a limit order, has no stop beside it that could name it.
    return row.isTpLimit && row.algoClOrdId !== '' ? row.algoClOrdId : foreignId('order', row.ordId);
  }
  if (algo === undefined) {
    // The name of a stop and target in one is no order's.
    const isOne = row.algoClOrdId !== '' && reading.known(row.algoClOrdId) !== undefined;
    return isOne && row.algoId !== '' ? row.algoClOrdId : null;
  }
  const alias = algoAlias(algo);
  if (!isPair(algo, reading)) return alias;
  if (row.algoId === '') return legAlias(alias, 'target');
  const part = legSetOff(algo, reading);
  return part === null || part === 'whole' ? null : legAlias(alias, part);
}

/**
 * An order as a row of OKX tells it. Of ours the identity is kept; of others it is made of the row.
 *
 * `null` for what we do not trade, and for a child whose algo order is needed and was not given.
 *
 * @throws {VenueError} `venue/malformed_response` for a size that is no whole number of lots.
 */
export function readOrder(row: OrderRow, reading: Reading, endpoint: string, algo?: AlgoRow): Order | null {
  const listing = reading.listings.get(row.instId);
  const marginMode = marginModeOf(row.instType, row.tdMode, reading.mode);
  const clientOrderId = clientIdOfRow(row, algo, reading);
  if (listing === undefined || marginMode === null || clientOrderId === null) return null;
  const known = reading.known(clientOrderId);
  const lots = orderLots(row, listing, endpoint);
  const filledLots = lotsOf(listing, row.accFillSz, endpoint, 'accFillSz');
  const isChild = originOf(row) !== '';
  const createdAt = Number(row.cTime);
  const state = stateOf(row);
  return makeOrder(known?.identity ?? identityOfRow(row, clientOrderId, lots, listing, reading), {
    state,
    venueOrderId: row.ordId,
    lots,
    limitTicks: limitOf(row, listing),
    triggerTicks: known?.progress.triggerTicks ?? null,
    filledLots,
    filledCost: filledLots === 0 ? 0 : costOf(row, filledLots, listing),
    feeMoney: -moneyOf(row.fee),
    submittedAt: known?.progress.submittedAt ?? createdAt,
    acknowledgedAt: known?.progress.acknowledgedAt ?? createdAt,
    triggeredAt: isChild ? (known?.progress.triggeredAt ?? createdAt) : null,
    firstFillAt: known?.progress.firstFillAt ?? null,
    updatedAt: Number(row.uTime),
    attempts: known?.progress.attempts ?? 0,
    denial: null,
    rejection: null,
    cancelReason: state === 'canceled' ? cancelReasonOf(row) : null,
    unresolvedCause: null,
  });
}

/**
 * What the engine has to hear of an order that was looked up, besides its fills: an order that ended with less than was
 * asked for, as a spot market order may, counts as changed to what it filled.
 */
export function lookupEvents(order: Order, ours: Order | undefined): OrderEvent[] {
  if (order.state !== 'filled' || ours === undefined || ours.isTerminal) return [];
  if (ours.progress.lots === order.progress.lots) return [];
  const { lots, limitTicks, triggerTicks } = order.progress;
  const at = order.updatedAt;
  return [{ type: 'order.amended', clientOrderId: order.clientOrderId, at, lots, limitTicks, triggerTicks }];
}

/** Size in lots. An order that is filled has what it filled; one sized in quote currency is said to have a lot more than that until then. */
export function orderLots(row: OrderRow, listing: Listing, endpoint: string): number {
  if (row.state === 'filled') return lotsOf(listing, row.accFillSz, endpoint, 'accFillSz');
  if (isQuoteSized(row)) return wholeLotsOf(listing, row.accFillSz || '0') + 1;
  return lotsOf(listing, row.sz, endpoint, 'sz');
}

/** Whether `sz` is an amount of quote currency: a spot market buy unless it says otherwise. */
export function isQuoteSized(row: OrderRow): boolean {
  if (row.ordType !== 'market' || row.instType === 'SWAP') return false;
  return row.tgtCcy === 'quote_ccy' || (row.tgtCcy === '' && row.side === 'buy');
}

/** The limit in ticks. A market order has none, though OKX works a swap's as a limit at the edge of its price band. */
export function limitOf(row: OrderRow, listing: Listing): number | null {
  if (row.px === '' || row.ordType === 'market' || row.ordType === 'optimal_limit_ioc') return null;
  return nearestTicks(listing, row.px);
}

function costOf(row: OrderRow, lots: number, { instrument }: Listing): Exact {
  if (row.avgPx === '') return 0;
  return narrow(BigInt(new Decimal(row.avgPx).mul(lots).div(instrument.tickUnit).toFixed(0)));
}

function stateOf({ state }: OrderRow): OrderState {
  switch (state) {
    case 'live':
      return 'working';
    case 'partially_filled':
    case 'filled':
      return state;
    case 'canceled':
    case 'mmp_canceled':
      return 'canceled';
  }
}

const TIMES: Readonly<Record<string, TimeInForce>> = { ioc: 'ioc', fok: 'fok', post_only: 'post_only' };
const SYSTEM_CLOSES: ReadonlySet<string> = new Set(['full_liquidation', 'partial_liquidation', 'adl']);
const PREVENTIONS: Readonly<Record<string, SelfTradePrevention>> = {
  cancel_taker: 'cancel_taker',
  cancel_both: 'cancel_both',
};

/** Who an order that we did not place is. */
export function identityOfRow(
  row: OrderRow,
  clientOrderId: string,
  lots: number,
  listing: Listing,
  reading: Reading,
): OrderIdentity {
  const { instrument } = listing;
  const limit = limitOf(row, listing);
  const pricing: OrderPricing =
    limit === null
      ? { type: 'market' }
      : { type: 'limit', price: instrument.priceOf(limit).toFixed(), timeInForce: TIMES[row.ordType] ?? 'gtc' };
  const isClose = SYSTEM_CLOSES.has(row.category);
  const effect = row.reduceOnly || isClose ? 'reduce_only' : 'open';
  const marginMode = marginModeOf(row.instType, row.tdMode, reading.mode) ?? 'cross';
  const selfTradePrevention = PREVENTIONS[row.stpMode] ?? 'cancel_maker';
  const intent: OrderIntent = {
    instrument: instrument.id,
    side: row.side,
    quantity: instrument.quantityOf(lots).toFixed(),
    pricing,
    effect,
    marginMode,
    clientOrderId,
    selfTradePrevention,
  };
  return {
    clientOrderId,
    instrument,
    side: row.side,
    pricing,
    effect,
    marginMode,
    role: isClose ? 'liquidation' : roleOf(row, effect === 'reduce_only'),
    selfTradePrevention,
    protection: null,
    parentClientOrderId: row.isTpLimit ? parentOf(clientOrderId, reading) : null,
    decisionId: null,
    tag: row.tag === '' ? null : row.tag,
    expiresAt: null,
    validUntil: null,
    createdAt: Number(row.cTime),
    intent,
  };
}

function roleOf(row: OrderRow, reduces: boolean): OrderRole {
  if (row.isTpLimit) return 'take_profit';
  if (row.source === '7' || row.source === '25') return 'stop_loss';
  return reduces ? 'exit' : 'entry';
}
