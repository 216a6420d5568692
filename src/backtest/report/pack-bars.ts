import type { Candles } from '../../domain/market.ts';

/** Bars in a small text that the page unpacks: differences in ticks, 7 bits a byte, in base64. */
export interface PackedBars {
  readonly count: number;
  /** Open time of the first bar, epoch ms. */
  readonly startsAt: number;
  /** Of one packed bar, ms. */
  readonly intervalMs: number;
  /** How many bars of the run one packed bar holds. */
  readonly merged: number;
  readonly tick: number;
  readonly bytes: string;
}

/**
 * Packs bars for the page, merging so many into one that at most `most` are left.
 *
 * A bar is five numbers: bars skipped before it, open less the close before, close less open, high above both, low below
 * both.
 */
export function packBars(candles: Candles, tick: number, most: number): PackedBars {
  const merged = Math.max(1, Math.ceil(candles.length / most));
  const intervalMs = candles.intervalMs * merged;
  const startsAt = candles.length === 0 ? 0 : candles.openedAt.at(0);
  const bytes: number[] = [];
  let close = 0;
  let slot = -1;
  let count = 0;
  const ticks = (price: number): number => Math.round(price / tick);
  for (let index = 0; index < candles.length; ) {
    const own = Math.floor((candles.openedAt.at(index) - startsAt) / intervalMs);
    const open = ticks(candles.open.at(index));
    let high = ticks(candles.high.at(index));
    let low = ticks(candles.low.at(index));
    let last = ticks(candles.close.at(index));
    index += 1;
    // Bars are merged by the clock and not by their number, so that a gap stays a gap.
    while (index < candles.length && Math.floor((candles.openedAt.at(index) - startsAt) / intervalMs) === own) {
      high = Math.max(high, ticks(candles.high.at(index)));
      low = Math.min(low, ticks(candles.low.at(index)));
      last = ticks(candles.close.at(index));
      index += 1;
    }
    for (const value of [
      own - slot - 1,
      zigzag(open - close),
      zigzag(last - open),
      high - Math.max(open, last),
      Math.min(open, last) - low,
    ]) {
      pushVarint(bytes, Math.max(value, 0));
    }
    slot = own;
    close = last;
    count += 1;
  }
  return { count, startsAt, intervalMs, merged, tick, bytes: Buffer.from(bytes).toString('base64') };
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
