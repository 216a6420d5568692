import { DAY_MS, utcDay } from './drawdown.ts';
import { type Money, moneyEstimate } from './money.ts';

/** The market never closes, so a year has this many days to annualise by. */
export const DAYS_PER_YEAR = 365;

/**
 * Sharpe ratio: mean of daily returns over their sample standard deviation (n − 1), times √365; risk-free rate 0.
 *
 * `null` for fewer than two returns, or when they do not vary.
 */
export function sharpe(dailyReturns: readonly number[]): number | null {
  const days = dailyReturns.length;
  if (days < 2) return null;
  const first = dailyReturns[0] as number;
  // Equal returns would leave rounding noise as their deviation, and a fantasy as the ratio.
  if (dailyReturns.every((value) => value === first)) return null;
  let mean = 0;
  for (const value of dailyReturns) mean += value;
  mean /= days;
  let squares = 0;
  for (const value of dailyReturns) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / (days - 1));
  const ratio = (mean / deviation) * Math.sqrt(DAYS_PER_YEAR);
  return Number.isFinite(ratio) ? ratio : null;
}

/** Closed positions in sum, by their net result: realized profit less fees plus funding. */
export interface ResultTally {
  readonly count: number;
  /** Those with a result above zero. */
  readonly wins: number;
  /** Sum of the results above zero. */
  readonly gains: Money;
  /** Sum of the results below zero, as a positive amount. */
  readonly losses: Money;
}

export const NO_RESULTS: ResultTally = { count: 0, wins: 0, gains: 0n, losses: 0n };

/** The tally with one more closed position. */
export function addResult(tally: ResultTally, net: Money): ResultTally {
  return {
    count: tally.count + 1,
    wins: tally.wins + (net > 0n ? 1 : 0),
    gains: tally.gains + (net > 0n ? net : 0n),
    losses: tally.losses + (net < 0n ? -net : 0n),
  };
}

/** Fraction of closed positions with a net result above zero; `null` before the first. A result of exactly zero is no win. */
export function winRate(tally: ResultTally): number | null {
  return tally.count === 0 ? null : tally.wins / tally.count;
}

/** Sum of gains over sum of losses; `null` without a loss, for the ratio has no value then. */
export function profitFactor(tally: ResultTally): number | null {
  return tally.losses === 0n ? null : moneyEstimate(tally.gains) / moneyEstimate(tally.losses);
}

/**
 * Returns of full UTC days, transfers taken out, gathered as time passes.
 *
 * A day's return is equity at its end, less what was transferred in during it, over equity at its beginning. The part of
 * a day in which observation begins is no full day and is left out. A day without news has a return of zero.
 */
export class DailyReturns {
  readonly #values: number[] = [];
  #day: number;
  #start: { readonly equity: Money; readonly transferred: Money } | null = null;

  constructor(at: number, equity: Money, transferred: Money) {
    this.#day = utcDay(at);
    if (at % DAY_MS === 0) this.#start = { equity, transferred };
  }

  get values(): readonly number[] {
    return this.#values;
  }

  /** Whether `at` lies in a later day than the last that was observed, so that {@link endDay} is due. */
  isNewDay(at: number): boolean {
    return at >= (this.#day + 1) * DAY_MS;
  }

  /** Ends the day before `at`, with equity and transfers as they stood before anything of the new day was known. */
  endDay(at: number, equity: Money, transferred: Money): void {
    const day = utcDay(at);
    if (this.#start !== null) {
      const change = equity - (transferred - this.#start.transferred) - this.#start.equity;
      this.#values.push(this.#start.equity > 0n ? moneyEstimate(change) / moneyEstimate(this.#start.equity) : 0);
    }
    for (let quiet = this.#day + 1; quiet < day; quiet++) this.#values.push(0);
    this.#day = day;
    this.#start = { equity, transferred };
  }
}
