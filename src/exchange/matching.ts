import { fittingLots } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { book, follow } from './execution.ts';
import { canFill, canPay } from './fill-or-kill.ts';
import { type Market, touchOf } from './market.ts';
import { binds, cancelOrder } from './order-end.ts';
import { ASK, BID, EXTERNAL } from './order-slots.ts';
import {
  CANCEL_MAKER,
  CANCEL_TAKER,
  FOK,
  LIQUIDATES,
  MARKET,
  POST_ONLY,
  preventionOf,
  timeInForceOf,
} from './order-traits.ts';
import { slippageTicks } from './slippage.ts';
import type { Exposure } from './trading-account.ts';

/** The worst price that a market order accepts on either side. */
const ANY_PRICE = Number.MAX_SAFE_INTEGER;

/**
 * Lets an order that is in no book trade with what is there, and then rest, wait or end as its kind wants it.
 *
 * A limit order that triggers or arrives comes here, and a market order again each time there is new liquidity.
 */
export function work(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  const exposure = orders.exposureOf(slot);
  const { market } = exposure;
  const traits = orders.traits[slot]!;
  const timeInForce = timeInForceOf(traits);
  const limited = slots.ticks[slot] !== 0;
  const isBid = slots.side[slot] === BID;
  const limit = limited ? slots.ticks[slot]! : isBid ? ANY_PRICE : 0;
  if (limited && timeInForce !== 0) {
    if (timeInForce === POST_ONLY) {
      if (crosses(market, isBid, limit)) {
        cancelOrder(state, slot, 'post_only_would_take');
        return;
      }
      rest(state, slot, exposure);
      return;
    }
    if (timeInForce === FOK) {
      const refusal = !canFill(state, slot, isBid, limit)
        ? 'fok_not_fillable'
        : canPay(state, slot, isBid)
          ? null
          : 'insufficient_margin';
      if (refusal !== null) {
        cancelOrder(state, slot, refusal);
        return;
      }
    }
  }
  take(state, slot, exposure, limit);
  if (!orders.isOpen(slot)) return;
  if (limited) {
    if (timeInForce === 0) rest(state, slot, exposure);
    else cancelOrder(state, slot, 'ioc_remainder');
  } else if ((traits & (MARKET | LIQUIDATES)) === MARKET) {
    cancelOrder(state, slot, 'no_liquidity');
  } else {
    market.waiting.push(slot);
  }
}

/** Lets the orders that wait for liquidity try again, oldest first. */
export function workWaiting(state: ExchangeState, market: Market): void {
  for (const slot of market.waiting.splice(0)) if (state.orders.isOpen(slot)) work(state, slot);
}

/** Puts a limit order into the book, behind the others at its price. */
function rest(state: ExchangeState, slot: number, exposure: Exposure): void {
  const { slots } = state;
  const { market } = exposure;
  market.book.add(slot);
  if (market.source === 'trades') state.orders.queueBehind(slot, state.queueAheadLots);
  if (binds(state, slot)) exposure.reserve(slots.side[slot]!, slots.lots[slot]!, slots.ticks[slot]!);
  // Whoever waits for liquidity may trade with it.
  if (market.waiting.length > 0) state.aftermath.offer(market);
}

function crosses(market: Market, isBid: boolean, limit: number): boolean {
  const touch = touchOf(market);
  const best = isBid ? market.book.bestAsk() : market.book.bestBid();
  return isBid ? best <= limit || touch <= limit : best >= limit || touch >= limit;
}

/** Trades an order with the best that there is, up to its limit, while the account can bear it. */
function take(state: ExchangeState, slot: number, exposure: Exposure, limit: number): void {
  const { orders, slots } = state;
  const { market } = exposure;
  const { book: orderBook } = market;
  const isBid = slots.side[slot] === BID;
  const opposite = isBid ? ASK : BID;
  const takerPpm = market.fees.takerPpm;
  const owner = slots.owner[slot]!;
  let left = slots.lots[slot]!;
  let traded = 0;
  while (left > 0) {
    const best = isBid ? orderBook.bestAsk() : orderBook.bestBid();
    const touch = market.source === 'none' ? Number.NaN : touchOf(market);
    if (isBid ? touch < best : touch > best) {
      if (isBid ? touch > limit : touch < limit) break;
      const offered = market.source === 'bar' && market.volumeLeft < left ? market.volumeLeft : left;
      const slip = slippageTicks(state.slippage, market, touch, offered);
      const ticks = isBid ? Math.min(limit, touch + slip) : Math.max(limit, touch - slip, 1);
      if (Number.isNaN(market.last)) market.moveLast(touch);
      const lots = fittingLots(exposure, isBid ? offered : -offered, ticks, takerPpm, 0);
      if (lots === 0) {
        cancelOrder(state, slot, 'insufficient_margin');
        return;
      }
      left -= lots;
      slots.lots[slot] = left;
      if (market.source === 'bar') market.volumeLeft -= lots;
      book(state, slot, lots, ticks, 'taker');
      follow(state, slot);
      continue;
    }
    if (isBid ? best > limit : best < limit) break;
    const maker = orderBook.front(opposite);
    const makerOwner = slots.owner[maker]!;
    if (makerOwner === owner) {
      const prevention = preventionOf(orders.traits[slot]!);
      if (prevention !== 0) {
        if (prevention !== CANCEL_TAKER) cancelOrder(state, maker, 'self_trade');
        if (prevention === CANCEL_MAKER) continue;
        cancelOrder(state, slot, 'self_trade');
        return;
      }
    }
    if (Number.isNaN(market.last)) market.moveLast(best);
    const resting = slots.lots[maker]!;
    const offered = resting < left ? resting : left;
    let lots = fittingLots(exposure, isBid ? offered : -offered, best, takerPpm, 0);
    if (lots === 0) {
      cancelOrder(state, slot, 'insufficient_margin');
      return;
    }
    if (makerOwner !== EXTERNAL) {
      const makerExposure = orders.exposureOf(maker);
      const bound = binds(state, maker);
      lots = fittingLots(makerExposure, isBid ? -lots : lots, best, market.fees.makerPpm, bound ? best : 0);
      if (lots === 0) {
        cancelOrder(state, maker, 'insufficient_margin');
        continue;
      }
      if (bound) makerExposure.release(opposite, lots, best);
    }
    const makerLeft = orderBook.consumeFront(opposite, lots);
    left -= lots;
    slots.lots[slot] = left;
    traded = best;
    if (makerOwner === EXTERNAL) {
      if (makerLeft === 0) slots.release(maker);
      book(state, slot, lots, best, 'taker');
      follow(state, slot);
    } else {
      book(state, maker, lots, best, 'maker');
      book(state, slot, lots, best, 'taker');
      follow(state, maker);
      follow(state, slot);
    }
    // What just hung on the position may have been this very order.
    if (!orders.isOpen(slot)) break;
    left = slots.lots[slot]!;
  }
  // Between accounts alone, their trades make the price.
  if (traded !== 0 && market.source === 'none' && !market.hasDepth) {
    market.moveLast(traded);
    state.aftermath.react(market);
  }
}
