import { SeededRandom } from '../domain/seeded-random.ts';
import type { IdSource } from '../ports/id-source.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));

const LENGTH = 22;

/** Ids of 22 letters and digits that are the same for the same seed; two simulations may draw the same ones. */
export class SeededIds implements IdSource {
  readonly #random: SeededRandom;
  readonly #letters = new Array<number>(LENGTH).fill(0);

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  next(): string {
    const letters = this.#letters;
    for (let digit = 0; digit < LENGTH; digit++) letters[digit] = CODES[this.#random.below(CODES.length)]!;
    // Made in one piece: a text put together letter by letter is put together again when it is first looked up.
    return String.fromCharCode(...letters);
  }
}
