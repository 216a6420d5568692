import type { ProposedDecision } from '../../domain/proposal.ts';

/** The sentences that a proposal gives for itself. */
export function reasonsOf({ proposedTrade, riskThesis, maxPain, recoveryPlan }: ProposedDecision): readonly string[] {
  return [proposedTrade, riskThesis, maxPain, recoveryPlan].filter((text): text is string => text !== null);
}
