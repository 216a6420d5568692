import type { DecisionLog, DecisionRecord, LoggedOutcome } from '../../ports/decision-log.ts';
import type { RefusedBefore } from '../judge/judge-view.ts';
import type { Verdict } from '../judge/verdict.ts';
import { proposalRow } from './proposal-json.ts';

/** Decisions among which the last evaluation that decided anything is looked for. */
const LOOK_BACK = 50;

type Ended = Pick<LoggedOutcome, 'outcome' | 'rule'>;

/**
 * What was refused of these. A refusal for being a repetition is no reason of its own, or the first one would count for ever.
 */
export function refusedOf(
  verdicts: readonly Pick<Verdict, 'decisionId' | 'proposal'>[],
  ends: readonly (Ended & { readonly decisionId: string })[],
): readonly RefusedBefore[] {
  const refused = new Map(ends.filter(isRefusal).map(({ decisionId, rule }) => [decisionId, rule]));
  return verdicts.flatMap(({ decisionId, proposal }) => {
    const rule = refused.get(decisionId);
    return rule === undefined ? [] : [{ proposal, rule }];
  });
}

/**
 * What was refused of the last evaluation that decided anything, by whichever run.
 *
 * @throws {PersistenceError} when the log cannot be read.
 */
export async function refusedLast(log: Pick<DecisionLog, 'list'>): Promise<readonly RefusedBefore[]> {
  const { items } = await log.list({ limit: LOOK_BACK });
  return items
    .filter(({ evaluationId }) => evaluationId === items[0]?.evaluationId)
    .flatMap((record) => {
      const { outcome } = record;
      if (outcome === null || !isRefusal(outcome)) return [];
      const proposal = proposalOf(record);
      return proposal === null ? [] : [{ proposal, rule: outcome.rule }];
    });
}

function isRefusal({ outcome, rule }: Ended): boolean {
  return (outcome === 'denied' || outcome === 'rejected') && rule !== 'repeated_refusal';
}

/** `null` for a row that stands for an item which was no decision. */
function proposalOf({ proposal, source }: DecisionRecord): RefusedBefore['proposal'] | null {
  const read = proposalRow.safeParse(proposal);
  return read.success ? { ...read.data, source } : null;
}
