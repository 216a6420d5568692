import type { ExchangeState } from './exchange-state.ts';
import type { Market } from './market.ts';
import { fillMaker } from './market-trades.ts';
import { workWaiting } from './matching.ts';
import { ASK, BID, type BookSide, EXTERNAL } from './order-slots.ts';
import { priceMoved, settle } from './settle.ts';

export type Levels = readonly (readonly [number, number])[];

/** The whole book anew. What stands at a price that stays keeps its place, so our orders keep theirs behind it. */
export function depthSnapshot(state: ExchangeState, market: Market, bids: Levels, asks: Levels): void {
  for (const [side, levels] of [
    [BID, bids],
    [ASK, asks],
  ] as const) {
    const listed = new Set(levels.map(([ticks]) => ticks));
    for (const [ticks] of market.book.depth(side)) {
      if (!listed.has(ticks)) market.book.setExternal(side, ticks, 0);
    }
  }
  depthUpdate(state, market, bids, asks);
}

/**
 * Changed levels. A smaller size is taken from behind our orders first and never moves them back; a greater one comes
 * behind them. Size that crosses an order of ours fills it at its own price.
 */
export function depthUpdate(state: ExchangeState, market: Market, bids: Levels, asks: Levels): void {
  market.hasDepth = true;
  // What has left the book cannot trade with what comes.
  shrink(market, BID, bids);
  shrink(market, ASK, asks);
  grow(state, market, BID, bids);
  grow(state, market, ASK, asks);
  settle(state);
  if (market.waiting.length > 0) workWaiting(state, market);
  if (!market.tradesSeen) {
    const [bid, ask] = [market.book.bestBid(), market.book.bestAsk()];
    if (Number.isFinite(bid) && Number.isFinite(ask)) market.moveLast(Math.floor((bid + ask) / 2));
  }
  priceMoved(state, market);
}

function shrink(market: Market, side: BookSide, levels: Levels): void {
  for (const [ticks, lots] of levels) {
    if (lots < market.book.externalLots(side, ticks)) market.book.setExternal(side, ticks, lots);
  }
}

function grow(state: ExchangeState, market: Market, side: BookSide, levels: Levels): void {
  const other = side === BID ? ASK : BID;
  for (const [ticks, lots] of levels) {
    const added = lots - market.book.externalLots(side, ticks);
    if (added <= 0) continue;
    const left = added - cross(state, market, other, ticks, added);
    if (left > 0) market.book.setExternal(side, ticks, market.book.externalLots(side, ticks) + left);
  }
}

/** New size of the market meets what rests on the other side up to its price; returns what our orders took of it. */
function cross(state: ExchangeState, market: Market, side: BookSide, ticks: number, lots: number): number {
  const { slots } = state;
  let taken = 0;
  while (taken < lots) {
    const best = market.best(side);
    if (side === ASK ? best > ticks : best < ticks) break;
    const slot = market.book.front(side);
    if (slots.owner[slot] === EXTERNAL) {
      // The feed is about to say so: two sides of one market do not overlap.
      market.book.setExternal(side, best, 0);
      continue;
    }
    taken += fillMaker(state, slot, Math.min(lots - taken, slots.lots[slot]!), side);
  }
  return taken;
}
