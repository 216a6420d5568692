import { uuidDigits } from '../domain/client-order-id.ts';
import type { IdSource } from '../ports/id-source.ts';

/** Ids of 22 letters and digits with 122 random bits; two hosts never draw the same one. */
export function randomIds(): IdSource {
  return { next: () => uuidDigits(crypto.randomUUID()) };
}

/** A random UUID, for decisions and evaluations. */
export function randomUuid(): string {
  return crypto.randomUUID();
}
