import { invariant } from '../errors/index.ts';
import { NO_DOUBLES, NO_INTEGERS, OrderRows, ROW } from './order-rows.ts';

/** The slot that stands for "no order". Real slots come after it. */
export const NO_SLOT = 0;

/** Sides as they stand in {@link OrderSlots.side}. */
export const BID = 0;
export const ASK = 1;
export type BookSide = typeof BID | typeof ASK;

/** The owner of the market's own size in a replay. Accounts count from 1. */
export const EXTERNAL = 0;

/** Rows to begin with. */
const FIRST_ROWS = 256;

/**
 * Resting orders as columns of {@link OrderRows}, all books of an exchange together.
 *
 * A slot stands for a row: small, and used again after {@link release}. Whoever keeps a slot keeps it only while the
 * order lives. Columns are replaced when there are more rows, so read them through this object each time, and take
 * columns of your own anew in {@link onGrow}.
 */
export class OrderSlots {
  readonly rows: OrderRows;
  /** {@link BID} or {@link ASK}. */
  side: Int32Array = NO_INTEGERS;
  /** Price in ticks, an integer of at least 1. */
  ticks: Float64Array = NO_DOUBLES;
  /** What is left of the order, in lots. */
  lots: Float64Array = NO_DOUBLES;
  /** Account number, or {@link EXTERNAL}. */
  owner: Int32Array = NO_INTEGERS;
  /** The slot behind this one at the same price, or {@link NO_SLOT}. Written by the book only. */
  next: Int32Array = NO_INTEGERS;
  /** The slot before this one at the same price, or {@link NO_SLOT}. Written by the book only. */
  prev: Int32Array = NO_INTEGERS;
  /** The book's number of the price level, 0 while the order does not rest. Written by the book only. */
  level: Int32Array = NO_INTEGERS;

  #top = ROW;
  #free = NO_SLOT;
  #used = 0;
  readonly #listeners: ((rows: OrderRows) => void)[] = [];

  constructor(rows = FIRST_ROWS) {
    this.rows = new OrderRows(rows);
    this.onGrow((anew) => this.#take(anew));
  }

  /** Slots in use. */
  get used(): number {
    return this.#used;
  }

  /** Calls `listener` now, and again whenever there are more rows. */
  onGrow(listener: (rows: OrderRows) => void): void {
    this.#listeners.push(listener);
    listener(this.rows);
  }

  /** A slot with these values, not yet in any book. */
  allocate(side: BookSide, ticks: number, lots: number, owner: number): number {
    let slot = this.#free;
    if (slot !== NO_SLOT) {
      this.#free = this.next[slot]!;
      this.next[slot] = NO_SLOT;
    } else {
      slot = this.#top;
      this.#top += ROW;
      if (slot === this.rows.end) this.#grow();
    }
    this.#used += 1;
    this.side[slot] = side;
    this.ticks[slot] = ticks;
    this.lots[slot] = lots;
    this.owner[slot] = owner;
    return slot;
  }

  /** Gives a slot back; it must have left its book. The next {@link allocate} may return it. */
  release(slot: number): void {
    if (this.level[slot] !== 0) invariant(false, 'A slot was released while its order rests in a book.', { slot });
    this.next[slot] = this.#free;
    this.#free = slot;
    this.#used -= 1;
  }

  #grow(): void {
    this.rows.grow();
    for (const listener of this.#listeners) listener(this.rows);
  }

  #take(rows: OrderRows): void {
    this.side = rows.integers('side');
    this.owner = rows.integers('owner');
    this.next = rows.integers('next');
    this.prev = rows.integers('prev');
    this.level = rows.integers('level');
    this.ticks = rows.doubles('ticks');
    this.lots = rows.doubles('lots');
  }
}
