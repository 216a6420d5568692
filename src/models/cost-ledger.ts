import { toDecimal } from '../domain/decimal.ts';
import { startOfUtcDay } from '../domain/drawdown.ts';
import type { Clock } from '../ports/clock.ts';
import type { BudgetState, ChargedCall, CostMeter } from '../ports/cost-meter.ts';
import type { ModelUsage } from '../ports/language-model.ts';
import type { DayCost, ModelCost } from '../ports/model-cost-store.ts';
import { costOf } from './call-cost.ts';
import { budgetState, type DailyBudget } from './daily-budget.ts';
import { MODEL_PRICES, type ModelPrice } from './token-prices.ts';

/** What a ledger of costs needs. */
export interface CostLedgerOptions {
  readonly clock: Clock;
  /** A new UUID for each cost. */
  readonly newId: () => string;
  /** Default {@link MODEL_PRICES}; put prices of your own before or behind them. */
  readonly prices?: readonly ModelPrice[];
  /** Default: none, and opens never pause. */
  readonly budget?: DailyBudget;
}

/** Counts calls, tokens and money by the day, UTC. */
export interface CostLedger extends CostMeter {
  /** The sum of the day in which an instant lies, as far as this ledger heard of it. */
  ofDay(at: number): DayCost;
  /** Takes over what a store knows of a day, such as after a restart, where that is more than is known here; charges of that day are added to it. */
  resume(day: DayCost): void;
}

const NO_USAGE: ModelUsage = { inputTokens: null, cachedInputTokens: null, outputTokens: null, reasoningTokens: null };

/**
 * A ledger of what models cost. It keeps its sums in memory; what `charge` returns is for the store.
 *
 * @throws {OrderError} `order/invalid_number` for a budget that is no decimal.
 */
export function costLedger(options: CostLedgerOptions): CostLedger {
  const { clock, newId, prices = MODEL_PRICES, budget = null } = options;
  const days = new Map<number, DayCost>();
  const ofDay = (at: number): DayCost => {
    const dayStart = startOfUtcDay(at);
    return days.get(dayStart) ?? emptyDay(dayStart);
  };
  budgetState(emptyDay(0), budget);
  return {
    ofDay,
    resume: (day) => {
      // Costs that could not be written are known here alone.
      days.set(day.dayStart, larger(ofDay(day.dayStart), day));
    },
    charge: (call) => {
      const cost = chargeOf(call, newId(), prices);
      const day = added(ofDay(cost.at), cost);
      days.set(day.dayStart, day);
      return cost;
    },
    budget: (): BudgetState => budgetState(ofDay(clock.now()), budget),
  };
}

function chargeOf(call: ChargedCall, costId: string, prices: readonly ModelPrice[]): ModelCost {
  const { provider, model, evaluationId, reply } = call;
  const cost = costOf(call, prices);
  return {
    ...{ costId, at: reply.sentAt, provider, model, evaluationId },
    usage: reply.usage ?? NO_USAGE,
    costUsd: cost.known ? cost.usd.toFixed() : null,
  };
}

function added(day: DayCost, { costUsd, usage }: ModelCost): DayCost {
  return {
    dayStart: day.dayStart,
    calls: day.calls + 1,
    costUsd: toDecimal(day.costUsd, 'cost')
      .add(toDecimal(costUsd ?? '0', 'cost'))
      .toFixed(),
    unpricedCalls: day.unpricedCalls + (costUsd === null ? 1 : 0),
    inputTokens: day.inputTokens + (usage.inputTokens ?? 0),
    cachedInputTokens: day.cachedInputTokens + (usage.cachedInputTokens ?? 0),
    outputTokens: day.outputTokens + (usage.outputTokens ?? 0),
    reasoningTokens: day.reasoningTokens + (usage.reasoningTokens ?? 0),
  };
}

/** The larger of two accounts of a day, figure by figure: neither need have all of the other. */
function larger(one: DayCost, other: DayCost): DayCost {
  const [ours, theirs] = [toDecimal(one.costUsd, 'cost'), toDecimal(other.costUsd, 'cost')];
  return {
    dayStart: one.dayStart,
    calls: Math.max(one.calls, other.calls),
    costUsd: (ours.gt(theirs) ? ours : theirs).toFixed(),
    unpricedCalls: Math.max(one.unpricedCalls, other.unpricedCalls),
    inputTokens: Math.max(one.inputTokens, other.inputTokens),
    cachedInputTokens: Math.max(one.cachedInputTokens, other.cachedInputTokens),
    outputTokens: Math.max(one.outputTokens, other.outputTokens),
    reasoningTokens: Math.max(one.reasoningTokens, other.reasoningTokens),
  };
}

function emptyDay(dayStart: number): DayCost {
  return {
    ...{ dayStart, calls: 0, costUsd: '0', unpricedCalls: 0 },
    ...{ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  };
}
