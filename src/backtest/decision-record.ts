import type { DecisionSummary } from '../domain/decision.ts';
import type { DecisionOutcome } from '../ports/decision-log.ts';
import type { SettledDecision } from '../ports/strategy.ts';

/** A decision that asked for something, and what it came to. */
export interface DecisionRecord extends Pick<SettledDecision, 'orders' | 'reason' | 'findings'> {
  readonly decisionId: string;
  readonly at: number;
  readonly decision: DecisionSummary;
  readonly outcome: DecisionOutcome;
}
