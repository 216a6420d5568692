import type { AccountState } from '../domain/account-state.ts';
import { exactProduct } from '../domain/exact.ts';
import { initialMargin } from '../domain/margin.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { PositionState } from '../domain/position-state.ts';
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

/** What open orders of one instrument and mode could buy and sell, at their limits. */
interface Sides {
  buy: bigint;
  sell: bigint;
  takerPpm: number;
}

/**
 * Equity of a currency and what of it is free, as the venue reckons: cash and the profit of cross positions, less what
 * positions and orders bind, and not more than the cash that spot orders leave.
 *
 * Orders under way count as if they rested already.
 *
 * @see docs/simulation.md#margin
 */
export function marginUse(
  currency: string,
  account: AccountState,
  prices: PriceBoard,
  orders: Iterable<Order>,
  feesOf: (order: Order) => FeeSchedule,
): MarginUse {
  const cash = account.cash(currency);
  let reserved = 0n;
  const sides = new Map<PositionState, Sides>();
  for (const order of orders) {
    const { identity, progress } = order;
    const { instrument, side } = identity;
    // A conditional order holds nothing until it is triggered.
    if (progress.state === 'armed') continue;
    const lots = progress.lots - progress.filledLots;
    const ticks = progress.limitTicks ?? prices.lastTicks(instrument);
    if (ticks === null || lots <= 0) continue;
    if (instrument.type === 'spot') {
      if (side === 'sell' && currency === instrument.baseCurrency) reserved += BigInt(lots) * instrument.lotMoney;
      if (side === 'buy' && currency === instrument.quoteCurrency) reserved += spotValue(instrument, lots, ticks);
      continue;
    }
    if (currency !== instrument.settleCurrency || identity.effect === 'reduce_only') continue;
    const position = account.position(instrument, identity.marginMode);
    let known = sides.get(position);
    if (known === undefined) {
      known = { buy: 0n, sell: 0n, takerPpm: feesOf(order).takerPpm };
      sides.set(position, known);
    }
    known[side] += BigInt(exactProduct(lots, ticks)) * instrument.costMoney;
  }
  let [free, equity, unrealized] = [cash - reserved, cash, 0n];
  for (const position of account.settlingIn(currency)) {
    const bound = sides.get(position);
    if (position.lots === 0 && bound === undefined) continue;
    const marks = prices.marks(position.instrument);
    const profit = marks === null ? 0n : position.unrealized(marks);
    const value = marks === null ? BigInt(position.cost) * position.instrument.costMoney : position.value(marks);
    unrealized += profit;
    equity += profit + position.margin;
    if (!position.isolated) free += profit;
    free -= boundBy(position, position.lots < 0 ? -value : value, bound);
  }
  const spendable = free < cash - reserved ? free : cash - reserved;
  return { equity, unrealized, free: spendable > 0n ? spendable : 0n };
}

/** Margin of the worse side that the orders could lead to, and the orders' fees; `value` is signed. */
function boundBy(position: PositionState, value: Money, orders: Sides | undefined): Money {
  const held = value < 0n ? -value : value;
  const { buy = 0n, sell = 0n, takerPpm = 0 } = orders ?? {};
  let worst = held;
  if (value + buy > worst) worst = value + buy;
  if (sell - value > worst) worst = sell - value;
  // An isolated position's own margin is outside cash already.
  if (position.isolated) worst -= held;
  const fees = ((buy + sell) * BigInt(takerPpm)) / 1_000_000n;
  return initialMargin(worst, position.leverage) + (fees > 0n ? fees : 0n);
}
