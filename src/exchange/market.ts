import type { Instrument } from '../domain/instrument.ts';
import type { MarginTiers } from '../domain/margin.ts';
import type { TriggerSource } from '../domain/order-intent.ts';
import type { FeeSchedule } from '../ports/venue.ts';
import { Agenda, type Errand } from './agenda.ts';
import { objectList } from './object-list.ts';
import { OrderBook } from './order-book.ts';
import { BID, type BookSide, type OrderSlots } from './order-slots.ts';
import { SortedTriggers } from './sorted-triggers.ts';

/** Where a market's liquidity comes from besides the book. `none`: only what rests in the book. */
export type LiquiditySource = 'none' | 'bar' | 'trades';

/** One instrument: its book, its prices, and the orders that wait for a price. */
export class Market {
  readonly index: number;
  readonly instrument: Instrument;
  readonly fees: FeeSchedule;
  readonly tiers: MarginTiers;
  readonly book: OrderBook;

  source: LiquiditySource = 'none';
  /** Whether the book holds the market's own size. */
  hasDepth = false;
  /** Whether trades make the last price; without them it is the middle of the book. */
  tradesSeen = false;
  /** Last price that may be seen, in ticks; NaN before the first. */
  last = Number.NaN;
  /** Mark price in mark points; NaN before the first. */
  marks = Number.NaN;
  basis = 0;
  /** Marks come on their own, not from the last price. */
  ownMarks = false;

  /** Price at which the bar can be traded at this point of its path, in ticks; NaN outside a bar. */
  cursor = Number.NaN;
  barAt = 0;
  barMs = 0;
  /** Whether its new price is still to be reacted to. */
  hasMoved = false;
  /** The path of the bar is being walked: what happens now, happens at the cursor. */
  isWalked = false;
  /** Lots that are still to be had from the bar, or from the last trade's size as a measure of slippage. */
  volumeLeft = 0;
  volume = 0;
  /** High less low of the last closed bar, in ticks. */
  range = 0;

  readonly risingByLast = new SortedTriggers('rising');
  readonly fallingByLast = new SortedTriggers('falling');
  readonly risingByMark = new SortedTriggers('rising');
  readonly fallingByMark = new SortedTriggers('falling');
  /** Active trailing stops, whose trigger follows the price. */
  readonly trailing: number[] = [];
  /** Market orders of stops, targets and liquidations that found no liquidity yet, oldest first. */
  readonly waiting: number[] = [];
  readonly agenda = new Agenda();
  /** Errands that arrived between two bars and meet the next one's opening price. */
  readonly arrivals: Errand[] = objectList();

  constructor(
    index: number,
    instrument: Instrument,
    terms: { readonly fees: FeeSchedule; readonly tiers: MarginTiers; readonly slots: OrderSlots },
  ) {
    this.index = index;
    this.instrument = instrument;
    this.fees = terms.fees;
    this.tiers = terms.tiers;
    this.book = new OrderBook(terms.slots);
  }

  get barIsOpen(): boolean {
    return !Number.isNaN(this.cursor);
  }

  /**
   * Whether the bar has begun before `now` and where its price has been since is not known before it ends. What happens
   * then waits for its instant on the bar's path: the open is a price of the past.
   */
  isUnderWay(now: number): boolean {
    return now > this.barAt && this.barIsOpen && !this.isWalked;
  }

  /** Whether any price is known, be it one that may not be seen yet. */
  get hasPrice(): boolean {
    return !Number.isNaN(this.last) || this.barIsOpen;
  }

  /** The price in ticks by which money is judged where no mark is known. */
  get referenceTicks(): number {
    if (!Number.isNaN(this.last)) return this.last;
    return this.cursor;
  }

  /** Mark points by which money is judged; before the first price those of the bar that begins. NaN without any price. */
  get judgedMarks(): number {
    return !Number.isNaN(this.marks) ? this.marks : this.referenceTicks * this.instrument.marksPerTick + this.basis;
  }

  moveLast(ticks: number): void {
    this.last = ticks;
    if (!this.ownMarks) this.marks = ticks * this.instrument.marksPerTick + this.basis;
  }

  /** The price that a trigger watches, in ticks, or a fraction of one; NaN when it is not known. */
  watched(by: TriggerSource): number {
    return by === 'last' ? this.last : this.marks / this.instrument.marksPerTick;
  }

  triggers(by: TriggerSource, direction: 'rising' | 'falling'): SortedTriggers {
    if (by === 'last') return direction === 'rising' ? this.risingByLast : this.fallingByLast;
    return direction === 'rising' ? this.risingByMark : this.fallingByMark;
  }

  /** Every list of armed orders, in an order that never changes. */
  allTriggers(): readonly SortedTriggers[] {
    return [this.risingByLast, this.fallingByLast, this.risingByMark, this.fallingByMark];
  }

  /** Best price of a side of the book, infinitely bad when it is empty. */
  best(side: BookSide): number {
    return side === BID ? this.book.bestBid() : this.book.bestAsk();
  }
}

/** Price at which the market itself trades without a book, in ticks; NaN where it does not. */
export function touchOf(market: Market): number {
  if (market.source === 'bar') return market.volumeLeft > 0 ? market.cursor : Number.NaN;
  return market.source === 'trades' && !market.hasDepth ? market.last : Number.NaN;
}
