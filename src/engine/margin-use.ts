import type { AccountState } from '../domain/account-state.ts';
import { exactProduct } from '../domain/exact.ts';
import { initialMargin } from '../domain/margin.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { spotValue } from '../domain/spot-holding.ts';
import type { FeeSchedule } from '../ports/venue.ts';
import type { PriceBoard } from './price-board.ts';

/** What open orders and positions hold of a currency. */
export interface MarginUse {
  /** Cash, isolated margin and unrealized profit. */
  readonly equity: Money;
  readonly unrealized: Money;
  /** What new orders can use; never below zero. */
  readonly free: Money;
}

/**
 * Equity of a currency and what of it is free: cash and the profit of cross positions, less their initial margin at the
 * mark price, less what resting orders that open would need with their fee.
 */
export function marginUse(
  currency: string,
  account: AccountState,
  prices: PriceBoard,
  orders: Iterable<Order>,
  takerPpm: (order: Order) => FeeSchedule,
): MarginUse {
  let free = account.cash(currency);
  let equity = free;
  let unrealized = 0n;
  for (const position of account.settlingIn(currency)) {
    if (position.lots === 0) continue;
    const marks = prices.marks(position.instrument);
    const profit = marks === null ? 0n : position.unrealized(marks);
    const value = marks === null ? BigInt(position.cost) * position.instrument.costMoney : position.value(marks);
    unrealized += profit;
    equity += profit + position.margin;
    if (!position.isolated) free += profit - initialMargin(value, position.leverage);
  }
  for (const order of orders) free -= heldBy(order, currency, account, prices, takerPpm(order).takerPpm);
  return { equity, unrealized, free: free > 0n ? free : 0n };
}

/** What one order holds of a currency until it fills or ends. */
function heldBy(order: Order, currency: string, account: AccountState, prices: PriceBoard, takerPpm: number): Money {
  const { identity, progress } = order;
  const { instrument, side } = identity;
  // A conditional order holds nothing until it is triggered.
  if (progress.state === 'armed' || identity.effect === 'reduce_only') return 0n;
  const ticks = progress.limitTicks ?? prices.lastTicks(instrument);
  let lots = progress.lots - progress.filledLots;
  if (ticks === null || lots <= 0) return 0n;
  if (instrument.type === 'spot') {
    if (side === 'sell') return currency === instrument.baseCurrency ? BigInt(lots) * instrument.lotMoney : 0n;
    return currency === instrument.quoteCurrency ? spotValue(instrument, lots, ticks) : 0n;
  }
  if (currency !== instrument.settleCurrency) return 0n;
  const position = account.position(instrument, identity.marginMode);
  if (position.lots !== 0 && position.lots > 0 !== (side === 'buy')) lots -= Math.abs(position.lots);
  if (lots <= 0) return 0n;
  const value = BigInt(exactProduct(lots, ticks)) * instrument.costMoney;
  return initialMargin(value, position.leverage) + (value * BigInt(takerPpm)) / 1_000_000n;
}
