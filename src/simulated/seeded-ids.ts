import { SeededRandom } from '../domain/seeded-random.ts';
import type { IdSource } from '../ports/id-source.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));

/** Ids of 22 letters and digits that are the same for the same seed; two simulations may draw the same ones. */
export function seededIds(seed: number): IdSource {
  const random = new SeededRandom(seed);
  const letters = new Array<number>(22).fill(0);
  return {
    next() {
      for (let digit = 0; digit < 22; digit++) letters[digit] = CODES[random.below(CODES.length)] as number;
      // Made in one piece: a text put together letter by letter is put together again when it is first looked up.
      return String.fromCharCode(...letters);
    },
  };
}
