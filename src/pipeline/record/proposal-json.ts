import { z } from 'zod';
import { Decimal } from '../../domain/decimal.ts';
import { DECISION_ACTIONS } from '../../domain/decision.ts';
import { type ProposedDecision, SIZE_UNITS } from '../../domain/proposal.ts';

/** A decimal as {@link plain} writes it. */
export const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform((text) => new Decimal(text));
export const decimalOrNull = decimal.nullable();
const text = z.string().nullable();

/** A proposal without its source. */
export const proposalRow = z.object({
  action: z.enum(DECISION_ACTIONS),
  instrument: z.string(),
  closingSide: z.enum(['long', 'short']).nullable(),
  size: z.object({ unit: z.enum(SIZE_UNITS), value: decimal }).nullable(),
  leverage: decimalOrNull,
  limit: decimalOrNull,
  stop: decimalOrNull,
  target: decimalOrNull,
  confidence: decimalOrNull,
  proposedTrade: text,
  riskThesis: text,
  maxPain: text,
  recoveryPlan: text,
  statedRisk: z.object({
    targetExposureFraction: decimalOrNull,
    maxLoss: decimalOrNull,
    valueAtRisk: decimalOrNull,
    maxDrawdownFraction: decimalOrNull,
  }),
});

/** A proposal as a row keeps it: decimals as text, and how the market stood. Its source is kept beside it. */
export function proposalJson(proposed: ProposedDecision, setup: string | null): Record<string, unknown> {
  const { source: _, ...stated } = proposed;
  return { ...(plain(stated) as Record<string, unknown>), setup };
}

/** Decimals as text, throughout. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Decimal.isDecimal(value)) return value.toFixed();
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
