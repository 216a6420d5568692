import type { Decision } from '../domain/decision.ts';
import type { CarriedOut } from '../pipeline/execute/carry-out.ts';

/** A decision that asked for something, and what it came to. */
export interface DecisionRecord {
  readonly decisionId: string;
  readonly at: number;
  readonly decision: Decision;
  readonly outcome: CarriedOut;
}
