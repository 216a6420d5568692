import type { TriggerSource } from '../domain/order-intent.ts';
import { addsNoRisk, fitsOrder } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { Market } from './market.ts';
import { tellTriggered } from './news.ts';
import { checkTier, marginRejection } from './order-check.ts';
import { TRIGGERED } from './order-codes.ts';
import { rejectArmed, removeFrom, risingOf } from './order-end.ts';
import { BID } from './order-slots.ts';
import type { SortedTriggers } from './sorted-triggers.ts';
import { workInTime } from './work-in-time.ts';

/** Puts an armed order where the price will find it. */
export function arm(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  const { type, triggerBy } = orders.commandOf(slot);
  const { market } = orders.exposureOf(slot);
  const trigger = orders.trigger[slot]!;
  if (type === 'trailing_stop') {
    if (Number.isNaN(trigger)) {
      activate(state, slot, market);
      return;
    }
    if (!Number.isNaN(orders.best[slot]!)) {
      market.trailing.push(slot);
      return;
    }
  }
  const rising = risingOf(type, slots.side[slot]!);
  market.triggers(triggerBy, rising ? 'rising' : 'falling').add(slot, trigger);
}

/** A trailing stop begins to follow the price. */
function activate(state: ExchangeState, slot: number, market: Market): void {
  const price = watchedNow(market, state.orders.commandOf(slot).triggerBy);
  market.trailing.push(slot);
  if (!Number.isNaN(price)) trail(state, slot, price);
}

/** The price that a trigger sees now: inside a bar the point of the path. */
function watchedNow(market: Market, by: TriggerSource): number {
  return market.watched(by);
}

/** Moves a trailing stop after the price, never back. */
function trail(state: ExchangeState, slot: number, price: number): void {
  const { orders, slots } = state;
  const isBid = slots.side[slot] === BID;
  const best = orders.best[slot]!;
  if (!Number.isNaN(best) && (isBid ? price >= best : price <= best)) return;
  orders.best[slot] = price;
  const distance = orders.commandOf(slot).trail ?? { ticks: 1 };
  // Towards the price, so that it acts earlier rather than later; a tick away at least.
  if (isBid) {
    const above = 'ticks' in distance ? price + distance.ticks : (price * (1e9 + distance.billionths)) / 1e9;
    orders.trigger[slot] = Math.max(Math.floor(above), Math.floor(price) + 1);
  } else {
    const below = 'ticks' in distance ? price - distance.ticks : (price * (1e9 - distance.billionths)) / 1e9;
    orders.trigger[slot] = Math.min(Math.ceil(below), Math.ceil(price) - 1);
  }
}

/** Lets the trailing stops see where the price is now. */
export function followPrice(state: ExchangeState, market: Market): void {
  for (const slot of market.trailing) {
    const price = watchedNow(market, state.orders.commandOf(slot).triggerBy);
    if (!Number.isNaN(price)) trail(state, slot, price);
  }
}

/** Sets off, one after the other, the orders whose trigger the present prices have reached. Whether there were any. */
export function fireTriggers(state: ExchangeState, market: Market): boolean {
  let any = false;
  while (fireNext(state, market)) any = true;
  return any;
}

function fireNext(state: ExchangeState, market: Market): boolean {
  const { last } = market;
  if (last >= market.risingByLast.nextPrice) return fire(state, market, market.risingByLast);
  if (last <= market.fallingByLast.nextPrice) return fire(state, market, market.fallingByLast);
  const mark = market.marks / market.instrument.marksPerTick;
  if (mark >= market.risingByMark.nextPrice) return fire(state, market, market.risingByMark);
  if (mark <= market.fallingByMark.nextPrice) return fire(state, market, market.fallingByMark);
  for (const slot of market.trailing) {
    const price = watchedNow(market, state.orders.commandOf(slot).triggerBy);
    const trigger = state.orders.trigger[slot]!;
    if (state.slots.side[slot] === BID ? price >= trigger : price <= trigger) {
      removeFrom(market.trailing, slot);
      setOff(state, slot);
      return true;
    }
  }
  return false;
}

function fire(state: ExchangeState, market: Market, triggers: SortedTriggers): boolean {
  const slot = triggers.nextSlot;
  triggers.remove(slot);
  if (state.orders.commandOf(slot).type === 'trailing_stop') {
    // Its trigger was the activation.
    state.orders.trigger[slot] = Number.NaN;
    activate(state, slot, market);
  } else {
    setOff(state, slot);
  }
  return true;
}

/** The order reaches the book. What it would open is checked against the money now, as nothing was bound for it. */
function setOff(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  const exposure = orders.exposureOf(slot);
  const command = orders.commandOf(slot);
  if (command.effect === 'open' && exposure.position !== null) {
    const ticks = slots.ticks[slot] === 0 ? exposure.market.referenceTicks : slots.ticks[slot]!;
    const side = slots.side[slot]!;
    const cost = slots.lots[slot]! * ticks;
    if (!addsNoRisk(exposure, side, cost)) {
      const lots = slots.lots[slot]!;
      const fits = fitsOrder(exposure, side, BigInt(lots) * BigInt(ticks));
      const refusal = checkTier(exposure, side, lots) ?? (fits ? null : marginRejection(exposure, side, lots, ticks));
      if (refusal !== null) {
        rejectArmed(state, slot, refusal);
        return;
      }
    }
  }
  orders.move(slot, TRIGGERED, 0, state.now);
  orders.triggeredAt[slot] = state.now;
  tellTriggered(state, slot);
  workInTime(state, slot);
}
