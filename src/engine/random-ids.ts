import type { IdSource } from '../ports/id-source.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Enough base-62 digits for 128 bits. */
const LENGTH = 22;

/** Ids of 22 letters and digits with 122 random bits; two hosts never draw the same one. */
export function randomIds(): IdSource {
  return {
    next() {
      let rest = BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`);
      let id = '';
      for (let digit = 0; digit < LENGTH; digit++) {
        id = ALPHABET.charAt(Number(rest % 62n)) + id;
        rest /= 62n;
      }
      return id;
    },
  };
}
