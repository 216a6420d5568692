import { Decimal } from '../../domain/decimal.ts';
import { makeOrder, type Order, type OrderIdentity } from '../../domain/order.ts';
import type { OrderIntent, OrderPricing, OrderRole, Trigger } from '../../domain/order-intent.ts';
import type { OrderState } from '../../domain/order-lifecycle.ts';
import { foreignId } from '../client-order-ids.ts';
import { okxError } from '../error-table.ts';
import type { AlgoRow } from '../wire/algo-row.ts';
import { marginModeOf } from './account-mode.ts';
import { type Listing, lotsOf, nearestTicks } from './listing.ts';
import { instantOrNull } from './numbers.ts';
import type { Reading } from './reading.ts';

/** One of the orders that an algo order is to us: a stop and target in one are two. */
export interface AlgoLeg {
  readonly clientOrderId: string;
  readonly part: 'stop' | 'target' | 'whole';
  readonly pricing: OrderPricing;
  readonly limitTicks: number | null;
  readonly triggerTicks: number | null;
}

const AT_MARKET = '-1';

/** What we call an algo order: its own id of the client, else a name made of OKX's. */
export function algoAlias(row: Pick<AlgoRow, 'algoClOrdId' | 'algoId'>): string {
  return row.algoClOrdId === '' ? foreignId('algo', row.algoId) : row.algoClOrdId;
}

/** Whether an algo order has a stop and a target: one goes with the other. */
function isTwoLegged(row: AlgoRow): boolean {
  const hasTarget = row.tpTriggerPx !== '' || row.linkedOrd.ordId !== '' || row.tpOrdKind === 'limit';
  return row.slTriggerPx !== '' && hasTarget;
}

/** The name of a leg of a stop and target in one: the entry's with `S` or `T`, as if it stood alone. */
export function legAlias(alias: string, part: 'stop' | 'target'): string {
  const letter = part === 'stop' ? 'S' : 'T';
  const parts = /^(.+)P(\d*)$/.exec(alias);
  return parts === null ? `${alias}${letter}` : `${parts[1]}${letter}${parts[2]}`;
}

/**
 * Whether an algo order is a stop and a target in one, or was: one of them may be gone.
 *
 * What is left of a pair still has the pair's name. An id that only happens to end like one names an order of its own.
 */
export function isPair(row: AlgoRow, reading: Pick<Reading, 'known'>): boolean {
  if (isTwoLegged(row)) return true;
  const alias = algoAlias(row);
  if (!/^.+P\d*$/.test(alias) || reading.known(alias) !== undefined) return false;
  if (row.ordType === 'oco' || parentOf(alias, reading) !== null) return true;
  return (['stop', 'target'] as const).some((part) => reading.known(legAlias(alias, part)) !== undefined);
}

/** Which leg an algo order set off; `null` where its row does not tell. */
export function legSetOff(row: AlgoRow, reading: Pick<Reading, 'known'>): AlgoLeg['part'] | null {
  if (!isTwoLegged(row)) {
    if (!isPair(row, reading)) return 'whole';
    return row.slTriggerPx === '' ? 'target' : 'stop';
  }
  return row.actualSide === 'tp' ? 'target' : row.actualSide === 'sl' ? 'stop' : null;
}

/** The orders that an algo order is to us; none of a kind that we do not know, such as an iceberg. */
export function legsOf(row: AlgoRow, listing: Listing, reading: Pick<Reading, 'known'>): readonly AlgoLeg[] {
  const alias = algoAlias(row);
  const ticks = (price: string): number | null => (price === '' ? null : nearestTicks(listing, price));
  const priced = (kind: 'stop' | 'target', trigger: string, by: string, price: string) => {
    const isMarket = price === AT_MARKET || price === '';
    const type = kind === 'stop' ? ('stop' as const) : ('take_profit' as const);
    const when: Trigger = { price: trigger, by: by === 'mark' ? 'mark' : 'last' };
    const pricing: OrderPricing = isMarket
      ? { type: `${type}_market`, trigger: when }
      : { type: `${type}_limit`, trigger: when, price };
    return { pricing, limitTicks: isMarket ? null : ticks(price), triggerTicks: ticks(trigger) };
  };
  switch (row.ordType) {
    case 'conditional':
    case 'oco': {
      const both = isPair(row, reading);
      const legs: AlgoLeg[] = [];
      if (row.slTriggerPx !== '') {
        const stop = priced('stop', row.slTriggerPx, row.slTriggerPxType, row.slOrdPx);
        legs.push({ ...stop, part: both ? 'stop' : 'whole', clientOrderId: both ? legAlias(alias, 'stop') : alias });
      }
      if (row.tpTriggerPx !== '') {
        const target = priced('target', row.tpTriggerPx, row.tpTriggerPxType, row.tpOrdPx);
        const clientOrderId = both ? legAlias(alias, 'target') : alias;
        legs.push({ ...target, part: both ? 'target' : 'whole', clientOrderId });
      }
      return legs;
    }
    case 'trigger': {
      if (row.triggerPx === '') return [];
      const kind = triggerKind(row);
      return [{ ...priced(kind, row.triggerPx, row.triggerPxType, row.ordPx), part: 'whole', clientOrderId: alias }];
    }
    case 'move_order_stop': {
      const distance =
        row.callbackRatio === '' ? { amount: row.callbackSpread || '0' } : { fraction: row.callbackRatio };
      const pricing: OrderPricing =
        row.activePx === ''
          ? { type: 'trailing_stop', distance }
          : { type: 'trailing_stop', distance, activation: { price: row.activePx } };
      return [{ pricing, limitTicks: null, triggerTicks: ticks(row.activePx), part: 'whole', clientOrderId: alias }];
    }
    default:
      return [];
  }
}

/** The orders that a row of the algo lists is to us; none of what we do not trade. @throws {VenueError} `venue/malformed_response`. */
export function readAlgo(row: AlgoRow, reading: Reading, endpoint: string): Order[] {
  const listing = reading.listings.get(row.instId);
  if (listing === undefined || marginModeOf(row.instType, row.tdMode, reading.mode) === null) return [];
  return legsOf(row, listing, reading).flatMap((leg) => {
    const order = legOrder(row, leg, listing, reading, endpoint);
    return order === null ? [] : [order];
  });
}

/** One leg as an order; `null` where it closes a fraction of a position that is not there. */
export function legOrder(
  row: AlgoRow,
  leg: AlgoLeg,
  listing: Listing,
  reading: Reading,
  endpoint: string,
): Order | null {
  const known = reading.known(leg.clientOrderId);
  const lots = algoLots(row, listing, reading, endpoint) ?? known?.progress.lots ?? 0;
  if (lots === 0) return null;
  const identity = known?.identity ?? legIdentity(row, leg, lots, listing, reading);
  if (identity === null) return null;
  const createdAt = Number(row.cTime);
  const state = legState(row, leg, reading);
  return makeOrder(identity, {
    state,
    venueOrderId: row.algoId,
    lots,
    limitTicks: leg.limitTicks,
    triggerTicks: leg.triggerTicks,
    filledLots: 0,
    filledCost: 0,
    feeMoney: 0n,
    submittedAt: known?.progress.submittedAt ?? createdAt,
    acknowledgedAt: createdAt,
    triggeredAt: state === 'working' ? (instantOrNull(row.triggerTime) ?? algoTime(row)) : null,
    firstFillAt: null,
    updatedAt: algoTime(row),
    // What nobody here placed goes with its position by itself.
    attempts: known?.progress.attempts ?? 0,
    denial: null,
    rejection:
      state === 'rejected'
        ? {
            reason: okxError(row.failCode).reason,
            venueCode: row.failCode,
            venueMessage: okxError(row.failCode).person,
            figures: {},
          }
        : null,
    cancelReason: state === 'canceled' ? (row.state === 'canceled' ? 'venue' : 'sibling_filled') : null,
    unresolvedCause: null,
  });
}

/** When a row was made, by which the newer of two is known. */
export function algoTime(row: AlgoRow): number {
  return instantOrNull(row.uTime) ?? Number(row.cTime);
}

/** Size in lots; a fraction is of the position, `null` where that is not known. */
export function algoLots(row: AlgoRow, listing: Listing, reading: Reading, endpoint: string): number | null {
  if (row.sz !== '' && row.closeFraction === '') return lotsOf(listing, row.sz, endpoint, 'sz');
  const marginMode = marginModeOf(row.instType, row.tdMode, reading.mode);
  if (marginMode === null) return null;
  const held = Math.abs(reading.positionLots?.(listing.instrument, marginMode) ?? 0);
  if (held === 0) return null;
  return new Decimal(row.closeFraction || '1').mul(held).floor().toNumber();
}

function legState(row: AlgoRow, leg: AlgoLeg, reading: Reading): OrderState {
  switch (row.state) {
    case 'live':
    case 'pause':
      return 'armed';
    case 'canceled':
      return 'canceled';
    case 'effective':
    case 'partially_effective': {
      const part = legSetOff(row, reading);
      return part === leg.part || part === null ? 'working' : 'canceled';
    }
    case 'order_failed':
    case 'partially_failed': {
      const part = legSetOff(row, reading);
      return part === leg.part || part === null ? 'rejected' : 'canceled';
    }
  }
}

/** A stop acts when the price moves against the side, a target when it moves with it; `last` is the price at placing. */
function triggerKind({ side, triggerPx, last }: AlgoRow): 'stop' | 'target' {
  if (last === '') return 'stop';
  const isRising = new Decimal(triggerPx).gt(last);
  return isRising === (side === 'buy') ? 'stop' : 'target';
}

function legIdentity(
  row: AlgoRow,
  leg: AlgoLeg,
  lots: number,
  listing: Listing,
  reading: Reading,
): OrderIdentity | null {
  const { instrument } = listing;
  const marginMode = marginModeOf(row.instType, row.tdMode, reading.mode);
  if (marginMode === null) return null;
  const isProtective = row.reduceOnly || (instrument.type === 'spot' && row.side === 'sell');
  const parent = parentOf(algoAlias(row), reading);
  const effect = isProtective || parent !== null ? 'reduce_only' : 'open';
  const intent: OrderIntent = {
    instrument: instrument.id,
    side: row.side,
    quantity: instrument.quantityOf(lots).toFixed(),
    pricing: leg.pricing,
    effect,
    marginMode,
    clientOrderId: leg.clientOrderId,
  };
  return {
    clientOrderId: leg.clientOrderId,
    instrument,
    side: row.side,
    pricing: leg.pricing,
    effect,
    marginMode,
    role: roleOf(leg.pricing, effect === 'reduce_only'),
    selfTradePrevention: 'cancel_maker',
    protection: null,
    parentClientOrderId: parent,
    decisionId: parent === null ? null : (reading.known(parent)?.decisionId ?? null),
    tag: row.tag === '' ? null : row.tag,
    expiresAt: null,
    validUntil: null,
    createdAt: Number(row.cTime),
    intent,
  };
}

/** The entry whose protection this is, by the name that we gave it. */
export function parentOf(alias: string, reading: Pick<Reading, 'known'>): string | null {
  const parent = /^(.+)[PST]\d*$/.exec(alias)?.[1];
  return parent !== undefined && reading.known(parent) !== undefined ? parent : null;
}

function roleOf({ type }: OrderPricing, reduces: boolean): OrderRole {
  if (!reduces) return 'entry';
  return type === 'take_profit_market' || type === 'take_profit_limit' ? 'take_profit' : 'stop_loss';
}
