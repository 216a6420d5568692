/**
 * Closed bars of one instrument as columns of one length, oldest first.
 *
 * Floating point: for indicators and for reading, never the price of an order.
 */
export interface Bars {
  readonly intervalMs: number;
  /** Open time of each bar, epoch ms. */
  readonly openedAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** In base units. */
  readonly volume: Float64Array;
}

/** Room for so many bars. */
export function emptyBars(intervalMs: number, length: number): Bars {
  return {
    intervalMs,
    openedAt: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
}

/** The newest `count` bars, without a copy. */
export function newestBars(bars: Bars, count: number): Bars {
  const { length } = bars.openedAt;
  const from = Math.max(0, length - Math.max(0, Math.floor(count)));
  return {
    intervalMs: bars.intervalMs,
    openedAt: bars.openedAt.subarray(from),
    open: bars.open.subarray(from),
    high: bars.high.subarray(from),
    low: bars.low.subarray(from),
    close: bars.close.subarray(from),
    volume: bars.volume.subarray(from),
  };
}

/**
 * Longer bars made of shorter ones, on the grid of UTC. Only those whose time is over are given: `until` is the end of the
 * newest short bar.
 *
 * A long bar of which the first short ones are missing at the very beginning is left out; one with a hole inside is made of
 * what there is.
 */
export function aggregateBars(bars: Bars, intervalMs: number): Bars {
  const { length } = bars.openedAt;
  if (intervalMs === bars.intervalMs || length === 0) return { ...bars, intervalMs };
  const until = bars.openedAt[length - 1]! + bars.intervalMs;
  const slotOf = (index: number): number => Math.floor(bars.openedAt[index]! / intervalMs) * intervalMs;
  let from = 0;
  // The first long bar counts only from its own beginning.
  if (bars.openedAt[0]! !== slotOf(0)) {
    const first = slotOf(0);
    while (from < length && slotOf(from) === first) from++;
  }
  const slots: number[] = [];
  for (let index = from; index < length; index++) {
    const slot = slotOf(index);
    if (slot + intervalMs <= until && slots.at(-1) !== slot) slots.push(slot);
  }
  const made = emptyBars(intervalMs, slots.length);
  let at = -1;
  for (let index = from; index < length; index++) {
    const slot = slotOf(index);
    if (slot + intervalMs > until) break;
    if (slots[at] !== slot) {
      at++;
      made.openedAt[at] = slot;
      made.open[at] = bars.open[index]!;
      made.high[at] = bars.high[index]!;
      made.low[at] = bars.low[index]!;
    }
    made.high[at] = Math.max(made.high[at]!, bars.high[index]!);
    made.low[at] = Math.min(made.low[at]!, bars.low[index]!);
    made.close[at] = bars.close[index]!;
    made.volume[at] = made.volume[at]! + bars.volume[index]!;
  }
  return made;
}

/** How many bars are missing between the first and the last. */
export function missingBars({ openedAt, intervalMs }: Bars): number {
  const { length } = openedAt;
  if (length < 2) return 0;
  return Math.round((openedAt[length - 1]! - openedAt[0]!) / intervalMs) + 1 - length;
}
