import { describe, expect, it } from 'vitest';
import type { EquityCurve } from '../../../../src/backtest/equity-curve.ts';
import {
  cagr,
  calmar,
  dailyReturns,
  sortino,
  totalReturn,
  volatility,
} from '../../../../src/backtest/statistics/returns.ts';
import { DAY_MS } from '../../../../src/domain/drawdown.ts';
import { sharpe } from '../../../../src/domain/portfolio-statistics.ts';
import { aCurve, money } from '../builders/a-run-record.ts';

/** Mean 0.02; deviations −0.01, 0.02 and −0.01, so the sample variance is 0.0003. */
const THREE_DAYS = [0.01, 0.04, 0.01];
/** Mean 0.01; the squares of the negative days sum to 0.0005, over 4 days 0.000125. */
const WITH_LOSSES = [0.05, -0.01, -0.02, 0.02];

describe('the total return', () => {
  it('is the net result over the equity at the start', () => {
    expect(totalReturn(money('250'), money('10000'))).toBeCloseTo(0.025, 12);
  });

  it('is not defined without equity at the start', () => {
    expect(totalReturn(money('250'), 0n)).toBeNull();
  });
});

describe('the growth rate a year', () => {
  it('is the total return itself after 365 days', () => {
    expect(cagr(0.2, 365 * DAY_MS)).toBeCloseTo(0.2, 12);
  });

  it('compounds: 10 % in half a year are 21 % in a year', () => {
    expect(cagr(0.1, 182.5 * DAY_MS)).toBeCloseTo(0.21, 12);
  });

  it('is minus one when everything was lost', () => {
    expect(cagr(-1, 100 * DAY_MS)).toBe(-1);
  });

  it.each([
    ['a run of 29 days', 0.1, 29 * DAY_MS],
    ['more than everything lost', -1.2, 100 * DAY_MS],
    ['a run without a return', null, 100 * DAY_MS],
    ['a growth beyond all numbers', 1e300, 30 * DAY_MS],
  ])('is not defined for %s', (_name, total, durationMs) => {
    expect(cagr(total, durationMs)).toBeNull();
  });
});

describe('volatility', () => {
  it('is the sample deviation of daily returns times the root of 365', () => {
    expect(volatility(THREE_DAYS)).toBeCloseTo(Math.sqrt(0.0003) * Math.sqrt(365), 12);
  });

  it('is zero when every day is the same', () => {
    expect(volatility([0, 0, 0])).toBe(0);
  });

  it('is not defined for one day', () => {
    expect(volatility([0.01])).toBeNull();
  });
});

describe('the Sharpe ratio', () => {
  it('is the mean over the deviation of daily returns times the root of 365', () => {
    expect(sharpe(THREE_DAYS)).toBeCloseTo((0.02 / Math.sqrt(0.0003)) * Math.sqrt(365), 12);
  });
});

describe('the Sortino ratio', () => {
  it('counts negative days only, over all days', () => {
    expect(sortino(WITH_LOSSES)).toBeCloseTo((0.01 / Math.sqrt(0.000125)) * Math.sqrt(365), 12);
  });

  it('is not defined without a negative day', () => {
    expect(sortino(THREE_DAYS)).toBeNull();
  });

  it('is not defined for one day', () => {
    expect(sortino([-0.01])).toBeNull();
  });
});

describe('the Calmar ratio', () => {
  it('is the growth a year over the largest drawdown', () => {
    expect(calmar(0.3, 0.1)).toBeCloseTo(3, 12);
  });

  it.each([
    ['a growth that is not defined', null, 0.1],
    ['a drawdown that is not defined', 0.3, null],
    ['no drawdown', 0.3, 0],
  ])('is not defined with %s', (_name, growth, drawdown) => {
    expect(calmar(growth, drawdown)).toBeNull();
  });
});

/** To twelve digits: they are made of doubles. */
function returnsOf(curve: EquityCurve): readonly number[] {
  return dailyReturns(curve.points()).map((value) => Number(value.toFixed(12)));
}

describe('daily returns of a curve', () => {
  it('end with the equity of midnight', () => {
    const curve = aCurve([
      [0, 1000],
      [DAY_MS / 2, 1500],
      [DAY_MS, 1100],
      [2 * DAY_MS, 990],
    ]);
    expect(returnsOf(curve)).toEqual([0.1, -0.1]);
  });

  it('take the last equity before midnight where midnight has none', () => {
    const curve = aCurve([
      [0, 1000],
      [DAY_MS - 1, 1200],
      [DAY_MS + 1, 600],
    ]);
    expect(returnsOf(curve)).toEqual([0.2]);
  });

  it('leave out the part of a day in which the run began', () => {
    const curve = aCurve([
      [DAY_MS / 2, 1000],
      [DAY_MS, 2000],
      [2 * DAY_MS, 2200],
    ]);
    expect(returnsOf(curve)).toEqual([0.1]);
  });

  it('are zero for days on which nothing changed', () => {
    const curve = aCurve([
      [0, 1000],
      [3 * DAY_MS, 1000],
    ]);
    expect(returnsOf(curve)).toEqual([0, 0, 0]);
  });

  it('take transfers out', () => {
    const curve = aCurve([[0, 1000]]);
    curve.recordTransfers(DAY_MS / 2, money('500'));
    curve.record(DAY_MS / 2, 1500);
    curve.record(DAY_MS, 1600);
    expect(returnsOf(curve)).toEqual([0.1]);
  });

  it('are none for a curve without points', () => {
    expect(dailyReturns([])).toEqual([]);
  });
});
