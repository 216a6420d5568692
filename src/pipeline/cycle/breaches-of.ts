import type { RiskJournalEntry } from '../../ports/risk-journal.ts';
import type { Verdict } from '../judge/verdict.ts';
import { isRiskRule } from '../record/account-recorder.ts';
import type { DecisionReport } from './cycle-report.ts';

/** Limits that a proposal broke, whether they stopped it or not, for the risk journal; those that stopped its order are there already. */
export function breachesOf(
  { decisionId, proposal: { instrument }, findings }: Verdict,
  report: DecisionReport | null,
): readonly Omit<RiskJournalEntry, 'entryId' | 'at'>[] {
  const ids = { kind: 'breach', instrument, decisionId, clientOrderId: null } as const;
  const found = findings.map(({ rule, effect, message, figures }) => ({
    ...ids,
    rule: rule as string,
    isBlocked: effect !== 'flag',
    message,
    figures,
  }));
  const late = report !== null && report.outcome === 'denied' && report.rule !== null ? report : null;
  // A leverage that was refused came to no order.
  const isNew = late?.clientOrderIds.length === 0 && !findings.some(({ rule }) => rule === late.rule);
  const all =
    isNew && late.rule !== null
      ? [...found, { ...ids, rule: late.rule, isBlocked: true, message: late.message, figures: late.figures }]
      : found;
  return all.filter(({ rule }) => isRiskRule(rule));
}
