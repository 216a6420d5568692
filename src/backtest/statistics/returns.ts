import type { EquityPoint } from '../../domain/drawdown.ts';
import { DAY_MS } from '../../domain/drawdown.ts';
import { type Money, moneyEstimate } from '../../domain/money.ts';
import { DAYS_PER_YEAR, DailyReturns } from '../../domain/portfolio-statistics.ts';

/** Runs shorter than this are not annualised: a good week is no good year. */
export const LEAST_DAYS_TO_ANNUALIZE = 30;

/** Total return: net result ÷ equity at the start, as a fraction; `null` without equity at the start. */
export function totalReturn(netPnl: Money, startEquity: Money): number | null {
  return startEquity > 0n ? moneyEstimate(netPnl) / moneyEstimate(startEquity) : null;
}

/**
 * Compound annual growth rate: (1 + total return)^(365 days ÷ duration) − 1, as a fraction.
 *
 * `null` for less than {@link LEAST_DAYS_TO_ANNUALIZE} days, and when more than everything was lost.
 */
export function cagr(total: number | null, durationMs: number): number | null {
  if (total === null || total < -1 || durationMs < LEAST_DAYS_TO_ANNUALIZE * DAY_MS) return null;
  return finite((1 + total) ** ((DAYS_PER_YEAR * DAY_MS) / durationMs) - 1);
}

/** Volatility: sample standard deviation (n − 1) of daily returns × √365, as a fraction a year; `null` for fewer than two days. */
export function volatility(dailyReturns: readonly number[]): number | null {
  const days = dailyReturns.length;
  if (days < 2) return null;
  const mean = dailyReturns.reduce((sum, value) => sum + value, 0) / days;
  const squares = dailyReturns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (days - 1)) * Math.sqrt(DAYS_PER_YEAR);
}

/**
 * Sortino ratio: mean of daily returns ÷ downside deviation × √365; target return 0.
 *
 * The downside deviation is √(sum of squares of the negative returns ÷ number of all days). `null` for fewer than two
 * days or without a negative one.
 */
export function sortino(dailyReturns: readonly number[]): number | null {
  const days = dailyReturns.length;
  if (days < 2) return null;
  const mean = dailyReturns.reduce((sum, value) => sum + value, 0) / days;
  const downside = Math.sqrt(dailyReturns.reduce((sum, value) => sum + Math.min(value, 0) ** 2, 0) / days);
  return downside === 0 ? null : finite((mean / downside) * Math.sqrt(DAYS_PER_YEAR));
}

/** Calmar ratio: compound annual growth rate ÷ largest drawdown; `null` where either is not defined or nothing was drawn down. */
export function calmar(growthRate: number | null, drawdownFraction: number | null): number | null {
  if (growthRate === null || drawdownFraction === null || drawdownFraction === 0) return null;
  return finite(growthRate / drawdownFraction);
}

/** Returns of the full UTC days of a curve, transfers taken out; days without news return 0. */
export function dailyReturns(points: Iterable<EquityPoint>): readonly number[] {
  let days: DailyReturns | null = null;
  let before: EquityPoint | null = null;
  for (const point of points) {
    if (days === null || before === null) {
      days = new DailyReturns(point.at, point.equity, point.transferred ?? 0n);
    } else if (days.isNewDay(point.at)) {
      // The equity of midnight itself is what the day that ends then came to.
      const end = point.at % DAY_MS === 0 ? point : before;
      days.endDay(point.at, end.equity, end.transferred ?? 0n);
    }
    before = point;
  }
  return days?.values ?? [];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
