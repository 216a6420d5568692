import type { Decimal } from '../../domain/decimal.ts';
import type { Decision } from '../../domain/decision.ts';
import type { StatedRisk } from '../../domain/proposal.ts';
import type { Proposed } from './judge-view.ts';

/** Every rule of the judge, in the order in which they are looked at. */
export const JUDGE_RULES = [
  'nothing_to_close',
  'closing_side',
  'closes_whole',
  'symbol_allowed',
  'market_state',
  'trading_paused',
  'account_unknown',
  'equity',
  'stale_data',
  'confidence',
  'copied_example',
  'repeated_refusal',
  'spot_short',
  'size_missing',
  'other_symbols_size',
  'size_scale',
  'leverage_range',
  'price_range',
  'other_symbols_price',
  'price_scale',
  'limit_band',
  'stop_required',
  'stop_side',
  'stop_band',
  'target_side',
  'target_band',
  'reward_to_risk',
  'leverage_step',
  'instrument_leverage',
  'leverage_limit',
  'lot_step',
  'minimum_size',
  'maximum_size',
  'exposure_unknown',
  'drawdown_limit',
  'daily_loss_limit',
  'position_margin_limit',
  'gross_notional_limit',
  'affordability',
  'opposes_position',
  'reduces_only',
  'stated_risk',
] as const;
/** One of {@link JUDGE_RULES}. */
export type JudgeRule = (typeof JUDGE_RULES)[number];

/** What one rule found. */
export interface Finding {
  readonly rule: JudgeRule;
  /** `flag` is written down and changes nothing. */
  readonly effect: 'refuse' | 'clamp' | 'flag';
  /** A sentence for a person and for a model. */
  readonly message: string;
  /** The figures that decided, as decimal strings. */
  readonly figures: Readonly<Record<string, string>>;
  /** What was proposed, and what was made of it; `null` where nothing was changed. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The risk that a decision carries as it would be sent, reckoned from the live price. */
export interface ActualRisk extends StatedRisk {
  /** Initial margin of this order, in quote currency. */
  readonly margin: Decimal | null;
  /** Value of this order, in quote currency. */
  readonly notional: Decimal | null;
  readonly leverage: Decimal | null;
  /** Loss of this order if its stop is hit, fees of both ways included; `null` without a stop. */
  readonly lossAtStop: Decimal | null;
}

/** One figure of the stated risk beside what it comes to. */
export interface RiskComparison {
  readonly figure: keyof StatedRisk;
  readonly stated: Decimal;
  readonly actual: Decimal;
  /** Whether the actual figure is beyond the stated one by more than the tolerance. */
  readonly isExceeded: boolean;
}

/** What becomes of one proposal. */
export interface Verdict extends Proposed {
  /** `clamp`: smaller than proposed, never larger. */
  readonly outcome: 'accept' | 'clamp' | 'refuse';
  readonly findings: readonly Finding[];
  /** What goes to execution; `null` where it is refused. */
  readonly decision: Decision | null;
  /** For a refused decision as far as it could be reckoned, from the size that was proposed. */
  readonly actualRisk: ActualRisk;
  readonly statedAgainstActual: readonly RiskComparison[];
}

export function refuse(rule: JudgeRule, message: string, figures: Finding['figures'] = {}): Finding {
  return { rule, effect: 'refuse', message, figures, before: null, after: null };
}

export function clamp(
  rule: JudgeRule,
  message: string,
  change: { readonly before: Decimal; readonly after: Decimal },
  figures: Finding['figures'] = {},
): Finding {
  return { rule, effect: 'clamp', message, figures, before: change.before.toFixed(), after: change.after.toFixed() };
}

export function flag(rule: JudgeRule, message: string, figures: Finding['figures'] = {}): Finding {
  return { rule, effect: 'flag', message, figures, before: null, after: null };
}
