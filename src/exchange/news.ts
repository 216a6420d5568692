import type { CancelReason, Rejection } from '../domain/denial.ts';
import { Fill, type FillCause, type Liquidity } from '../domain/fill.ts';
import type { LedgerEntryType } from '../domain/ledger-entry.ts';
import type { Money } from '../domain/money.ts';
import { feeCurrencyOf } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { ExchangeState } from './exchange-state.ts';
import { BID } from './order-slots.ts';
import { orderOf } from './order-view.ts';
import { type Exposure, type TradingAccount, Wallet } from './trading-account.ts';

/** Tells an account that an order was taken into the book, or waits for its trigger. */
export function tellAccepted(state: ExchangeState, slot: number, type: 'order.acknowledged' | 'order.armed'): void {
  const { account } = state.orders.exposureOf(slot);
  if (account.listener === null) return;
  state.happenings.add(account, {
    type: 'order',
    event: { type, clientOrderId: idOf(state, slot), at: state.now, venueOrderId: venueIdOf(state, slot) },
  });
}

export function tellTriggered(state: ExchangeState, slot: number): void {
  const { account } = state.orders.exposureOf(slot);
  if (account.listener === null) return;
  state.happenings.add(account, {
    type: 'order',
    event: { type: 'order.triggered', clientOrderId: idOf(state, slot), at: state.now },
  });
}

export function tellEnded(state: ExchangeState, slot: number, reason: CancelReason | 'expired' | Rejection): void {
  const { account } = state.orders.exposureOf(slot);
  if (account.listener === null) return;
  const clientOrderId = idOf(state, slot);
  const at = state.now;
  const event: OrderEvent =
    reason === 'expired'
      ? { type: 'order.expired', clientOrderId, at }
      : typeof reason === 'string'
        ? { type: 'order.canceled', clientOrderId, at, reason }
        : { type: 'order.rejected', clientOrderId, at, rejection: reason };
  state.happenings.add(account, { type: 'order', event });
}

/** Tells of a command that arrived late and was refused. */
export function tellRefused(
  state: ExchangeState,
  account: TradingAccount,
  clientOrderId: string,
  type: 'order.rejected' | 'order.cancel_rejected' | 'order.amend_rejected',
  rejection: Rejection,
): void {
  if (account.listener === null) return;
  state.happenings.add(account, { type: 'order', event: { type, clientOrderId, at: state.now, rejection } });
}

export function tellAmended(state: ExchangeState, slot: number): void {
  const { orders, slots } = state;
  const { account } = orders.exposureOf(slot);
  if (account.listener === null) return;
  const trigger = orders.trigger[slot]!;
  state.happenings.add(account, {
    type: 'order',
    event: {
      type: 'order.amended',
      clientOrderId: idOf(state, slot),
      at: state.now,
      lots: orders.totalOf(slot),
      limitTicks: slots.ticks[slot] === 0 ? null : slots.ticks[slot]!,
      triggerTicks: !Number.isNaN(trigger) ? trigger : null,
    },
  });
}

/** Tells of an order that nobody placed: protection, a liquidation. */
export function tellAppeared(state: ExchangeState, slot: number): void {
  const { account } = state.orders.exposureOf(slot);
  if (account.listener === null) return;
  state.happenings.add(account, { type: 'appeared', order: orderOf(state, slot) });
}

export function tellFilled(
  state: ExchangeState,
  slot: number,
  execution: { readonly lots: number; readonly ticks: number; readonly liquidity: Liquidity; readonly feeMoney: Money },
): void {
  const { orders } = state;
  const { account, instrument, mode } = orders.exposureOf(slot);
  const clientOrderId = orders.clientOrderIdOf(slot);
  const side = state.slots.side[slot] === BID ? 'buy' : 'sell';
  const cause: FillCause = orders.liquidates(slot) ? 'liquidation' : 'order';
  const fill = new Fill({
    fillId: `${state.fills}`,
    clientOrderId,
    venueOrderId: venueIdOf(state, slot),
    instrument,
    marginMode: mode,
    side,
    lots: execution.lots,
    ticks: execution.ticks,
    feeMoney: execution.feeMoney,
    feeCurrency: feeCurrencyOf(instrument, side),
    liquidity: execution.liquidity,
    cause,
    at: state.now,
  });
  state.happenings.add(account, {
    type: 'order',
    event: { type: 'order.filled', clientOrderId, at: state.now, fill },
  });
}

/** Tells of money that moved without a fill. */
export function tellLedger(state: ExchangeState, owner: Exposure | Wallet, type: LedgerEntryType, amount: Money): void {
  state.entries += 1;
  const { account } = owner;
  if (account.listener === null) return;
  const exposure = owner instanceof Wallet ? null : owner;
  state.happenings.add(account, {
    type: 'ledger',
    entry: {
      entryId: `${state.entries}`,
      type,
      currency: owner instanceof Wallet ? owner.currency : owner.wallet.currency,
      amount,
      instrument: exposure?.instrument.id ?? null,
      marginMode: exposure?.mode ?? null,
      at: state.now,
    },
  });
}

function idOf(state: ExchangeState, slot: number): string {
  return state.orders.clientOrderIdOf(slot);
}

export function venueIdOf(state: ExchangeState, slot: number): string {
  return `${state.orders.sequence[slot]!}`;
}
