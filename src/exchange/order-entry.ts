import type { Rejection } from '../domain/denial.ts';
import { isConditional } from '../domain/order-intent.ts';
import type { ExchangeState } from './exchange-state.ts';
import { work } from './matching.ts';
import { tellAccepted, tellAppeared } from './news.ts';
import { checkOrder, reject } from './order-check.ts';
import { ACKNOWLEDGED, ARM } from './order-codes.ts';
import type { OrderCommand } from './order-command.ts';
import { trimReducing } from './order-end.ts';
import { hashOf } from './order-ids.ts';
import { NO_SLOT } from './order-slots.ts';
import { CONDITIONAL } from './order-traits.ts';
import { pairUp } from './protection-pair.ts';
import type { Exposure, TradingAccount } from './trading-account.ts';
import { arm } from './triggers.ts';
import { workInTime } from './work-in-time.ts';

/** The slot of an order that was taken, or why it was not. */
export function enterOrder(state: ExchangeState, account: TradingAccount, command: OrderCommand): number | Rejection {
  const market = state.market(command.instrument);
  const exposure = state.exposure(account, market, command.marginMode);
  if (exposure.wallet.liquidating || exposure.liquidation !== NO_SLOT) {
    return reject('account_restricted', 'A liquidation is under way.');
  }
  if (command.expiresAt !== null && !(command.expiresAt > state.now)) {
    return reject('expired', 'The order has expired before it arrived.');
  }
  const refusal = checkOrder(exposure, command);
  if (refusal !== null) return refusal;
  const hash = hashOf(command.clientOrderId);
  if (state.orders.ids.find(account.number, command.clientOrderId, hash) !== NO_SLOT) {
    return reject('duplicate_client_order_id', `There is an order ${command.clientOrderId} already.`);
  }
  const slot = placeOrder(state, exposure, command, hash);
  if (command.expiresAt !== null && Number.isFinite(command.expiresAt)) {
    market.agenda.enter(command.expiresAt, { type: 'expiry', sequence: state.orders.sequence[slot]! });
  }
  startOrder(state, slot);
  // The position may have grown while the order was under way.
  if (state.orders.follows(slot)) trimReducing(state, exposure);
  return slot;
}

/** Enters an order that nobody sent: protection, a liquidation. It need not pass any check; it is told of before it trades. */
export function bringAlive(
  state: ExchangeState,
  exposure: Exposure,
  command: OrderCommand,
  prepare?: (slot: number) => void,
): number {
  const slot = placeOrder(state, exposure, command, hashOf(command.clientOrderId));
  prepare?.(slot);
  const { orders } = state;
  orders.move(slot, isConditional(command.type) ? ARM : ACKNOWLEDGED, 0, state.now);
  tellAppeared(state, slot);
  if (isConditional(command.type)) arm(state, slot);
  else workInTime(state, slot);
  return slot;
}

function placeOrder(state: ExchangeState, exposure: Exposure, command: OrderCommand, hash: number): number {
  const slot = state.orders.create(exposure, command, hash, state.now);
  if (command.effect === 'reduce_only') {
    exposure.reducing.push(slot);
    if (exposure.position === null) pairUp(state, exposure, slot);
  }
  return slot;
}

function startOrder(state: ExchangeState, slot: number): void {
  const { orders } = state;
  const conditional = (orders.traits[slot]! & CONDITIONAL) !== 0;
  orders.move(slot, conditional ? ARM : ACKNOWLEDGED, 0, state.now);
  tellAccepted(state, slot, conditional ? 'order.armed' : 'order.acknowledged');
  if (conditional) arm(state, slot);
  else work(state, slot);
}
