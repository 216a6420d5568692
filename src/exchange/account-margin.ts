import type { Exact } from '../domain/exact.ts';
import { initialMargin } from '../domain/margin.ts';
import { type Money, moneyEstimate } from '../domain/money.ts';
import { LEVERAGE_SCALE, type PositionState } from '../domain/position-state.ts';
import { BID } from './order-slots.ts';
import type { Exposure, Wallet } from './trading-account.ts';

/**
 * Which share of the sums involved an estimate in doubles may be off; nearer to the limit, integers decide.
 *
 * Some thirty operations, each to within 2^-53, stay far below.
 */
const DOUBT = 1e-11;

/** Money that new orders can use, exactly. */
export function freeMoney(wallet: Wallet): Money {
  let free = wallet.cash();
  for (const exposure of wallet.exposures) {
    if (exposure.position === null) free -= spotReserved(exposure, wallet);
    else if (exposure.wallet === wallet) {
      if (!exposure.position.isolated) free += unrealizedMoney(exposure);
      free -= boundMoney(exposure);
    }
  }
  return free;
}

/** Money that can leave the account or be spent on spot: not more than there is, whatever positions have gained. */
export function spendableMoney(wallet: Wallet): Money {
  const free = freeMoney(wallet);
  let cash = wallet.cash();
  for (const exposure of wallet.exposures) if (exposure.position === null) cash -= spotReserved(exposure, wallet);
  return free < cash ? free : cash;
}

/** Cash, isolated margin and unrealized profit, exactly. */
export function equityMoney(wallet: Wallet): Money {
  let equity = wallet.cash();
  for (const exposure of wallet.exposures) {
    if (exposure.position === null || exposure.wallet !== wallet) continue;
    equity += unrealizedMoney(exposure) + exposure.position.margin;
  }
  return equity;
}

export function unrealizedMoney(exposure: Exposure): Money {
  const { position, market } = exposure;
  if (position === null || position.lots === 0) return 0n;
  return position.unrealized(market.judgedMarks);
}

function spotReserved(exposure: Exposure, wallet: Wallet): Money {
  const { instrument } = exposure;
  let reserved = 0n;
  if (exposure.wallet === wallet) reserved += exposure.buyCost.value() * instrument.costMoney;
  if (exposure.baseWallet === wallet) reserved += BigInt(exposure.sellLots) * instrument.lotMoney;
  return reserved;
}

/** Changes to an exposure that are only being considered. */
export interface Supposition {
  readonly lots: number;
  readonly buyCost: Exact;
  readonly sellCost: Exact;
}
const AS_IT_IS: Supposition = { lots: 0, buyCost: 0, sellCost: 0 };

/**
 * Margin that a position and its open orders bind, exactly: the worse side of the two that the orders could lead to, at
 * the mark price for the position and the limits for the orders, and the orders' taker fees.
 *
 * The margin of an isolated position is bound already and outside cash, so only what the orders add counts.
 *
 * @see docs/simulation.md#margin
 */
export function boundMoney(exposure: Exposure, change: Supposition = AS_IT_IS): Money {
  const { position, instrument, market } = exposure;
  if (position === null) return 0n;
  const buy = exposure.buyCost.value() + BigInt(change.buyCost);
  const sell = exposure.sellCost.value() + BigInt(change.sellCost);
  const lots = position.lots + change.lots;
  const value = lots === 0 ? 0n : BigInt(lots) * BigInt(market.judgedMarks) * instrument.markMoney;
  const held = value < 0n ? -value : value;
  const ifBought = value + buy * instrument.costMoney;
  const ifSold = sell * instrument.costMoney - value;
  let worst = held;
  if (ifBought > worst) worst = ifBought;
  if (ifSold > worst) worst = ifSold;
  if (position.isolated) worst -= held;
  const fees = (buy + sell) * BigInt(market.fees.takerPpm) * instrument.feeMoney;
  return initialMargin(worst, position.leverage) + (fees > 0n ? fees : 0n);
}

/** The worst side of {@link boundMoney} as a double, in units of cost. */
function worstSide(exposure: Exposure, lots: number, buyCost: number, sellCost: number): number {
  const { market } = exposure;
  const value = lots === 0 ? 0 : (lots * market.judgedMarks) / exposure.instrument.marksPerTick;
  const held = value < 0 ? -value : value;
  let worst = held;
  if (value + buyCost > worst) worst = value + buyCost;
  if (sellCost - value > worst) worst = sellCost - value;
  return exposure.mode === 'isolated' ? worst - held : worst;
}

/**
 * Whether the account can bear an exposure with another `lots`, `buyCost` and `sellCost`, after its money changed by
 * `change` units of cost; 0 when doubles cannot tell, else 1 or −1.
 */
export function estimateFits(
  exposure: Exposure,
  lots: number,
  buyCost: number,
  sellCost: number,
  change: number,
): -1 | 0 | 1 {
  const { wallet } = exposure;
  const { exposures } = wallet;
  let free = wallet.transferredEstimate;
  let sums = free < 0 ? -free : free;
  for (let index = 0; index < exposures.length; index++) {
    const other = exposures[index]!;
    const { position, instrument, market } = other;
    if (position === null) {
      const reserved =
        other.wallet === wallet
          ? other.buyCost.estimate() * instrument.costNumber
          : (other.sellLots * Number(instrument.lotMoney)) / 1e32;
      free -= reserved;
      sums += reserved;
      continue;
    }
    if (other.wallet !== wallet) continue;
    let buy = other.buyCost.estimate();
    let sell = other.sellCost.estimate();
    let held = position.lots;
    const flow = position.cashFlowEstimate();
    free += flow;
    sums += flow < 0 ? -flow : flow;
    if (held !== 0 && !position.isolated) free += position.unrealizedEstimate(market.judgedMarks);
    if (other === exposure) {
      buy += buyCost;
      sell += sellCost;
      held += lots;
      free += change * instrument.costNumber;
    }
    const orders = buy + sell;
    const bound =
      (worstSide(other, held, buy, sell) * (LEVERAGE_SCALE / position.leverage) +
        (market.fees.takerPpm > 0 ? orders * market.fees.takerPpm * 1e-6 : 0)) *
      instrument.costNumber;
    free -= bound;
    sums += bound + (position.costEstimate() + orders) * instrument.costNumber;
  }
  const doubt = sums * DOUBT;
  return free > doubt ? 1 : free < -doubt ? -1 : 0;
}

/** Whether an order adds nothing to the worse side: it reduces, and the way out stays open. */
export function addsNoRisk(exposure: Exposure, side: number, cost: number): boolean {
  const { position } = exposure;
  if (position === null || position.lots === 0 || position.lots > 0 === (side === BID)) return false;
  const buy = exposure.buyCost.estimate();
  const sell = exposure.sellCost.estimate();
  const before = worstSide(exposure, position.lots, buy, sell);
  return side === BID
    ? worstSide(exposure, position.lots, buy + cost, sell) <= before
    : worstSide(exposure, position.lots, buy, sell + cost) <= before;
}

/** Whether the account can bear a new order of that cost, exactly. */
export function fitsOrder(exposure: Exposure, side: number, cost: Exact): boolean {
  const number = Number(cost);
  const guess = estimateFits(exposure, 0, side === BID ? number : 0, side === BID ? 0 : number, 0);
  if (guess !== 0) return guess > 0;
  return orderMargin(exposure, side, cost) <= freeMoney(exposure.wallet);
}

/** Margin that a new order of that cost would bind on top, exactly. */
export function orderMargin(exposure: Exposure, side: number, cost: Exact): Money {
  const change = side === BID ? { lots: 0, buyCost: cost, sellCost: 0 } : { lots: 0, buyCost: 0, sellCost: cost };
  return boundMoney(exposure, change) - boundMoney(exposure);
}

/**
 * How many of `lots` (signed) the account can bear at `ticks`: all, what closes the position, or none.
 *
 * `restedTicks`: see {@link fitsFill}.
 */
export function fittingLots(exposure: Exposure, lots: number, ticks: number, ppm: number, restedTicks: number): number {
  if (fitsFill(exposure, lots, ticks, ppm, restedTicks)) return Math.abs(lots);
  const held = exposure.position?.lots ?? 0;
  // What only closes always fits, so this order is larger than the position and would turn it round.
  return held !== 0 && held > 0 !== lots > 0 ? Math.abs(held) : 0;
}

/**
 * Whether the account can bear an execution of `lots` (signed) at `ticks`; what only closes always fits.
 *
 * `restedTicks` is the limit at which the lots were bound as a resting order, 0 when they were not.
 */
export function fitsFill(exposure: Exposure, lots: number, ticks: number, ppm: number, restedTicks: number): boolean {
  const { position, instrument, market } = exposure;
  if (position === null) return fitsSpotFill(exposure, lots, ticks, restedTicks);
  const before = position.lots;
  const after = before + lots;
  const turns = before !== 0 && after !== 0 && before > 0 !== after > 0;
  if (!turns && Math.abs(after) <= Math.abs(before)) return true;
  const traded = lots < 0 ? -lots : lots;
  const fee = traded * ticks * ppm * 1e-6;
  const opening = turns ? Math.abs(after) : traded;
  // Cross: the position is valued at the mark at once. Isolated: its margin leaves the cash, and what closes comes back.
  const change = position.isolated
    ? (turns ? closedEstimate(position, ticks) : 0) - marginEstimate(position, opening * ticks) - fee
    : lots * (market.judgedMarks / instrument.marksPerTick - ticks) - fee;
  const freed = -traded * restedTicks;
  const guess = estimateFits(exposure, lots, lots > 0 ? freed : 0, lots > 0 ? 0 : freed, change);
  if (guess !== 0) return guess > 0;
  return fitsFillExactly(exposure, lots, ticks, ppm, restedTicks, opening);
}

/** What closing the whole of an isolated position at `ticks` adds to cash, fee apart, in units of cost. */
function closedEstimate(position: PositionState, ticks: number): number {
  const margin = moneyEstimate(position.margin) / position.instrument.costNumber;
  const proceeds = position.lots * ticks;
  return margin + (position.lots > 0 ? proceeds - position.costEstimate() : proceeds + position.costEstimate());
}

/** Margin of an isolated position's cost, in whole units of cost as it is set aside. */
function marginEstimate({ leverage }: PositionState, cost: number): number {
  return Math.ceil((cost * LEVERAGE_SCALE) / leverage);
}

/** {@link closedEstimate} as money, exactly. */
function closedMoney({ instrument, lots, cost, margin }: PositionState, ticks: number): Money {
  const proceeds = BigInt(lots) * BigInt(ticks);
  return margin + (lots > 0 ? proceeds - BigInt(cost) : proceeds + BigInt(cost)) * instrument.costMoney;
}

function fitsFillExactly(
  exposure: Exposure,
  lots: number,
  ticks: number,
  ppm: number,
  restedTicks: number,
  opening: number,
): boolean {
  const { position, instrument, market, wallet } = exposure;
  if (position === null) return true;
  const cost = BigInt(lots) * BigInt(ticks) * instrument.costMoney;
  const fee = BigInt(Math.abs(lots)) * BigInt(ticks) * BigInt(ppm) * instrument.feeMoney;
  const turns = opening < Math.abs(lots);
  const change = position.isolated
    ? (turns ? closedMoney(position, ticks) : 0n) - position.marginFor(BigInt(opening) * BigInt(ticks))
    : BigInt(lots) * BigInt(market.judgedMarks) * instrument.markMoney - cost;
  const freed = -BigInt(Math.abs(lots)) * BigInt(restedTicks);
  const supposed = { lots, buyCost: lots > 0 ? freed : 0n, sellCost: lots > 0 ? 0n : freed };
  const more = boundMoney(exposure, supposed) - boundMoney(exposure);
  return freeMoney(wallet) + change - fee - more >= 0n;
}

/** Spot sells what is there, and buys with what positions and other orders do not need. */
function fitsSpotFill(exposure: Exposure, lots: number, ticks: number, restedTicks: number): boolean {
  const { instrument, wallet } = exposure;
  if (lots < 0) return BigInt(-lots) * instrument.lotMoney <= exposure.baseWallet.cash();
  const more = BigInt(lots) * BigInt(ticks - restedTicks) * instrument.costMoney;
  return more <= 0n
    ? BigInt(lots) * BigInt(ticks) * instrument.costMoney <= wallet.cash()
    : more <= spendableMoney(wallet);
}
