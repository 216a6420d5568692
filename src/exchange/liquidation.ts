import { isLiquidatable, type MaintenancePart } from '../domain/margin.ts';
import { type Money, moneyEstimate } from '../domain/money.ts';
import type { PositionState } from '../domain/position-state.ts';
import { unrealizedMoney } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { Market } from './market.ts';
import { tellLedger } from './news.ts';
import { cancelOrder } from './order-end.ts';
import { bringAlive } from './order-entry.ts';
import { NO_SLOT } from './order-slots.ts';
import type { Exposure, Wallet } from './trading-account.ts';

/** Part of the distance to the estimated liquidation at which the exact test is made, against the estimate's own error. */
const CAUTION = 1 - 1e-9;
const DOUBT = 1e-11;

/** Liquidates what the market's present mark price makes due. Whether anything was. */
export function checkLiquidations(state: ExchangeState, market: Market): boolean {
  const { marks } = market;
  const exposures = state.exposures[market.index]!;
  let any = false;
  for (let index = 0; index < exposures.length; index++) {
    const exposure = exposures[index]!;
    const { position } = exposure;
    if (position === null || position.lots === 0 || exposure.liquidation !== NO_SLOT) continue;
    if (marks > exposure.guardLow && marks < exposure.guardHigh) continue;
    if (position.isolated ? isolatedIsSafe(exposure) : crossIsSafe(exposure.wallet)) continue;
    if (position.isolated) liquidateIsolated(state, exposure);
    else liquidateCross(state, exposure.wallet);
    any = true;
  }
  return any;
}

/** Maintenance rate with the fee of closing, in parts per million. */
function ratePpm(exposure: Exposure, position: PositionState): number {
  return exposure.market.tiers.of(position.lots).maintenancePpm + exposure.market.fees.takerPpm;
}

function partOf(exposure: Exposure, position: PositionState): MaintenancePart {
  return { value: position.value(exposure.market.judgedMarks), ratePpm: ratePpm(exposure, position) };
}

function isolatedIsSafe(exposure: Exposure): boolean {
  const { position, market } = exposure;
  if (position === null) return true;
  const backing = moneyEstimate(position.margin);
  const slack = backing + slackOf(exposure, position);
  const sums = backing + 2 * position.costEstimate() * exposure.instrument.costNumber;
  if (slack > sums * DOUBT) {
    setGuard(exposure, position, slack);
    return true;
  }
  const safe = !isLiquidatable(position.margin + position.unrealized(market.judgedMarks), [partOf(exposure, position)]);
  if (safe) exposure.forgetGuard();
  return safe;
}

/** Unrealized profit less maintenance and fee, as a double. */
function slackOf(exposure: Exposure, position: PositionState): number {
  const { market, instrument } = exposure;
  const { lots } = position;
  const value = (lots * market.judgedMarks) / instrument.marksPerTick;
  const cost = position.costEstimate();
  const gained = lots > 0 ? value - cost : value + cost;
  return (gained - Math.abs(value) * ratePpm(exposure, position) * 1e-6) * instrument.costNumber;
}

function crossIsSafe(wallet: Wallet): boolean {
  const { exposures } = wallet;
  let slack = wallet.transferredEstimate;
  let sums = slack < 0 ? -slack : slack;
  let count = 0;
  // Runs after every trade: no lists are made here.
  for (let index = 0; index < exposures.length; index++) {
    const exposure = exposures[index]!;
    const { position } = exposure;
    if (position === null || exposure.wallet !== wallet) continue;
    const flow = position.cashFlowEstimate();
    slack += flow;
    sums += flow < 0 ? -flow : flow;
    if (position.isolated || position.lots === 0) continue;
    count += 1;
    slack += slackOf(exposure, position);
    sums += 2 * position.costEstimate() * exposure.instrument.costNumber;
  }
  if (slack > sums * DOUBT) {
    // Each may lose its part; together they then cannot lose all of it.
    for (let index = 0; index < exposures.length; index++) {
      const exposure = exposures[index]!;
      const { position } = exposure;
      if (position === null || position.isolated || position.lots === 0 || exposure.wallet !== wallet) continue;
      setGuard(exposure, position, slack / count);
    }
    return true;
  }
  const equity = crossEquity(wallet);
  const safe = !isLiquidatable(
    equity,
    crossOf(wallet).map((exposure) => partOf(exposure, exposure.position!)),
  );
  if (safe) for (const exposure of crossOf(wallet)) exposure.forgetGuard();
  return safe;
}

/** What backs the cross positions of a currency: its cash and their unrealized profit. */
export function crossEquity(wallet: Wallet): Money {
  let equity = wallet.cash();
  for (const exposure of crossOf(wallet)) equity += unrealizedMoney(exposure);
  return equity;
}

/** Exposures with an open cross position that settles in the wallet's currency. */
export function crossOf(wallet: Wallet): Exposure[] {
  return wallet.exposures.filter(
    ({ position, wallet: settlement }) =>
      position !== null && !position.isolated && position.lots !== 0 && settlement === wallet,
  );
}

/** Money that the position's price may still cost, as marks on the side where it loses. */
function setGuard(exposure: Exposure, position: PositionState, slack: number): void {
  const { market, instrument } = exposure;
  exposure.wallet.isGuarded = true;
  const rate = ratePpm(exposure, position) * 1e-6;
  const perMark = (Math.abs(position.lots) * instrument.costNumber) / instrument.marksPerTick;
  if (position.lots > 0) {
    exposure.guardLow = market.judgedMarks - Math.max(0, (slack / (perMark * (1 - rate))) * CAUTION - 1);
    exposure.guardHigh = Number.POSITIVE_INFINITY;
  } else {
    exposure.guardLow = Number.NEGATIVE_INFINITY;
    exposure.guardHigh = market.judgedMarks + Math.max(0, (slack / (perMark * (1 + rate))) * CAUTION - 1);
  }
}

function liquidateIsolated(state: ExchangeState, exposure: Exposure): void {
  for (const slot of openSlots(state, exposure)) cancelOrder(state, slot, 'liquidation');
  closeByForce(state, exposure);
}

function liquidateCross(state: ExchangeState, wallet: Wallet): void {
  wallet.liquidating = true;
  for (const exposure of wallet.exposures) {
    if (exposure.wallet !== wallet || exposure.mode === 'isolated') continue;
    for (const slot of openSlots(state, exposure)) cancelOrder(state, slot, 'liquidation');
  }
  for (const exposure of crossOf(wallet)) if (exposure.liquidation === NO_SLOT) closeByForce(state, exposure);
}

/** Open orders of an exposure, oldest first. */
export function openSlots(state: ExchangeState, exposure: Exposure): number[] {
  return state.openSlots(exposure.account).filter((slot) => state.orders.exposureOf(slot) === exposure);
}

/** A market order of the exchange's own closes the position; it stays until it has found the liquidity. */
function closeByForce(state: ExchangeState, exposure: Exposure): void {
  const { position, account } = exposure;
  if (position === null || position.lots === 0) return;
  exposure.flowBefore = position.cashFlow();
  let number = state.orders.nextSequence;
  while (state.slotOf(account, `liquidation${number}`) !== NO_SLOT) number += 1;
  const lots = Math.abs(position.lots);
  bringAlive(
    state,
    exposure,
    {
      clientOrderId: `liquidation${number}`,
      instrument: exposure.instrument,
      side: position.lots > 0 ? 'sell' : 'buy',
      type: 'market',
      lots,
      limitTicks: null,
      timeInForce: 'gtc',
      triggerTicks: null,
      triggerBy: 'mark',
      trail: null,
      effect: 'reduce_only',
      marginMode: exposure.mode,
      role: 'liquidation',
      selfTradePrevention: 'cancel_maker',
      protection: null,
      expiresAt: null,
      identity: null,
    },
    (slot) => {
      exposure.liquidation = slot;
    },
  );
}

/**
 * What is left to do when a position is flat: an isolated liquidation costs no more than its margin, and cash that is
 * below zero without a cross position is made up by the insurance fund.
 */
export function settleFlat(state: ExchangeState, exposure: Exposure): void {
  const { position, wallet } = exposure;
  if (position === null || position.lots !== 0) return;
  if (exposure.liquidation !== NO_SLOT && !state.orders.isOpen(exposure.liquidation)) {
    exposure.liquidation = NO_SLOT;
    const before = exposure.flowBefore ?? 0n;
    exposure.flowBefore = null;
    const lost = before - position.cashFlow();
    if (position.isolated && lost > 0n) insure(state, wallet, lost);
  }
  const open = crossOf(wallet);
  if (wallet.liquidating && open.length === 0) wallet.liquidating = false;
  if (open.length > 0) return;
  const cash = wallet.cash();
  if (cash < 0n) insure(state, wallet, -cash);
}

function insure(state: ExchangeState, wallet: Wallet, amount: Money): void {
  wallet.account.transfer(wallet.currency, amount);
  tellLedger(state, wallet, 'insurance', amount);
}
