import { grown, NO_DOUBLES, NO_INTEGERS } from './order-rows.ts';

/** The level that stands for "no level". Real levels come after it. */
export const NO_LEVEL = 0;

const FIRST_CAPACITY = 64;
/** Doubles and integers of a level; its number is that of its row times this. */
const ROW = 2;

/**
 * The price levels of a book as columns of numbers, both sides together. They lie in rows, as those of the orders do.
 *
 * A price is kept as its key: the ticks of a bid, minus the ticks of an ask. On either side the better price then has the
 * greater key, and one piece of code serves both. {@link NO_LEVEL} has the key −∞ and an empty queue.
 */
export class PriceLevels {
  key: Float64Array = NO_DOUBLES;
  /** All lots that rest here. */
  lots: Float64Array = NO_DOUBLES;
  /** First slot of the queue. */
  head: Int32Array = NO_INTEGERS;
  /** Last slot of the queue. */
  tail: Int32Array = NO_INTEGERS;

  #doubles = new Float64Array(FIRST_CAPACITY * ROW);
  #integers = new Int32Array(FIRST_CAPACITY * ROW);
  #top = ROW;
  #free = NO_LEVEL;

  constructor() {
    this.#take();
    this.key[NO_LEVEL] = Number.NEGATIVE_INFINITY;
  }

  /** An empty level. */
  allocate(key: number): number {
    let level = this.#free;
    if (level !== NO_LEVEL) {
      this.#free = this.tail[level]!;
      this.tail[level] = 0;
    } else {
      level = this.#top;
      this.#top += ROW;
      if (level === this.#doubles.length) this.#grow();
    }
    this.key[level] = key;
    this.lots[level] = 0;
    return level;
  }

  /** Gives an empty level back. */
  release(level: number): void {
    this.head[level] = 0;
    this.tail[level] = this.#free;
    this.#free = level;
  }

  #grow(): void {
    this.#doubles = grown(this.#doubles, new Float64Array(this.#doubles.length * 2));
    this.#integers = grown(this.#integers, new Int32Array(this.#integers.length * 2));
    this.#take();
  }

  #take(): void {
    this.key = this.#doubles.subarray(0);
    this.lots = this.#doubles.subarray(1);
    this.head = this.#integers.subarray(0);
    this.tail = this.#integers.subarray(1);
  }
}
