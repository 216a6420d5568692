import { fittingLots } from './account-margin.ts';
import { runErrand } from './errands.ts';
import type { ExchangeState } from './exchange-state.ts';
import { fillResting } from './execution.ts';
import { checkLiquidations } from './liquidation.ts';
import type { Market } from './market.ts';
import { workWaiting } from './matching.ts';
import { binds, cancelOrder } from './order-end.ts';
import { ASK, BID, type BookSide } from './order-slots.ts';
import { react, settle } from './settle.ts';
import { followPrice } from './triggers.ts';

/**
 * The way of the price inside a bar, against whoever holds a position: first what rests meets the open, then the price
 * goes to the extreme that is worse for the position, then to the other one, then to the close. For a position that comes
 * about inside the bar the worse extreme comes next, and the better one only where the price has not been there before.
 *
 * @see docs/simulation.md#candles
 */
export class BarPath {
  readonly #state: ExchangeState;
  readonly #market: Market;
  readonly #high: number;
  readonly #low: number;
  readonly #close: number;
  readonly #endsAt: number;
  /** Where the price still goes, the next one last. */
  #targets: number[] = [];
  /** How far the price has been. */
  #highest = Number.NEGATIVE_INFINITY;
  #lowest = Number.POSITIVE_INFINITY;
  /** The leg under way: where and when it began, and when it ends. What happens on it does not change its pace. */
  #legFrom = 0;
  #legAt = 0;
  #legEndsAt = 0;

  constructor(state: ExchangeState, market: Market, high: number, low: number, close: number) {
    this.#state = state;
    this.#market = market;
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.#endsAt = market.barAt + market.barMs;
  }

  walk(): void {
    const state = this.#state;
    const market = this.#market;
    state.now = Math.max(market.barAt, 0);
    this.#moveTo(market.cursor);
    this.#meet();
    let side = netSide(state, market);
    this.#plan(side);
    let at = state.now;
    this.#beginLeg(at);
    while (this.#targets.length > 0) {
      const target = this.#targets[this.#targets.length - 1]!;
      const from = market.cursor;
      const duration = this.#legEndsAt - this.#legAt;
      const stop = this.#nextStop(target);
      const done = target === this.#legFrom ? 1 : (stop - this.#legFrom) / (target - this.#legFrom);
      const arrival = Math.max(at, this.#legAt + done * duration);
      const due = market.agenda.nextAt;
      if (due <= arrival && due < this.#endsAt) {
        const share = duration === 0 ? 1 : Math.min(1, Math.max(0, (due - this.#legAt) / duration));
        const price = Math.round(this.#legFrom + (target - this.#legFrom) * share);
        at = Math.max(at, due);
        state.now = at;
        this.#moveTo(target >= from ? Math.min(Math.max(price, from), stop) : Math.max(Math.min(price, from), stop));
        this.#meet();
        while (market.agenda.nextAt <= at) runErrand(state, market.agenda.take().errand);
        settle(state);
      } else {
        at = arrival;
        state.now = Math.floor(at);
        this.#moveTo(stop);
        if (stop === target) {
          this.#targets.pop();
          this.#beginLeg(at);
        }
      }
      this.#meet();
      const after = netSide(state, market);
      // The worst comes first for a position that has just come about, too.
      if (after !== 0 && after !== side) {
        this.#planAnew(after);
        this.#beginLeg(at);
      }
      side = after;
    }
  }

  #plan(side: number): void {
    const first = side !== 0 ? side > 0 : this.#close >= this.#market.cursor;
    this.#targets = first ? [this.#close, this.#high, this.#low] : [this.#close, this.#low, this.#high];
  }

  /** {@link #plan} inside the bar: a high or low of before the position came about is no profit of it. */
  #planAnew(side: number): void {
    this.#plan(side);
    const better = side > 0 ? this.#highest >= this.#high : this.#lowest <= this.#low;
    if (better) this.#targets.splice(1, 1);
  }

  /** What is left of the time is shared evenly by the legs that are left. */
  #beginLeg(at: number): void {
    this.#legFrom = this.#market.cursor;
    this.#legAt = at;
    this.#legEndsAt = this.#targets.length === 0 ? at : at + (this.#endsAt - at) / this.#targets.length;
  }

  #moveTo(ticks: number): void {
    this.#market.cursor = ticks;
    this.#highest = Math.max(this.#highest, ticks);
    this.#lowest = Math.min(this.#lowest, ticks);
    this.#market.moveLast(ticks);
    if (this.#market.trailing.length > 0) followPrice(this.#state, this.#market);
  }

  /** The first price on the way to the target at which something happens; the target when nothing does. */
  #nextStop(target: number): number {
    const market = this.#market;
    const from = market.cursor;
    const { instrument, basis } = market;
    const inTicks = (marks: number): number => (marks - basis) / instrument.marksPerTick;
    const fills = market.volumeLeft > 0;
    let stop = target;
    if (target < from) {
      if (fills) stop = Math.max(stop, market.book.bestBid());
      stop = Math.max(stop, market.fallingByLast.nextPrice);
      if (!market.ownMarks) {
        if (market.fallingByMark.count > 0) {
          stop = Math.max(stop, Math.floor(market.fallingByMark.nextPrice - basis / instrument.marksPerTick));
        }
        for (const exposure of this.#state.exposures[market.index]!) {
          if (exposure.position !== null && exposure.position.lots > 0)
            stop = Math.max(stop, Math.min(from - 1, Math.floor(inTicks(exposure.guardLow))));
        }
      }
      for (const slot of market.trailing) {
        if (this.#state.slots.side[slot] === ASK) stop = Math.max(stop, Math.floor(this.#trailAt(slot)));
      }
      return Math.max(target, Math.min(stop, from));
    }
    if (target > from) {
      if (fills) stop = Math.min(stop, market.book.bestAsk());
      stop = Math.min(stop, market.risingByLast.nextPrice);
      if (!market.ownMarks) {
        if (market.risingByMark.count > 0) {
          stop = Math.min(stop, Math.ceil(market.risingByMark.nextPrice - basis / instrument.marksPerTick));
        }
        for (const exposure of this.#state.exposures[market.index]!) {
          if (exposure.position !== null && exposure.position.lots < 0)
            stop = Math.min(stop, Math.max(from + 1, Math.ceil(inTicks(exposure.guardHigh))));
        }
      }
      for (const slot of market.trailing) {
        if (this.#state.slots.side[slot] === BID) stop = Math.min(stop, Math.ceil(this.#trailAt(slot)));
      }
      return Math.min(target, Math.max(stop, from));
    }
    return target;
  }

  /** Last price at which a trailing stop acts; out of reach where it watches marks that come on their own. */
  #trailAt(slot: number): number {
    const { instrument, basis, ownMarks } = this.#market;
    const { orders } = this.#state;
    const trigger = orders.trigger[slot]!;
    if (orders.commandOf(slot).triggerBy === 'last') return trigger;
    if (ownMarks) return this.#state.slots.side[slot] === ASK ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return trigger - basis / instrument.marksPerTick;
  }

  /** Everything that can happen at the present price does: who waits, who rests, who triggers, who is due. */
  #meet(): void {
    const state = this.#state;
    const market = this.#market;
    let again = true;
    while (again) {
      again = false;
      if (market.volumeLeft > 0) {
        if (market.waiting.length > 0) workWaiting(state, market);
        again = this.#fillSide(BID) || again;
        again = this.#fillSide(ASK) || again;
      }
      settle(state);
      const fills = state.fills;
      react(state, market);
      if (checkLiquidations(state, market)) again = true;
      settle(state);
      if (state.fills !== fills) again = true;
    }
  }

  /** Fills what rests at the present price or beyond, as far as the bar's volume goes. Whether anything filled. */
  #fillSide(side: BookSide): boolean {
    const state = this.#state;
    const market = this.#market;
    const { slots, orders } = state;
    let any = false;
    while (market.volumeLeft > 0) {
      const best = market.best(side);
      if (side === BID ? best < market.cursor : best > market.cursor) break;
      const slot = market.book.front(side);
      const offered = Math.min(slots.lots[slot]!, market.volumeLeft);
      const exposure = orders.exposureOf(slot);
      const rested = binds(state, slot) ? slots.ticks[slot]! : 0;
      const signed = side === BID ? offered : -offered;
      const lots = fittingLots(exposure, signed, market.cursor, market.fees.makerPpm, rested);
      if (lots === 0) {
        cancelOrder(state, slot, 'insufficient_margin');
        continue;
      }
      market.volumeLeft -= lots;
      fillResting(state, slot, lots, market.cursor);
      any = true;
      // Protection comes alive before the next fill.
      if (state.aftermath.uncovered.length > 0) settle(state);
    }
    return any;
  }
}

/** Whether nothing in the market can notice a bar with these prices. */
export function isQuiet(state: ExchangeState, market: Market, high: number, low: number): boolean {
  if (market.book.bestBid() >= low || market.book.bestAsk() <= high) return false;
  if (market.fallingByLast.nextPrice >= low || market.risingByLast.nextPrice <= high) return false;
  if (market.waiting.length > 0 || market.trailing.length > 0) return false;
  if (market.agenda.nextAt < market.barAt + market.barMs) return false;
  if (market.ownMarks) return true;
  const { marksPerTick } = market.instrument;
  const lowMarks = low * marksPerTick + market.basis;
  const highMarks = high * marksPerTick + market.basis;
  if (market.fallingByMark.count > 0 && market.fallingByMark.nextPrice * marksPerTick >= lowMarks) return false;
  if (market.risingByMark.count > 0 && market.risingByMark.nextPrice * marksPerTick <= highMarks) return false;
  const exposures = state.exposures[market.index]!;
  for (let index = 0; index < exposures.length; index++) {
    const exposure = exposures[index]!;
    if (exposure.position === null || exposure.position.lots === 0) continue;
    if (lowMarks <= exposure.guardLow || highMarks >= exposure.guardHigh) return false;
  }
  return true;
}

/** Sign of what all accounts together hold. */
function netSide(state: ExchangeState, market: Market): number {
  let lots = 0;
  for (const exposure of state.exposures[market.index]!) lots += exposure.position?.lots ?? 0;
  return Math.sign(lots);
}
