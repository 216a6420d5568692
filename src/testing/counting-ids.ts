import type { IdSource } from '../ports/id-source.ts';

const LENGTH = 22;

/** Ids that count: 22 letters and digits, the prefix first, then zeros and the number. The same in every run. */
export function countingIds(prefix = 'T'): IdSource {
  let count = 0;
  return {
    next() {
      count += 1;
      const number = count.toString();
      return `${prefix.slice(0, LENGTH - number.length)}${number.padStart(LENGTH - prefix.length, '0')}`;
    },
  };
}
