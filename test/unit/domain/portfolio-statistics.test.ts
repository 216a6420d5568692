import { describe, expect, it } from 'vitest';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { DAY_MS } from '../../../src/domain/drawdown.ts';
import { type Money, toMoney } from '../../../src/domain/money.ts';
import {
  addResult,
  DailyReturns,
  NO_RESULTS,
  profitFactor,
  sharpe,
  winRate,
} from '../../../src/domain/portfolio-statistics.ts';

const money = (amount: string): Money => toMoney(toDecimal(amount));
const tally = (...results: readonly string[]) => results.map(money).reduce(addResult, NO_RESULTS);

describe('the Sharpe ratio', () => {
  it('is mean over sample deviation times the root of 365', () => {
    // Mean 0.01, squares 0.0001 + 0 + 0.0001, deviation 0.01.
    expect(sharpe([0, 0.01, 0.02])).toBeCloseTo(Math.sqrt(365), 10);
  });

  it('is negative when money is lost', () => {
    expect(sharpe([0, -0.01, -0.02])).toBeCloseTo(-Math.sqrt(365), 10);
  });

  it.each([
    ['no day', []],
    ['one day', [0.01]],
    ['days that do not vary', [0.1, 0.1, 0.1]],
    ['days without any return', [0, 0, 0, 0]],
  ])('is not defined for %s', (_what, returns) => {
    expect(sharpe(returns)).toBeNull();
  });
});

describe('the win rate', () => {
  it.each([
    ['is not defined before the first', [], null],
    ['counts gains among all', ['5', '-1', '2', '-7'], 0.5],
    ['does not count a result of zero as a win', ['0', '1'], 0.5],
  ])('%s', (_what, results, expected) => {
    expect(winRate(tally(...results))).toBe(expected);
  });
});

describe('the profit factor', () => {
  it.each([
    ['is gains over losses', ['6', '-2', '3', '-1'], 3],
    ['is zero without gains', ['-2'], 0],
    ['is not defined without losses', ['6'], null],
    ['is not defined without results', [], null],
  ])('%s', (_what, results, expected) => {
    expect(profitFactor(tally(...results))).toBe(expected);
  });
});

describe('daily returns', () => {
  it('are those of full UTC days', () => {
    const returns = new DailyReturns(DAY_MS * 10, money('100'), 0n);
    returns.endDay(DAY_MS * 11, money('110'), 0n);
    returns.endDay(DAY_MS * 12 + 5, money('99'), 0n);
    expect(returns.values).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)]);
  });

  it('leave out the part of a day in which observation begins', () => {
    const returns = new DailyReturns(DAY_MS * 10 + 1, money('100'), 0n);
    returns.endDay(DAY_MS * 11, money('200'), 0n);
    returns.endDay(DAY_MS * 12, money('220'), 0n);
    expect(returns.values).toEqual([expect.closeTo(0.1, 12)]);
  });

  it('take transfers out', () => {
    const returns = new DailyReturns(0, money('100'), money('100'));
    returns.endDay(DAY_MS, money('160'), money('150'));
    expect(returns.values).toEqual([expect.closeTo(0.1, 12)]);
  });

  it('are zero on days without news', () => {
    const returns = new DailyReturns(0, money('100'), 0n);
    returns.endDay(DAY_MS * 3 + 7, money('110'), 0n);
    expect(returns.values).toEqual([expect.closeTo(0.1, 12), 0, 0]);
  });

  it('are zero from nothing', () => {
    const returns = new DailyReturns(0, 0n, 0n);
    returns.endDay(DAY_MS, money('5'), money('5'));
    expect(returns.values).toEqual([0]);
  });

  it.each([
    ['the last millisecond of the day', DAY_MS - 1, false],
    ['midnight', DAY_MS, true],
    ['an earlier day', -1, false],
  ])('know whether a day has ended at %s', (_what, at, expected) => {
    expect(new DailyReturns(5, 1n, 0n).isNewDay(at)).toBe(expected);
  });
});
