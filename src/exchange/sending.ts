import type { OrderRef } from '../domain/order-intent.ts';
import type { CommandErrand } from './agenda.ts';
import type { ExchangeState } from './exchange-state.ts';
import { latencyOf } from './latency.ts';
import type { Market } from './market.ts';
import { NO_SLOT } from './order-slots.ts';
import type { TradingAccount } from './trading-account.ts';

/** Whether what is sent to a market now happens later: it takes time, or the bar under way has to end first. */
export function isDeferred(state: ExchangeState, market: Market): boolean {
  return state.latency.type !== 'none' || market.isUnderWay(state.now);
}

/** Lets a command go on its way. An account's commands arrive in the order in which they were sent, as on one connection. */
export function send(
  state: ExchangeState,
  market: Market,
  errand: CommandErrand,
): { readonly outcome: 'sent'; readonly arrivesAt: number } {
  let arrivesAt = state.now + latencyOf(state.latency, state.random);
  for (const { agenda } of state.markets) arrivesAt = Math.max(arrivesAt, agenda.lastArrival(errand.accountId));
  market.agenda.enter(arrivesAt, errand);
  return { outcome: 'sent', arrivesAt };
}

/**
 * The market to which a command about an order has to be sent: its own, where commands are deferred there, or that of an
 * order that has not arrived yet. `null` when the command is to be carried out at once.
 */
export function destination(state: ExchangeState, accountId: string, ref: OrderRef, slot: number): Market | null {
  if (slot === NO_SLOT) {
    return state.markets.find((market) => submitsUnderWay(market, accountId).some((id) => isRef(ref, id))) ?? null;
  }
  const { market } = state.orders.exposureOf(slot);
  return isDeferred(state, market) ? market : null;
}

/** Sends a cancel for everything that an account has, or has under way, in a market whose bar is under way; returns how many. */
export function sendCancels(
  state: ExchangeState,
  account: TradingAccount,
  market: Market,
  slots: readonly number[],
): number {
  const open = slots.filter(
    (slot) => state.orders.exposureOf(slot).market === market && !state.orders.liquidates(slot),
  );
  const ids = [...open.map((slot) => state.orders.clientOrderIdOf(slot)), ...submitsUnderWay(market, account.id)];
  for (const clientOrderId of ids) {
    send(state, market, { type: 'cancel', accountId: account.id, ref: { clientOrderId } });
  }
  return ids.length;
}

/** Client order ids of an account's orders that have not been entered yet, in their order. */
function submitsUnderWay(market: Market, accountId: string): string[] {
  const ids: string[] = [];
  if (market.agenda.nextAt === Number.POSITIVE_INFINITY && market.arrivals.length === 0) return ids;
  const errands = [...market.arrivals, ...market.agenda.all().map(({ errand }) => errand)];
  for (const errand of errands) {
    if (errand.type === 'submit' && errand.accountId === accountId) ids.push(errand.command.clientOrderId);
  }
  return ids;
}

function isRef(ref: OrderRef, clientOrderId: string): boolean {
  return 'clientOrderId' in ref && ref.clientOrderId === clientOrderId;
}
