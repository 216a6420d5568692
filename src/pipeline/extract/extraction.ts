import type { ProposedDecision } from '../../domain/proposal.ts';
import type { RefusedItem } from './refusal.ts';
import type { Repair } from './repair.ts';
import type { Span } from './span.ts';

/**
 * Why a reply gives no decisions at all. Abstaining is not `hold`: it says nothing of any position.
 *
 * `blank`: nothing, or thinking only. `truncated`: cut off. `filtered`: the provider withheld it. `unfinished`: the model
 * was about to call a tool. `no_decision`: no JSON that is an answer. `malformed`: the answer cannot be read.
 * `ambiguous`: two different answers. `contradictory`: one answer that contradicts itself. `too_complex`: reading it was
 * given up. `no_answer`: the model could not be asked, or did not answer.
 */
export const ABSTAIN_REASONS = [
  'blank',
  'truncated',
  'filtered',
  'unfinished',
  'no_decision',
  'malformed',
  'ambiguous',
  'contradictory',
  'too_complex',
  'no_answer',
] as const;
/** One of {@link ABSTAIN_REASONS}. */
export type AbstainReason = (typeof ABSTAIN_REASONS)[number];

/** A reply that decides, be it that nothing is to be done. */
export interface ExtractedDecisions {
  readonly outcome: 'decisions';
  readonly decisions: readonly ProposedDecision[];
  /** Items that stay out, each for a fault of its own. */
  readonly refused: readonly RefusedItem[];
  /** For how many cycles the model wants to be left alone; 0 where it does not say. */
  readonly pauseCycles: number;
  readonly repairs: readonly Repair[];
  /** Where the answer stands in the reply. */
  readonly span: Span;
}

/** A reply that decides nothing. */
export interface Abstention {
  readonly outcome: 'abstain';
  readonly reason: AbstainReason;
  readonly message: string;
  readonly repairs: readonly Repair[];
}

/** What became of a reply. */
export type Extraction = ExtractedDecisions | Abstention;

/** Why a reply is of no use: it decides nothing, or every item of it is refused; `null` for one that can be carried out. */
export function uselessness(
  extraction: Extraction,
): { readonly reason: AbstainReason; readonly message: string } | null {
  if (extraction.outcome === 'abstain') return { reason: extraction.reason, message: extraction.message };
  const [first] = extraction.refused;
  if (first === undefined || extraction.decisions.length > 0) return null;
  return { reason: 'no_decision', message: `Every item of the reply is refused, the first with: ${first.message}` };
}

export function abstain(reason: AbstainReason, message: string, repairs: readonly Repair[] = []): Abstention {
  return { outcome: 'abstain', reason, message, repairs };
}
