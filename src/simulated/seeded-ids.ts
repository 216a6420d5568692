import { SeededRandom } from '../domain/seeded-random.ts';
import type { IdSource } from '../ports/id-source.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Ids of 22 letters and digits that are the same for the same seed; two simulations may draw the same ones. */
export function seededIds(seed: number): IdSource {
  const random = new SeededRandom(seed);
  return {
    next() {
      let id = '';
      for (let digit = 0; digit < 22; digit++) id += ALPHABET.charAt(random.below(ALPHABET.length));
      return id;
    },
  };
}
