import { boundMoney, freeMoney, type Supposition, spendableMoney } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { touchOf } from './market.ts';
import { ASK, BID } from './order-slots.ts';
import { CANCEL_MAKER, preventionOf } from './order-traits.ts';
import { slippageTicks } from './slippage.ts';
import type { Exposure } from './trading-account.ts';

/** Whether all of an order could fill now, without what self-trade prevention would take out of its way or stop it at. */
export function canFill(state: ExchangeState, slot: number, isBid: boolean, limit: number): boolean {
  const { market } = state.orders.exposureOf(slot);
  const lots = state.slots.lots[slot]!;
  const touch = touchOf(market);
  const reach = isBid ? touch <= limit : touch >= limit;
  const offered = reach ? (market.source === 'bar' ? market.volumeLeft : Number.POSITIVE_INFINITY) : 0;
  if (offered >= lots) return true;
  const side = isBid ? ASK : BID;
  const wanted = lots - offered;
  const prevention = preventionOf(state.orders.traits[slot]!);
  if (prevention === 0) return market.book.lotsUpTo(side, limit, wanted) >= wanted;
  const own = { owner: state.slots.owner[slot]!, orders: prevention === CANCEL_MAKER ? 'skip' : 'stop' } as const;
  return market.book.lotsOfOthersUpTo(side, limit, wanted, own) >= wanted;
}

/** What an order would take out of its way, or trade: executions in their order, and own orders that it only cancels. */
type Step = { readonly lots: number; readonly ticks: number } | { readonly canceled: number };

/** Whether the account can bear all of an order that {@link canFill}, one execution after the other, exactly. */
export function canPay(state: ExchangeState, slot: number, isBid: boolean): boolean {
  const exposure = state.orders.exposureOf(slot);
  const steps = stepsOf(state, slot, isBid);
  return exposure.position === null ? canPaySpot(exposure, steps, isBid) : canBear(state, exposure, steps, isBid);
}

/** What `take` would do, if the account could bear all of it. */
function stepsOf(state: ExchangeState, slot: number, isBid: boolean): Step[] {
  const { orders, slots } = state;
  const { market } = orders.exposureOf(slot);
  const limit = slots.ticks[slot]!;
  const touch = touchOf(market);
  const steps: Step[] = [];
  let left = slots.lots[slot]!;
  let offered = (isBid ? touch <= limit : touch >= limit) ? Number.POSITIVE_INFINITY : 0;
  if (market.source === 'bar') offered = Math.min(offered, market.volumeLeft);
  const meetTouch = (): void => {
    const lots = Math.min(left, offered);
    offered = 0;
    if (lots === 0) return;
    const slip = slippageTicks(state.slippage, market, touch, lots);
    steps.push({ lots, ticks: isBid ? Math.min(limit, touch + slip) : Math.max(limit, touch - slip, 1) });
    left -= lots;
  };
  const ignored = preventionOf(orders.traits[slot]!) === 0 ? Number.NaN : slots.owner[slot]!;
  for (const maker of market.book.orders(isBid ? ASK : BID)) {
    const ticks = slots.ticks[maker]!;
    if (isBid ? touch < ticks : touch > ticks) meetTouch();
    if (left === 0 || (isBid ? ticks > limit : ticks < limit)) break;
    if (slots.owner[maker] === ignored) {
      steps.push({ canceled: maker });
      continue;
    }
    // As in `take`: the first trade makes the first price, by which the money is judged.
    if (!market.hasPrice) market.moveLast(ticks);
    const lots = Math.min(left, slots.lots[maker]!);
    steps.push({ lots, ticks });
    left -= lots;
  }
  meetTouch();
  return steps;
}

function canPaySpot({ instrument, wallet, baseWallet }: Exposure, steps: readonly Step[], isBid: boolean): boolean {
  let lots = 0n;
  let cost = 0n;
  for (const step of steps) {
    if ('canceled' in step) continue;
    lots += BigInt(step.lots);
    cost += BigInt(step.lots) * BigInt(step.ticks);
  }
  return isBid
    ? cost * instrument.costMoney <= spendableMoney(wallet)
    : lots * instrument.lotMoney <= baseWallet.cash();
}

/** Whether what is free is not below zero after any execution that opens, on a copy of the position. */
function canBear(state: ExchangeState, exposure: Exposure, steps: readonly Step[], isBid: boolean): boolean {
  const { position, market, wallet } = exposure;
  if (position === null) return true;
  const copy = position.copy();
  const released = new Map<Exposure, { buyCost: bigint; sellCost: bigint }>();
  const marks = market.judgedMarks;
  const worth = (of: typeof position): bigint => of.cashFlow() + (of.isolated ? 0n : of.unrealized(marks));
  const before = freeMoney(wallet) - worth(position);
  for (const step of steps) {
    if ('canceled' in step) {
      letGo(state, step.canceled, released);
      continue;
    }
    const held = Math.abs(copy.lots);
    const turns = copy.lots !== 0 && copy.lots > 0 !== isBid && step.lots > held;
    copy.fill(isBid ? step.lots : -step.lots, step.ticks);
    copy.chargeFee(step.lots, step.ticks, market.fees.takerPpm);
    if (!turns && Math.abs(copy.lots) <= held) continue;
    let free = before + worth(copy);
    const mine = { lots: copy.lots - position.lots, ...(released.get(exposure) ?? NOTHING) };
    free -= boundMoney(exposure, mine) - boundMoney(exposure);
    for (const [other, { buyCost, sellCost }] of released) {
      if (other !== exposure && other.wallet === wallet)
        free -= boundMoney(other, { lots: 0, buyCost, sellCost }) - boundMoney(other);
    }
    if (free < 0n) return false;
  }
  return true;
}

const NOTHING: Pick<Supposition, 'buyCost' | 'sellCost'> = { buyCost: 0, sellCost: 0 };

/** An own order in the way would be canceled, and bind nothing any more. */
function letGo(
  { orders, slots }: ExchangeState,
  maker: number,
  released: Map<Exposure, { buyCost: bigint; sellCost: bigint }>,
): void {
  if (!orders.binds(maker)) return;
  const exposure = orders.exposureOf(maker);
  const sums = released.get(exposure) ?? { buyCost: 0n, sellCost: 0n };
  released.set(exposure, sums);
  const cost = BigInt(slots.lots[maker]!) * BigInt(slots.ticks[maker]!);
  if (slots.side[maker] === BID) sums.buyCost -= cost;
  else sums.sellCost -= cost;
}
