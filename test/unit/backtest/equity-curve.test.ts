import { describe, expect, it } from 'vitest';
import { EquityCurve } from '../../../src/backtest/equity-curve.ts';

/** More than two pieces of a column; equity is the number of the point. */
const POINTS = 40_000;

function aLongCurve(): EquityCurve {
  const curve = new EquityCurve();
  for (let number = 0; number < POINTS; number++) curve.record(number * 10, number);
  return curve;
}

describe('an equity curve of tens of thousands of points', () => {
  it('keeps them all', () => {
    const curve = aLongCurve();
    expect([curve.length, curve.at(POINTS - 1), curve.equityAt(POINTS - 1)]).toEqual([
      POINTS,
      (POINTS - 1) * 10,
      POINTS - 1,
    ]);
  });

  it.each([16_383, 16_384, 32_768])('finds the equity between points %i and the next', (number) => {
    expect(aLongCurve().valueAt(number * 10 + 5)).toBe(number);
  });

  it('lets the last word on an instant count, wherever it stands', () => {
    const curve = new EquityCurve();
    for (let number = 0; number < 16_384; number++) curve.record(number, 1);
    curve.record(16_383, 2);
    expect([curve.length, curve.equityAt(16_383)]).toEqual([16_384, 2]);
  });

  it('has nothing behind its last point', () => {
    expect(aLongCurve().equityAt(POINTS)).toBeNaN();
  });
});
