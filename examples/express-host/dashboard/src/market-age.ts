import type { PriceView } from '../../src/contract/index.ts';

/** Prices are told every second while somebody listens: longer without a word, and they are old whatever was said of them. */
const OLD_MS = 20_000;

export function isOld({ isStale, at }: Pick<PriceView, 'isStale' | 'at'>, now: number): boolean {
  return isStale || now - at > OLD_MS;
}
