import { grown } from './order-slots.ts';

/** The level that stands for "no level". Real levels count from 1. */
export const NO_LEVEL = 0;

const FIRST_CAPACITY = 64;

/**
 * The price levels of a book as rows of typed columns, both sides together.
 *
 * A price is kept as its key: the ticks of a bid, minus the ticks of an ask. On either side the better price then has the
 * greater key, and one piece of code serves both. {@link NO_LEVEL} has the key −∞ and an empty queue.
 */
export class PriceLevels {
  key: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** All lots that rest here. */
  lots: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** First slot of the queue. */
  head: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Last slot of the queue. */
  tail: Int32Array = new Int32Array(FIRST_CAPACITY);

  #capacity = FIRST_CAPACITY;
  #top = 1;
  #free = NO_LEVEL;

  constructor() {
    this.key[NO_LEVEL] = Number.NEGATIVE_INFINITY;
  }

  /** An empty level. */
  allocate(key: number): number {
    let level = this.#free;
    if (level !== NO_LEVEL) {
      this.#free = this.tail[level]!;
      this.tail[level] = 0;
    } else {
      level = this.#top++;
      if (level === this.#capacity) this.#grow();
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
    const capacity = this.#capacity * 2;
    this.#capacity = capacity;
    this.key = grown(this.key, new Float64Array(capacity));
    this.lots = grown(this.lots, new Float64Array(capacity));
    this.head = grown(this.head, new Int32Array(capacity));
    this.tail = grown(this.tail, new Int32Array(capacity));
  }
}
