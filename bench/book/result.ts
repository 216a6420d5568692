import { digest } from '../harness/digest.ts';

/** Price in ticks and quantity in lots of a level. */
export type Level = readonly [ticks: number, lots: number];

/** What all books are compared by. */
export interface BookResult {
  readonly bids: number;
  readonly asks: number;
  /** Fingerprint of all levels, best first, bids before asks. */
  readonly depth: string;
  readonly traded: Traded | null;
}

/** What changed hands; null in a result where the contestant does not say. */
export interface Traded {
  /** Matches of an incoming order with one resting order. */
  readonly matches: number;
  readonly lots: number;
  /** Sum of ticks × lots; multiplied by a fee rate, what takers and makers pay. */
  readonly tickLots: number;
}

export function bookResult(bids: readonly Level[], asks: readonly Level[], traded: Traded | null): BookResult {
  const lines = [...bids.map(line('bid')), ...asks.map(line('ask'))];
  return { bids: bids.length, asks: asks.length, depth: digest(lines), traded };
}

function line(side: string): (level: Level) => string {
  return ([ticks, lots]) => `${side} ${ticks} ${lots}`;
}
