import { describe, expect, it } from 'vitest';
import { monthlyReturns } from '../../../../src/backtest/report/monthly-returns.ts';
import { type PackedBars, packBars } from '../../../../src/backtest/report/pack-bars.ts';
import { BARS } from '../../../../src/backtest/report/script/bars.ts';
import { thinCurve } from '../../../../src/backtest/thin-curve.ts';
import { aCurve } from '../builders/a-run-record.ts';
import { type BarRow, candlesOf } from '../builders/candle-columns.ts';

interface UnpackedBars {
  readonly count: number;
  readonly at: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** The page's own code, run here. */
const unpack = new Function(`${BARS}; return unpack;`)() as (packed: PackedBars) => UnpackedBars;

function rowsOf(packed: PackedBars): readonly (readonly number[])[] {
  const bars = unpack(packed);
  return Array.from({ length: bars.count }, (_, index) =>
    [bars.at, bars.open, bars.high, bars.low, bars.close].map((values) => Number((values[index] ?? 0).toFixed(6))),
  );
}

const ROWS: readonly BarRow[] = [
  [1000, 100, 110, 95.5, 105, 1],
  [1060, 105, 105, 90, 90, 1],
  // A gap of two bars.
  [1240, 60_000.5, 70_000, 60_000, 60_010, 1],
  [1300, 60_010, 60_020, 1, 2, 1],
];

describe('packed bars', () => {
  it('come out of the page as they went in, gaps included', () => {
    const packed = packBars(candlesOf('X', 60, ROWS), 0.5, 100);
    expect(rowsOf(packed)).toEqual(ROWS.map((row) => row.slice(0, 5)));
  });

  it('are merged by the clock when there are too many', () => {
    const packed = packBars(candlesOf('X', 60, ROWS), 0.5, 2);
    expect(rowsOf(packed)).toEqual([
      [1000, 100, 110, 90, 90],
      [1240, 60_000.5, 70_000, 1, 2],
    ]);
  });

  it('of no candles are none', () => {
    expect(packBars(candlesOf('X', 60, []), 0.5, 100).count).toBe(0);
  });
});

describe('a thinned curve', () => {
  const long = aCurve(Array.from({ length: 10_000 }, (_, index) => [index, index === 7_777 ? -50 : 100 + (index % 7)]));

  it('is not longer than asked for', () => {
    expect(thinCurve(long, 400).at.length).toBeLessThanOrEqual(400);
  });

  it('keeps the deepest point', () => {
    expect(thinCurve(long, 400).equity).toContain(-50);
  });

  it('keeps the first and the last instant', () => {
    const { at } = thinCurve(long, 400);
    expect([at[0], at.at(-1)]).toEqual([0, 9_999]);
  });

  it('stays in order', () => {
    const { at } = thinCurve(long, 400);
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });

  it('of a short curve is the curve', () => {
    const short = aCurve([
      [0, 1],
      [5, 2],
    ]);
    expect(thinCurve(short, 400)).toEqual({ at: [0, 5], equity: [1, 2] });
  });
});

describe('returns by month', () => {
  it('measure each month that the run touches, from its own beginning', () => {
    const curve = aCurve([
      [Date.UTC(2022, 10, 15), 1000],
      [Date.UTC(2022, 11, 1), 1100],
      [Date.UTC(2022, 11, 20), 990],
      [Date.UTC(2023, 0, 10), 1980],
    ]);
    const returns = monthlyReturns(curve).map(({ year, months }) => [
      year,
      ...months.map((value) => value?.toFixed(4) ?? null),
    ]);
    const none = new Array(9).fill(null);
    expect(returns).toEqual([
      [2022, ...none, null, '0.1000', '-0.1000'],
      [2023, '1.0000', ...none, null, null],
    ]);
  });

  it('are none for a run without length', () => {
    expect(monthlyReturns(aCurve([[0, 1000]]))).toEqual([]);
  });
});
