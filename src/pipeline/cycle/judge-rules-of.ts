import type { Decimal } from '../../domain/decimal.ts';
import type { JudgeRules } from '../record/judging-json.ts';
import type { TradingCycleOptions } from './trading-cycle-options.ts';

/** By which rules the decisions of a cycle are judged. What the prompt calls stale is stale to the judge, too. */
export function judgeRulesOf(
  { risk = {}, health, judging }: Pick<TradingCycleOptions, 'risk' | 'health' | 'judging'>,
  minConfidence: Decimal,
): JudgeRules {
  const quoteAge = health?.maxQuoteAgeMs === undefined ? {} : { maxQuoteAgeMs: health.maxQuoteAgeMs };
  return { mode: risk.mode ?? 'enforce', minConfidence, riskLimits: risk.limits ?? {}, ...quoteAge, ...judging };
}
