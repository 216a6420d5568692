import type { ClosedPositionValue } from '../domain/closed-position.ts';
import type { Decimal } from '../domain/decimal.ts';
import { drawdown, HighWaterMark } from '../domain/drawdown.ts';
import { type Money, moneyEstimate } from '../domain/money.ts';
import {
  addResult,
  DailyReturns,
  NO_RESULTS,
  profitFactor,
  type ResultTally,
  sharpe,
  winRate,
} from '../domain/portfolio-statistics.ts';

/** What an equity must be known of to be recorded. */
export interface EquitySource {
  equity(): Money;
  equityEstimate(): number;
  transferred(): Money;
}

/** How the account has done since the ledger began: highest equity, daily returns, results of closed positions. */
export class PerformanceRecord {
  readonly #highest = new HighWaterMark('all_time');
  readonly #daily: DailyReturns;
  #threshold = 0;
  #tally: ResultTally = NO_RESULTS;

  constructor(at: number, source: EquitySource) {
    this.#daily = new DailyReturns(at, source.equity(), source.transferred());
    this.observe(at, source);
  }

  /** A new high is looked for with doubles, and settled exactly where one is near. */
  sample(at: number, source: EquitySource): void {
    if (source.equityEstimate() >= this.#threshold) this.observe(at, source);
  }

  /** Records equity as it is, without looking whether it is worth it; needed after a transfer. */
  observe(at: number, source: EquitySource): void {
    this.#highest.observe({ at, equity: source.equity(), transferred: source.transferred() });
    this.#threshold = moneyEstimate(this.#highest.value) * (1 - 1e-12);
  }

  isNewDay(at: number): boolean {
    return this.#daily.isNewDay(at);
  }

  endDay(at: number, source: EquitySource): void {
    this.#daily.endDay(at, source.equity(), source.transferred());
  }

  closed(position: ClosedPositionValue): void {
    this.#tally = addResult(this.#tally, position.net);
  }

  drawdown(equity: Money): Decimal {
    return drawdown(this.#highest.value, equity);
  }

  get sharpe(): number | null {
    return sharpe(this.#daily.values);
  }

  get winRate(): number | null {
    return winRate(this.#tally);
  }

  get profitFactor(): number | null {
    return profitFactor(this.#tally);
  }
}
