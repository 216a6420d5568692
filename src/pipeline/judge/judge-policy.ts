import { Decimal } from '../../domain/decimal.ts';
import type { MeasuredRiskLimits, RiskMode } from '../../domain/risk.ts';

/**
 * How far from the live price a stop, a target or a limit may be: the larger over the smaller, less 1. At 0.25 a price lies
 * between 0.8 and 1.25 times the live one.
 */
export interface PriceBands {
  /** Nearer is noise. Default 0.0005. */
  readonly minStopDistance: Decimal;
  /** Default 0.3. */
  readonly maxStopDistance: Decimal;
  /** Default 0.0005. */
  readonly minTargetDistance: Decimal;
  /** Default 1. */
  readonly maxTargetDistance: Decimal;
  /** Default 0.1. */
  readonly maxLimitDistance: Decimal;
}

/** By what decisions are judged. */
export interface JudgePolicy {
  /** `observe`: the model owns risk; a broken risk limit is written down and stops nothing. */
  readonly mode: RiskMode;
  /** Below it nothing opens, in either mode. */
  readonly minConfidence: Decimal;
  /** The limits of the risk guard. */
  readonly limits: MeasuredRiskLimits;
  /** What is left out has its default. */
  readonly bands?: Partial<PriceBands>;
  /** Older prices are stale. Default 60,000 ms. */
  readonly maxQuoteAgeMs?: number;
  /** Whether an entry needs a stop. Default `optional`. */
  readonly stop?: 'required' | 'optional';
  /** Least reward over risk, both from the live price; `null`, the default, asks for none. */
  readonly minRewardToRisk?: Decimal | null;
  /** Part of the price by which a market order may fill worse, set aside when margin is counted. Default 0.001. */
  readonly slippageAllowance?: Decimal;
  /** How far actual risk may exceed stated risk before it is told, as a fraction of it. Default 0.1. */
  readonly statedRiskTolerance?: Decimal;
  /** Margin mode of entries in swaps. Default `cross`. */
  readonly marginMode?: 'cross' | 'isolated';
}

/** What of a {@link JudgePolicy} is a matter of taste; what is left out has its default. */
export type JudgeTaste = Partial<Omit<JudgePolicy, 'mode' | 'minConfidence' | 'limits'>>;

/** A {@link JudgePolicy} with nothing left out. */
export interface WholePolicy extends Required<JudgePolicy> {
  readonly bands: PriceBands;
}

const BANDS: PriceBands = {
  minStopDistance: new Decimal('0.0005'),
  maxStopDistance: new Decimal('0.3'),
  minTargetDistance: new Decimal('0.0005'),
  maxTargetDistance: new Decimal(1),
  maxLimitDistance: new Decimal('0.1'),
};

/** The policy with its defaults. */
export function wholePolicy(policy: JudgePolicy): WholePolicy {
  return {
    maxQuoteAgeMs: 60_000,
    stop: 'optional',
    minRewardToRisk: null,
    slippageAllowance: new Decimal('0.001'),
    statedRiskTolerance: new Decimal('0.1'),
    marginMode: 'cross',
    ...policy,
    bands: { ...BANDS, ...policy.bands },
  };
}
