import { invariant } from '../errors/index.ts';

/** The slot that stands for "no order". Real slots count from 1. */
export const NO_SLOT = 0;

/** Sides as they stand in {@link OrderSlots.side}. */
export const BID = 0;
export const ASK = 1;
export type BookSide = typeof BID | typeof ASK;

/** The owner of the market's own size in a replay. Accounts count from 1. */
export const EXTERNAL = 0;

const FIRST_CAPACITY = 256;

/**
 * Resting orders as rows of typed columns, all books of an exchange together.
 *
 * A slot is a row number: small, and used again after {@link release}. Whoever keeps a slot keeps it only while the
 * order lives. Columns are replaced when the store grows, so read them through this object each time, and give parallel
 * columns of your own the new length in {@link onGrow}.
 */
export class OrderSlots {
  /** {@link BID} or {@link ASK}. */
  side: Uint8Array;
  /** Price in ticks, an integer of at least 1. */
  ticks: Float64Array;
  /** What is left of the order, in lots. */
  lots: Float64Array;
  /** Account number, or {@link EXTERNAL}. */
  owner: Int32Array;
  /** The slot behind this one at the same price, or {@link NO_SLOT}. Written by the book only. */
  next: Int32Array;
  /** The slot before this one at the same price, or {@link NO_SLOT}. Written by the book only. */
  prev: Int32Array;
  /** The book's number of the price level, 0 while the order does not rest. Written by the book only. */
  level: Int32Array;

  #capacity: number;
  #top = 1;
  #free = NO_SLOT;
  #used = 0;
  readonly #listeners: ((capacity: number) => void)[] = [];

  constructor(capacity = FIRST_CAPACITY) {
    this.#capacity = capacity;
    this.side = new Uint8Array(capacity);
    this.ticks = new Float64Array(capacity);
    this.lots = new Float64Array(capacity);
    this.owner = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.prev = new Int32Array(capacity);
    this.level = new Int32Array(capacity);
  }

  /** Length of the columns; every slot is below it. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Slots in use. */
  get used(): number {
    return this.#used;
  }

  /** Calls `listener` with the present capacity, and again whenever it has grown. */
  onGrow(listener: (capacity: number) => void): void {
    this.#listeners.push(listener);
    listener(this.#capacity);
  }

  /** A slot with these values, not yet in any book. */
  allocate(side: BookSide, ticks: number, lots: number, owner: number): number {
    let slot = this.#free;
    if (slot !== NO_SLOT) {
      this.#free = this.next[slot]!;
      this.next[slot] = NO_SLOT;
    } else {
      slot = this.#top++;
      if (slot === this.#capacity) this.#grow();
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
    const capacity = this.#capacity * 2;
    this.#capacity = capacity;
    this.side = grown(this.side, new Uint8Array(capacity));
    this.ticks = grown(this.ticks, new Float64Array(capacity));
    this.lots = grown(this.lots, new Float64Array(capacity));
    this.owner = grown(this.owner, new Int32Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.prev = grown(this.prev, new Int32Array(capacity));
    this.level = grown(this.level, new Int32Array(capacity));
    for (const listener of this.#listeners) listener(capacity);
  }
}

/** Copies a column to the beginning of a longer one and returns that. */
export function grown<Column extends Uint8Array | Int32Array | Uint32Array | Float64Array>(
  column: Column,
  longer: Column,
): Column {
  longer.set(column);
  return longer;
}
