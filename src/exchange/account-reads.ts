import type { Decimal } from '../domain/decimal.ts';
import { type Exact, exactProduct } from '../domain/exact.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { liquidationPrice, maintenanceMargin } from '../domain/margin.ts';
import type { Money } from '../domain/money.ts';
import type { Side } from '../domain/order-intent.ts';
import { orderMargin, spendableMoney, unrealizedMoney } from './account-margin.ts';
import type { Requirement, Walk } from './exchange-results.ts';
import type { ExchangeState } from './exchange-state.ts';
import { crossEquity, crossOf } from './liquidation.ts';
import type { Market } from './market.ts';
import { checkOrder, judgedTicks } from './order-check.ts';
import type { OrderCommand } from './order-command.ts';
import { ASK, BID } from './order-slots.ts';
import { slippageTicks } from './slippage.ts';
import type { Exposure, TradingAccount } from './trading-account.ts';

/** Slots of an account's open orders, oldest first. */
export function openOrderSlots(state: ExchangeState, account: TradingAccount, instrument?: InstrumentId): number[] {
  const open = state.openSlots(account);
  if (instrument === undefined) return open;
  return open.filter((slot) => state.orders.exposureOf(slot).instrument.id === instrument);
}

export function maintenanceOf(exposure: Exposure): Money {
  const { position, market } = exposure;
  if (position === null || position.lots === 0) return 0n;
  return maintenanceMargin(position.value(market.judgedMarks), market.tiers.of(position.lots).maintenancePpm);
}

export function liquidationPriceOf(exposure: Exposure): Decimal | null {
  const { position, market, instrument, wallet } = exposure;
  if (position === null || position.lots === 0) return null;
  const ratePpm = market.tiers.of(position.lots).maintenancePpm + market.fees.takerPpm;
  let backing = position.margin;
  if (!position.isolated) {
    backing = crossEquity(wallet) - unrealizedMoney(exposure);
    for (const other of crossOf(wallet)) {
      if (other === exposure || other.position === null) continue;
      const { position: its, market: there } = other;
      const rate = BigInt(there.tiers.of(its.lots).maintenancePpm + there.fees.takerPpm);
      backing -= (its.value(there.judgedMarks) * rate) / 1_000_000n;
    }
  }
  return liquidationPrice(instrument, position.lots, position.cost, backing, ratePpm);
}

export function walkOf(state: ExchangeState, market: Market, side: Side, lots: number): Walk {
  const buys = side === 'buy';
  let left = lots;
  let cost = 0n;
  let worst: number | null = null;
  if (market.hasDepth || market.source === 'none') {
    const opposite = buys ? ASK : BID;
    let ticks = market.best(opposite);
    while (left > 0 && Number.isFinite(ticks)) {
      const here = Math.min(left, market.book.levelLots(opposite, ticks));
      cost += BigInt(exactProduct(here, ticks));
      left -= here;
      worst = ticks;
      ticks = market.book.nextPrice(opposite, ticks);
    }
  } else if (!Number.isNaN(market.last)) {
    const slip = slippageTicks(state.slippage, market, market.last, lots);
    worst = buys ? market.last + slip : Math.max(1, market.last - slip);
    cost = BigInt(exactProduct(lots, worst));
    left = 0;
  }
  const exact: Exact = cost <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(cost) : cost;
  return { lots: lots - left, cost: exact, worstTicks: worst };
}

export function requirementOf(state: ExchangeState, account: TradingAccount, command: OrderCommand): Requirement {
  const market = state.market(command.instrument);
  const exposure = state.exposure(account, market, command.marginMode);
  const side = command.side === 'buy' ? BID : ASK;
  const { instrument } = market;
  const visible = !Number.isNaN(market.last) ? market.last : 0;
  const ticks = command.limitTicks ?? command.triggerTicks ?? (visible || judgedTicks(market, command));
  const wallet = exposure.position === null && side === ASK ? exposure.baseWallet : exposure.wallet;
  let needed = 0n;
  if (exposure.position === null) {
    needed =
      side === ASK
        ? BigInt(command.lots) * instrument.lotMoney
        : BigInt(exactProduct(command.lots, ticks)) * instrument.costMoney;
  } else if (command.effect === 'open' && !Number.isNaN(ticks)) {
    needed = orderMargin(exposure, side, exactProduct(command.lots, ticks));
  }
  return {
    currency: wallet.currency,
    needed,
    available: spendableMoney(wallet),
    rejection: checkOrder(exposure, command),
  };
}
