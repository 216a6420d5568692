import type { Rejection } from '../domain/denial.ts';
import { exactProduct } from '../domain/exact.ts';
import { addsNoRisk, fitsOrder, spendableMoney } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { work } from './matching.ts';
import { tellAmended } from './news.ts';
import { checkTier, checkTriggerPassed, isPrice, marginRejection, reject } from './order-check.ts';
import { AMENDED, ARMED } from './order-codes.ts';
import type { AmendCommand } from './order-command.ts';
import { binds, cancelOrder, close, disarm, risingOf, shrinkOrder, trimSibling, withdraw } from './order-end.ts';
import { arm } from './triggers.ts';

/**
 * Changes price, trigger or total quantity of an open order; `null` when it is done.
 *
 * Less quantity keeps the place in the queue; another price or more quantity goes behind the others. A total that is
 * filled already completes the order.
 */
export function amendOrder(state: ExchangeState, slot: number, change: AmendCommand): Rejection | null {
  const { orders, slots } = state;
  if (!orders.isOpen(slot)) return reject('order_not_found', 'The order is not open.');
  const refusal = checkAmendment(state, slot, change);
  if (refusal !== null) return refusal;
  const filled = orders.filled[slot]!;
  const total = change.lots ?? orders.totalOf(slot);
  if (total <= filled) {
    complete(state, slot);
    return null;
  }
  const left = total - filled;
  const ticks = change.limitTicks ?? slots.ticks[slot]!;
  const grows = left > slots.lots[slot]!;
  if (orders.state[slot] === ARMED) {
    if (change.triggerTicks !== undefined) {
      disarm(state, slot);
      orders.trigger[slot] = change.triggerTicks;
      arm(state, slot);
    }
  } else if (ticks === slots.ticks[slot] && !grows) {
    if (left < slots.lots[slot]!) shrinkOrder(state, slot, left);
    return null;
  }
  orders.keepCommand(slot);
  const rested = slots.level[slot] !== 0;
  if (rested) withdraw(state, slot);
  slots.ticks[slot] = ticks;
  slots.lots[slot] = left;
  orders.move(slot, AMENDED, 0, state.now);
  tellAmended(state, slot);
  if (rested) work(state, slot);
  return null;
}

/** The quantity is what has filled: nothing is left to do for the order. */
function complete(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  if (orders.filled[slot] === 0) {
    cancelOrder(state, slot, 'amended_to_filled');
    return;
  }
  orders.keepCommand(slot);
  withdraw(state, slot);
  slots.lots[slot] = 0;
  orders.move(slot, AMENDED, 1, state.now);
  trimSibling(state, slot);
  close(state, slot);
  tellAmended(state, slot);
}

function checkAmendment(state: ExchangeState, slot: number, change: AmendCommand): Rejection | null {
  const { orders, slots } = state;
  const exposure = orders.exposureOf(slot);
  const command = orders.commandOf(slot);
  const { instrument, market } = exposure;
  const limited = slots.ticks[slot] !== 0;
  const { lots, limitTicks, triggerTicks } = change;
  if (command.role === 'liquidation') return reject('account_restricted', 'A liquidation is under way.');
  if (limitTicks !== undefined && (!limited || !isPrice(limitTicks))) {
    return reject('invalid_price', 'The order has no limit price, or the new one is not above zero.');
  }
  if (triggerTicks !== undefined) {
    const fixed = command.type !== 'trailing_stop' || Number.isNaN(orders.best[slot]!);
    if (orders.state[slot] !== ARMED || !fixed || !isPrice(triggerTicks))
      return reject('invalid_price', 'The order has no trigger price that could be changed.');
    const rising = risingOf(command.type, slots.side[slot]!);
    const passed = checkTriggerPassed(market, command.triggerBy, rising, triggerTicks);
    if (passed !== null) return passed;
  }
  const filled = orders.filled[slot]!;
  if (lots !== undefined && !Number.isSafeInteger(lots))
    return reject('invalid_quantity', 'Quantities are whole lots.');
  if (lots !== undefined && lots > filled) {
    const most = limited ? instrument.maxLimitLots : instrument.maxMarketLots;
    if (!(lots >= instrument.minLots) || (most !== null && lots > most))
      return reject('invalid_quantity', 'The quantity is below the smallest or above the largest order.');
    if (command.effect === 'reduce_only' && lots - filled > Math.abs(exposure.lots))
      return reject('invalid_quantity', 'A reduce-only order cannot be larger than the position.');
  }
  return slots.level[slot] === 0 ? null : checkFunds(state, slot, change);
}

/** Whether the account can bear the resting order as it would be. The order's own margin is let go for the question. */
function checkFunds(state: ExchangeState, slot: number, change: AmendCommand): Rejection | null {
  const { orders, slots } = state;
  if (!binds(state, slot)) return null;
  const exposure = orders.exposureOf(slot);
  const { instrument } = exposure;
  const side = slots.side[slot]!;
  const [beforeLots, beforeTicks] = [slots.lots[slot]!, slots.ticks[slot]!];
  const lots = (change.lots ?? orders.totalOf(slot)) - orders.filled[slot]!;
  const ticks = change.limitTicks ?? beforeTicks;
  if (lots <= 0 || (lots <= beforeLots && lots * ticks <= beforeLots * beforeTicks)) return null;
  exposure.release(side, beforeLots, beforeTicks);
  try {
    if (exposure.position === null) {
      const buys = side === 0;
      const needed = buys ? BigInt(lots) * BigInt(ticks) * instrument.costMoney : BigInt(lots) * instrument.lotMoney;
      const free = spendableMoney(buys ? exposure.wallet : exposure.baseWallet);
      return needed <= free ? null : reject('insufficient_balance', 'The order needs more than is free.');
    }
    const cost = exactProduct(lots, ticks);
    if (addsNoRisk(exposure, side, Number(cost))) return null;
    const tier = checkTier(exposure, side, lots);
    if (tier !== null || fitsOrder(exposure, side, cost)) return tier;
    return marginRejection(exposure, side, lots, ticks);
  } finally {
    exposure.reserve(side, beforeLots, beforeTicks);
  }
}
