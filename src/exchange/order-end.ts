import type { CancelReason, Rejection } from '../domain/denial.ts';
import type { ExchangeState } from './exchange-state.ts';
import { tellAmended, tellEnded } from './news.ts';
import { AMENDED, ARMED, CANCEL, EXPIRE, REJECT } from './order-codes.ts';
import { ASK, BID, NO_SLOT } from './order-slots.ts';
import { GROUPED } from './order-traits.ts';
import type { Exposure } from './trading-account.ts';

/** Ends an open order. */
export function cancelOrder(state: ExchangeState, slot: number, reason: CancelReason): void {
  withdraw(state, slot);
  state.orders.cancelReason(slot, reason);
  state.orders.move(slot, CANCEL, 0, state.now);
  close(state, slot);
  tellEnded(state, slot, reason);
}

export function expireOrder(state: ExchangeState, slot: number): void {
  withdraw(state, slot);
  state.orders.move(slot, EXPIRE, 0, state.now);
  close(state, slot);
  tellEnded(state, slot, 'expired');
}

/** Refuses an armed order at its trigger. */
export function rejectArmed(state: ExchangeState, slot: number, rejection: Rejection): void {
  withdraw(state, slot);
  state.orders.rejections.set(slot, rejection);
  state.orders.move(slot, REJECT, 0, state.now);
  close(state, slot);
  tellEnded(state, slot, rejection);
}

/** What is left to do for an order that has ended, filled ones included. It is in no book any more. */
export function close(state: ExchangeState, slot: number): void {
  const { orders } = state;
  const exposure = orders.exposureOf(slot);
  if (exposure.reducing.length > 0) removeFrom(exposure.reducing, slot);
  const group = (orders.traits[slot]! & GROUPED) === 0 ? null : orders.groupOf(slot);
  if (group !== null) {
    if (group.stop === slot) group.stop = NO_SLOT;
    else if (group.target === slot) group.target = NO_SLOT;
  }
  orders.retire(slot);
}

/** Takes an order out of wherever it waits: the book, the triggers, the line for liquidity. */
export function withdraw(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  const exposure = orders.exposureOf(slot);
  const { market } = exposure;
  if (slots.level[slot] !== 0) {
    market.book.remove(slot);
    if (binds(state, slot)) exposure.release(slots.side[slot]!, slots.lots[slot]!, slots.ticks[slot]!);
    return;
  }
  if (orders.state[slot] === ARMED) disarm(state, slot);
  else if (market.waiting.length > 0) removeFrom(market.waiting, slot);
}

/** Takes an armed order off the triggers. */
export function disarm(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  const { market } = orders.exposureOf(slot);
  const { triggerBy, type } = orders.commandOf(slot);
  if (type === 'trailing_stop' && removeFrom(market.trailing, slot)) return;
  const rising = risingOf(type, slots.side[slot]!);
  market.triggers(triggerBy, rising ? 'rising' : 'falling').remove(slot);
}

/** Whether an order on a side acts when the price rises to its trigger: `triggersRising` of the domain, for a column. */
export function risingOf(type: string, side: number): boolean {
  const withTheMarket = type === 'take_profit_market' || type === 'take_profit_limit' || type === 'trailing_stop';
  return side === BID ? !withTheMarket : withTheMarket;
}

/** Whether a resting order binds money: every spot order, and what could open a position. */
export function binds(state: ExchangeState, slot: number): boolean {
  return state.orders.binds(slot);
}

/** Makes an open order smaller, to `left` lots, where it stands. It keeps its place. */
export function shrinkOrder(state: ExchangeState, slot: number, left: number): void {
  const { orders, slots } = state;
  const exposure = orders.exposureOf(slot);
  const off = slots.lots[slot]! - left;
  orders.keepCommand(slot);
  if (slots.level[slot] !== 0) {
    exposure.market.book.reduce(slot, off);
    if (binds(state, slot)) exposure.release(slots.side[slot]!, off, slots.ticks[slot]!);
  } else {
    slots.lots[slot] = left;
  }
  orders.move(slot, AMENDED, 0, state.now);
  tellAmended(state, slot);
}

/** Fits the orders that only reduce to what there is to reduce; they go when nothing is left. */
export function trimReducing(state: ExchangeState, exposure: Exposure): void {
  const held = exposure.lots;
  const most = held < 0 ? -held : held;
  const side = held > 0 ? ASK : BID;
  const { reducing } = exposure;
  let index = 0;
  while (index < reducing.length) {
    const slot = reducing[index]!;
    if (state.orders.isOpen(slot)) {
      if (held === 0 || state.slots.side[slot] !== side) cancelOrder(state, slot, 'position_closed');
      else if (state.slots.lots[slot]! > most) shrinkOrder(state, slot, most);
      else if (state.slots.lots[slot]! < most && state.orders.follows(slot)) state.aftermath.follow(exposure);
    }
    // What has ended has left the list, and the next one has come to its place.
    if (reducing[index] === slot) index += 1;
  }
}

/** One leg of a protection has filled: the other covers no more than what this one still does. */
export function trimSibling(state: ExchangeState, slot: number): void {
  const group = state.orders.groupOf(slot);
  if (group === null) return;
  const sibling = group.sibling(slot);
  if (sibling === NO_SLOT) return;
  const left = state.slots.lots[slot]!;
  if (left === 0) cancelOrder(state, sibling, 'sibling_filled');
  else if (state.slots.lots[sibling]! > left) shrinkOrder(state, sibling, left);
}

export function removeFrom(list: number[], slot: number): boolean {
  const at = list.indexOf(slot);
  if (at < 0) return false;
  for (let index = at + 1; index < list.length; index++) list[index - 1] = list[index]!;
  list.pop();
  return true;
}
