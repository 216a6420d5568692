import type { Side } from '../domain/order-intent.ts';
import { fittingLots } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { fillResting } from './execution.ts';
import type { Market } from './market.ts';
import { workWaiting } from './matching.ts';
import { binds, cancelOrder } from './order-end.ts';
import { ASK, BID, type BookSide, EXTERNAL, NO_SLOT } from './order-slots.ts';
import { priceMoved, settle } from './settle.ts';

/**
 * A trade of the market: it fills what rests at a better price than its own, and what rests at its price once the
 * queue before it is through, each as far as the traded lots go.
 */
export function marketTrade(state: ExchangeState, market: Market, ticks: number, lots: number, taker: Side): void {
  if (!market.hasDepth) market.source = 'trades';
  market.tradesSeen = true;
  market.volume = lots;
  let left = lots;
  left = tradeThrough(state, market, BID, ticks, left);
  left = tradeThrough(state, market, ASK, ticks, left);
  if (left > 0) tradeAt(state, market, taker === 'sell' ? BID : ASK, ticks, left);
  market.moveLast(ticks);
  settle(state);
  if (market.waiting.length > 0) workWaiting(state, market);
  priceMoved(state, market);
}

/** The trade happened beyond these prices: whoever rests there comes first, and the market's own size there is gone. */
function tradeThrough(state: ExchangeState, market: Market, side: BookSide, ticks: number, lots: number): number {
  const { slots } = state;
  let left = lots;
  for (;;) {
    const best = market.best(side);
    if (side === BID ? best <= ticks : best >= ticks) return left;
    const slot = market.book.front(side);
    if (slots.owner[slot] === EXTERNAL) {
      market.book.setExternal(side, best, 0);
      continue;
    }
    if (left === 0) return left;
    left -= fillMaker(state, slot, Math.min(left, slots.lots[slot]!), side);
  }
}

function tradeAt(state: ExchangeState, market: Market, side: BookSide, ticks: number, lots: number): void {
  const { slots, orders } = state;
  let left = lots;
  let slot = market.book.headOf(side, ticks);
  while (slot !== NO_SLOT && left > 0) {
    const next = market.book.next(slot);
    if (slots.owner[slot] === EXTERNAL) {
      const size = slots.lots[slot]!;
      if (size > left) {
        market.book.reduce(slot, left);
        return;
      }
      market.book.remove(slot);
      slots.release(slot);
      left -= size;
    } else {
      const ahead = orders.queueAhead[slot]!;
      // Those in front of us are the same ones for each of our orders at this price.
      const reached = Math.min(left, lots - ahead);
      orders.queueAhead[slot] = Math.max(0, ahead - lots);
      if (reached > 0) left -= fillMaker(state, slot, Math.min(reached, slots.lots[slot]!), side);
    }
    slot = next;
    if (slot !== NO_SLOT && slots.level[slot] === 0) return;
  }
}

/** Fills a resting order at its own price, if its account can bear it; returns what was filled. */
export function fillMaker(state: ExchangeState, slot: number, lots: number, side: BookSide): number {
  const { slots, orders } = state;
  const exposure = orders.exposureOf(slot);
  const { market } = exposure;
  const ticks = slots.ticks[slot]!;
  if (Number.isNaN(market.last)) market.moveLast(ticks);
  const rested = binds(state, slot) ? ticks : 0;
  const fitting = fittingLots(exposure, side === BID ? lots : -lots, ticks, market.fees.makerPpm, rested);
  if (fitting === 0) cancelOrder(state, slot, 'insufficient_margin');
  else fillResting(state, slot, fitting, ticks);
  return fitting;
}
