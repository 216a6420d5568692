import { type DecimalInput, toDecimal } from '../domain/decimal.ts';
import type { BudgetState } from '../ports/cost-meter.ts';
import type { DayCost } from '../ports/model-cost-store.ts';

/** What a day of models may cost, UTC. */
export interface DailyBudget {
  /** US dollars. Opens pause from the call on that reaches it, until the day is over. */
  readonly limitUsd: DecimalInput;
  /** What follows when the price of a call is not known. Default `pause_opens`: what cannot be counted cannot be bounded. */
  readonly unpriced?: 'pause_opens' | 'count_as_zero';
}

/**
 * Whether a day's costs let positions be opened.
 *
 * @throws {OrderError} `order/invalid_number` for a limit that is no decimal.
 */
export function budgetState(day: DayCost, budget: DailyBudget | null): BudgetState {
  if (budget === null) return { opens: 'allowed' };
  const limit = toDecimal(budget.limitUsd, 'daily budget');
  const spent = toDecimal(day.costUsd, 'cost');
  const figures = {
    spentUsd: spent.toFixed(),
    limitUsd: limit.toFixed(),
    calls: String(day.calls),
    unpricedCalls: String(day.unpricedCalls),
  };
  if (spent.gte(limit)) {
    const message = `Models have cost ${figures.spentUsd} USD today, and the budget is ${figures.limitUsd} USD: nothing is opened until 00:00 UTC.`;
    return { opens: 'paused', reason: 'spent', message, figures };
  }
  if (day.unpricedCalls > 0 && (budget.unpriced ?? 'pause_opens') === 'pause_opens') {
    const message = `The cost of ${day.unpricedCalls} of ${day.calls} calls today is not known, so the budget of ${figures.limitUsd} USD cannot be watched: nothing is opened until 00:00 UTC. Give the model's price, or count it as zero.`;
    return { opens: 'paused', reason: 'unpriced', message, figures };
  }
  return { opens: 'allowed' };
}
