/**
 * A seeded generator (sfc32): the same seed gives the same draws on every machine and engine.
 *
 * Shapes of draws are made by addition, multiplication and comparison only, because `Math.log` and its kind may differ
 * in the last digit from one engine to the next.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number) {
    this.#a = seed | 0;
    // The high part of a seed beyond 32 bits counts too.
    this.#b = (Math.floor(seed / 2 ** 32) ^ 0x9e3779b9) | 0;
    this.#c = 0x243f6a88;
    this.#counter = 1;
    for (let round = 0; round < 16; round++) this.fraction();
  }

  /** A number from 0 up to, and without, 1. */
  fraction(): number {
    const next = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + next) | 0;
    return (next >>> 0) / 4294967296;
  }

  /** An integer from 0 up to, and without, the limit. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** A draw close to the standard normal: the sum of four uniform ones, scaled to a deviation of 1, never beyond ±3.5. */
  bell(): number {
    return (this.fraction() + this.fraction() + this.fraction() + this.fraction() - 2) * 1.7320508075688772;
  }
}
