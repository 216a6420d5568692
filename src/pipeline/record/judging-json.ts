import { z } from 'zod';
import { toDecimal } from '../../domain/decimal.ts';
import { DEFAULT_RISK_LIMITS, measureRiskLimits, type RiskLimits } from '../../domain/risk.ts';
import { PersistenceError } from '../../errors/index.ts';
import type { JudgePolicy } from '../judge/judge-policy.ts';
import type { JudgeView } from '../judge/judge-view.ts';
import { judgeViewJson, readJudgeView } from './judge-view-json.ts';
import { decimal, plain } from './proposal-json.ts';

/** A {@link JudgePolicy} with its risk limits as they were configured. */
export interface JudgeRules extends Omit<JudgePolicy, 'limits'> {
  readonly riskLimits: Partial<RiskLimits>;
}

const rules = z.object({
  mode: z.enum(['enforce', 'observe']),
  minConfidence: decimal,
  riskLimits: z.object({
    maxPositionMarginFraction: z.string(),
    maxLeverage: z.string(),
    maxGrossNotionalMultiple: z.string(),
    maxDailyLoss: z.string(),
    maxDrawdownFraction: z.string(),
  }),
  bands: z
    .object({
      minStopDistance: decimal.exactOptional(),
      maxStopDistance: decimal.exactOptional(),
      minTargetDistance: decimal.exactOptional(),
      maxTargetDistance: decimal.exactOptional(),
      maxLimitDistance: decimal.exactOptional(),
    })
    .exactOptional(),
  maxQuoteAgeMs: z.number().exactOptional(),
  stop: z.enum(['required', 'optional']).exactOptional(),
  minRewardToRisk: decimal.nullable().exactOptional(),
  slippageAllowance: decimal.exactOptional(),
  statedRiskTolerance: decimal.exactOptional(),
  marginMode: z.enum(['cross', 'isolated']).exactOptional(),
});

/** The policy that rules come to. */
export function policyOf({ riskLimits, ...rest }: JudgeRules): JudgePolicy {
  return { ...rest, limits: measureRiskLimits(riskLimits) };
}

/** What the judge saw, and by which rules it judged, as a row keeps them. */
export function judgingJson(view: JudgeView, { riskLimits, ...rest }: JudgeRules): unknown {
  const names = Object.keys(DEFAULT_RISK_LIMITS) as (keyof RiskLimits)[];
  const limits = Object.fromEntries(
    names.map((name) => [name, toDecimal(riskLimits[name] ?? DEFAULT_RISK_LIMITS[name], name).toFixed()]),
  );
  return { view: judgeViewJson(view), rules: plain({ ...rest, riskLimits: limits }) };
}

/** What the judge saw, and its rules. @throws {PersistenceError} `store/corrupt` for a row that is none. */
export function readJudging(row: unknown): { readonly view: JudgeView; readonly rules: JudgeRules } {
  if (typeof row === 'object' && row !== null && 'view' in row && 'rules' in row) {
    const read = rules.safeParse(row.rules);
    if (read.success) return { view: readJudgeView(row.view), rules: read.data };
  }
  throw new PersistenceError('By which rules a decision was judged cannot be read from the store.', {
    code: 'store/corrupt',
  });
}
