import type { DecisionSize } from '../../domain/decision.ts';
import type { ProposedSize } from '../../domain/proposal.ts';

/** The size of a proposal as a decision says it. */
export function decisionSize({ unit, value }: ProposedSize): DecisionSize {
  switch (unit) {
    case 'equity_fraction':
      return { marginFraction: value };
    case 'margin':
      return { margin: value };
    case 'notional':
      return { notional: value };
    case 'base':
      return { quantity: value };
    case 'contracts':
      return { contracts: value };
  }
}
