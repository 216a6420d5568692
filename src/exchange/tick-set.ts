/**
 * A set of small integers that finds the greatest member below a given one in a few steps, however far away it is.
 *
 * Three storeys of bits: one bit for each integer, one for each 32 of them, one for each 1,024.
 */
export class TickSet {
  readonly #ground: Int32Array;
  readonly #middle: Int32Array;
  readonly #top: Int32Array;

  /** A set of integers from 0 up to, and without, `size`. */
  constructor(size: number) {
    this.#ground = new Int32Array(Math.ceil(size / 32));
    this.#middle = new Int32Array(Math.ceil(size / 1024));
    this.#top = new Int32Array(Math.ceil(size / 32768));
  }

  add(member: number): void {
    const word = member >>> 5;
    this.#ground[word]! |= 1 << (member & 31);
    this.#middle[word >>> 5]! |= 1 << (word & 31);
    this.#top[word >>> 10]! |= 1 << ((word >>> 5) & 31);
  }

  delete(member: number): void {
    const word = member >>> 5;
    this.#ground[word]! &= ~(1 << (member & 31));
    if (this.#ground[word] !== 0) return;
    this.#middle[word >>> 5]! &= ~(1 << (word & 31));
    if (this.#middle[word >>> 5] !== 0) return;
    this.#top[word >>> 10]! &= ~(1 << ((word >>> 5) & 31));
  }

  /** The greatest member below the limit, −1 where there is none. The limit is at most the size. */
  lastBelow(limit: number): number {
    if (limit <= 0) return -1;
    const from = limit - 1;
    const word = from >>> 5;
    // 2 << 31 is 0, and less one it has every bit.
    const here = this.#ground[word]! & ((2 << (from & 31)) - 1);
    if (here !== 0) return (word << 5) + highest(here);
    const block = word >>> 5;
    const near = this.#middle[block]! & ((1 << (word & 31)) - 1);
    if (near !== 0) return this.#lastOfWord((block << 5) + highest(near));
    let region = block >>> 5;
    let bits = this.#top[region]! & ((1 << (block & 31)) - 1);
    while (bits === 0) {
      if (region === 0) return -1;
      region -= 1;
      bits = this.#top[region]!;
    }
    const lower = (region << 5) + highest(bits);
    return this.#lastOfWord((lower << 5) + highest(this.#middle[lower]!));
  }

  clear(): void {
    this.#ground.fill(0);
    this.#middle.fill(0);
    this.#top.fill(0);
  }

  #lastOfWord(word: number): number {
    return (word << 5) + highest(this.#ground[word]!);
  }
}

/** Number of the highest bit that is set. */
function highest(bits: number): number {
  return 31 - Math.clz32(bits);
}
