import type { Decimal } from '../../domain/decimal.ts';
import type { DecisionAction } from '../../domain/decision.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { DecisionOutcome } from '../../ports/decision-log.ts';
import type { ModelUsage } from '../../ports/language-model.ts';
import type { Verdict } from '../judge/verdict.ts';

/** What one decision came to. */
export interface DecisionReport {
  readonly decisionId: string;
  readonly instrument: InstrumentId;
  readonly action: DecisionAction;
  readonly confidence: Decimal | null;
  readonly outcome: DecisionOutcome;
  /** The rule that decided, a refusal's or rejection's code; `null` where nothing was refused or changed. */
  readonly rule: string | null;
  /** A sentence for a person and for the next prompt; empty where there is nothing to say. */
  readonly message: string;
  readonly clientOrderIds: readonly string[];
  /** As they stood when the decision was carried out. */
  readonly orders: readonly Order[];
  /** What was stated and what the judge found; `null` for an item that could not be read as a decision. */
  readonly verdict: Verdict | null;
  readonly figures: Readonly<Record<string, string>>;
}

/** How long the parts of a cycle took, ms. */
export interface CycleDurations {
  readonly context: number;
  readonly model: number;
  readonly log: number;
  readonly execution: number;
  readonly total: number;
}

/** What one cycle came to. */
export interface CycleReport {
  readonly evaluationId: string;
  readonly at: number;
  readonly trigger: string;
  /** `model_failed`: no answer, or none that could be used. `failed`: it broke off before there was one. */
  readonly status: 'completed' | 'model_failed' | 'failed';
  /** Why it did not complete; `null` when it did. */
  readonly problem: string | null;
  /** In the order in which they were carried out, closes first. */
  readonly decisions: readonly DecisionReport[];
  /** Cycles that the model wants to sit out. */
  readonly pauseCycles: number;
  /** Tokens of the prompt, as they were counted for its budget; 0 where there was none. */
  readonly promptTokens: number;
  /** Tokens of all replies together, as the endpoint tells them; `null` where it does not. */
  readonly usage: ModelUsage | null;
  /** `null` where the model's price is not known. */
  readonly costUsd: Decimal | null;
  /** What else a person should know: what was left out of the prompt, what could not be written yet. */
  readonly notes: readonly string[];
  readonly durations: CycleDurations;
}
