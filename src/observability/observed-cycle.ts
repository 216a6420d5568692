import type { Decimal } from '../domain/decimal.ts';
import type { DecisionAction } from '../domain/decision.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { DecisionOutcome } from '../ports/decision-log.ts';
import type { ModelUsage } from '../ports/language-model.ts';

/** What is observed of one decision of a cycle; a `DecisionReport` of the pipeline is one. */
export interface ObservedDecision {
  readonly decisionId: string;
  readonly instrument: InstrumentId;
  readonly action: DecisionAction;
  readonly confidence: Decimal | null;
  readonly outcome: DecisionOutcome;
  readonly rule: string | null;
  readonly message: string;
  readonly clientOrderIds: readonly string[];
}

/** What is observed of a cycle that ended; a `CycleReport` of the pipeline is one. */
export interface ObservedCycle {
  readonly evaluationId: string;
  /** When it began, epoch ms. */
  readonly at: number;
  readonly trigger: string;
  readonly status: 'completed' | 'model_failed' | 'failed';
  readonly problem: string | null;
  readonly decisions: readonly ObservedDecision[];
  readonly promptTokens: number;
  readonly usage: ModelUsage | null;
  readonly costUsd: Decimal | null;
  readonly notes: readonly string[];
  /** How long its parts took, ms. */
  readonly durations: { readonly context: number; readonly model: number; readonly total: number };
}

/** Something that a person should look at; a `SyncAlert` of the runtime is one. */
export interface ObservedAlert {
  readonly at: number;
  readonly kind: string;
  readonly message: string;
}
