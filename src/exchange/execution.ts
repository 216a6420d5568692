import { exactProduct } from '../domain/exact.ts';
import type { Liquidity } from '../domain/fill.ts';
import type { Money } from '../domain/money.ts';
import type { ExchangeState } from './exchange-state.ts';
import { tellFilled } from './news.ts';
import { FILL } from './order-codes.ts';
import { binds, close, trimReducing, trimSibling } from './order-end.ts';
import { BID } from './order-slots.ts';
import { GROUPED, PROTECTED } from './order-traits.ts';
import type { Exposure } from './trading-account.ts';

/**
 * Books one side of a trade: order, position or holding, fee, and what hangs on them.
 *
 * `slots.lots` of the order is already what is left of it. Sibling and reduce-only orders are fitted in {@link follow},
 * when both sides are booked.
 */
export function book(state: ExchangeState, slot: number, lots: number, ticks: number, liquidity: Liquidity): void {
  const { orders, slots } = state;
  const exposure = orders.exposureOf(slot);
  const { position, market, instrument } = exposure;
  const bought = slots.side[slot] === BID;
  const ppm = liquidity === 'maker' ? market.fees.makerPpm : market.fees.takerPpm;
  const left = slots.lots[slot]!;
  state.fills += 1;

  let opened: number;
  if (position !== null) {
    const before = position.lots;
    position.fill(bought ? lots : -lots, ticks);
    position.chargeFee(lots, ticks, ppm);
    opened = openedBy(bought, lots, before, position.lots);
    orders.addFill(slot, lots, ticks, ticks, ppm, state.now);
    forgetGuards(exposure);
    if (position.lots === 0) state.aftermath.flatten(exposure);
  } else {
    exposure.account.state.applyExecution({
      instrument,
      marginMode: exposure.mode,
      side: bought ? 'buy' : 'sell',
      lots,
      ticks,
      feeMoney: spotFee(exposure, bought, lots, ticks, ppm),
    });
    exposure.wallet.refresh();
    exposure.baseWallet.refresh();
    // The fee is taken in what was bought, so a lot or more of it cannot be sold again.
    opened = bought ? lots - Math.ceil((lots * Math.max(0, ppm)) / 1e6) : 0;
    orders.addFill(slot, lots, ticks, bought ? 1 : ticks, ppm, state.now);
  }
  orders.move(slot, FILL, left === 0 ? 1 : 0, state.now);
  if (opened > 0 && (orders.traits[slot]! & PROTECTED) !== 0) {
    if (orders.unprotected[slot] === 0) state.aftermath.cover(slot);
    orders.unprotected[slot]! += opened;
  }
  if (exposure.account.listener !== null) {
    const feeMoney =
      position === null
        ? spotFee(exposure, bought, lots, ticks, ppm)
        : BigInt(exactProduct(lots, ticks)) * BigInt(ppm) * instrument.feeMoney;
    tellFilled(state, slot, { lots, ticks, liquidity, feeMoney });
  }
  if (left > 0) return;
  // The sibling goes for its own reason, before the position's orders go for theirs.
  if ((orders.traits[slot]! & GROUPED) !== 0) trimSibling(state, slot);
  close(state, slot);
}

/** Fits the orders that hang on a position which a trade has changed. Only cancels and shrinks; nothing trades here. */
export function follow(state: ExchangeState, slot: number): void {
  const { orders } = state;
  if ((orders.traits[slot]! & GROUPED) !== 0 && state.slots.lots[slot]! > 0) trimSibling(state, slot);
  const exposure = orders.exposureOf(slot);
  if (exposure.reducing.length > 0) trimReducing(state, exposure);
}

/** Executes an order that rests in the book against the market's own liquidity; it may leave the book. */
export function fillResting(state: ExchangeState, slot: number, lots: number, ticks: number): void {
  const { slots, orders } = state;
  const exposure = orders.exposureOf(slot);
  const { book: orderBook } = exposure.market;
  if (binds(state, slot)) exposure.release(slots.side[slot]!, lots, slots.ticks[slot]!);
  if (lots === slots.lots[slot]) {
    orderBook.remove(slot);
    slots.lots[slot] = 0;
  } else {
    orderBook.reduce(slot, lots);
  }
  book(state, slot, lots, ticks, 'maker');
  follow(state, slot);
}

/** An isolated position's margin comes out of the cash that backs the cross positions, so theirs are forgotten, too. */
export function forgetGuards({ wallet }: Exposure): void {
  if (wallet.isGuarded) wallet.forgetGuards();
}

function openedBy(bought: boolean, lots: number, before: number, after: number): number {
  if (after === 0 || after > 0 !== bought) return 0;
  if (before === 0 || before > 0 === bought) return lots;
  return after < 0 ? -after : after;
}

function spotFee(exposure: Exposure, bought: boolean, lots: number, ticks: number, ppm: number): Money {
  const { instrument } = exposure;
  if (bought) return (BigInt(lots) * instrument.lotMoney * BigInt(ppm)) / 1_000_000n;
  return BigInt(exactProduct(lots, ticks)) * BigInt(ppm) * instrument.feeMoney;
}
