import { describe, expect, it } from 'vitest';
import { aggregateBars, type Bars, emptyBars, missingBars, newestBars } from '../../../src/indicators/bars.ts';

const MINUTE = 60_000;

/** One-minute bars that close at 1, 2, 3, …, each from 0.5 below to 0.5 above, with a volume of 1. */
function bars(openedAt: readonly number[]): Bars {
  const made = emptyBars(MINUTE, openedAt.length);
  openedAt.forEach((minute, index) => {
    made.openedAt[index] = minute * MINUTE;
    made.open[index] = index + 0.75;
    made.high[index] = index + 1.5;
    made.low[index] = index + 0.5;
    made.close[index] = index + 1;
    made.volume[index] = 1;
  });
  return made;
}

describe('bars made longer', () => {
  it('open with the first, close with the last, reach as far as any, and add the volume', () => {
    const five = aggregateBars(bars([0, 1, 2, 3, 4]), 5 * MINUTE);
    expect([five.open[0], five.high[0], five.low[0], five.close[0], five.volume[0]]).toEqual([0.75, 5.5, 0.5, 5, 5]);
  });

  it('are given only when their time is over', () => {
    expect([...aggregateBars(bars([0, 1, 2, 3, 4, 5, 6, 7, 8]), 5 * MINUTE).openedAt]).toEqual([0]);
  });

  it('begin on the grid, not with the first bar that is known', () => {
    expect([...aggregateBars(bars([3, 4, 5, 6, 7, 8, 9]), 5 * MINUTE).openedAt]).toEqual([5 * MINUTE]);
  });

  it('are made of what there is where bars are missing inside', () => {
    const five = aggregateBars(bars([0, 1, 4]), 5 * MINUTE);
    expect([five.volume[0], five.close[0]]).toEqual([3, 3]);
  });

  it('are the same bars at the same length', () => {
    const one = bars([0, 1]);
    expect(aggregateBars(one, MINUTE).close).toEqual(one.close);
  });

  it('are none where there are none', () => {
    expect(aggregateBars(bars([]), 5 * MINUTE).openedAt).toHaveLength(0);
  });
});

describe('a row of bars', () => {
  it('knows how many are missing inside', () => {
    expect(missingBars(bars([0, 1, 4, 6]))).toBe(3);
    expect(missingBars(bars([5]))).toBe(0);
  });

  it('gives its newest', () => {
    expect([...newestBars(bars([0, 1, 2]), 2).close]).toEqual([2, 3]);
    expect([...newestBars(bars([0]), 5).close]).toEqual([1]);
  });
});
