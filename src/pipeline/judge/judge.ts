import type { Decision } from '../../domain/decision.ts';
import { compareRisk, riskOfHolding } from './actual-risk.ts';
import { entryCase } from './entry-case.ts';
import { judgeClose } from './judge-close.ts';
import { judgeEntry } from './judge-entry.ts';
import { type JudgePolicy, type WholePolicy, wholePolicy } from './judge-policy.ts';
import type { JudgeView, Proposed } from './judge-view.ts';
import { reasonsOf } from './reasons.ts';
import { Siblings } from './siblings.ts';
import { type ActualRisk, type Finding, flag, type Verdict } from './verdict.ts';

interface Judgement {
  readonly findings: readonly Finding[];
  readonly decision: Decision | null;
  readonly actualRisk: ActualRisk;
}

/**
 * Judges each proposal alone: accepted, made smaller or refused, with every rule that spoke and its figures. Closes come
 * first, and a close is never refused for a risk limit, for stale data or for want of confidence; the others follow in
 * their order, each with what the accepted ones before it take up.
 *
 * Risk is never raised: quantity and leverage of a decision are at most those proposed. Risk limits are the risk guard's;
 * in `observe` they are written down and stop nothing. Pure: the same view gives the same verdicts.
 *
 * @throws {OrderError} `order/invalid_number` for a canary that is no decimal.
 * @see docs/judging.md
 */
export function judge(proposals: readonly Proposed[], view: JudgeView, policy: JudgePolicy): readonly Verdict[] {
  const measured = wholePolicy(policy);
  const siblings = new Siblings();
  const closes = proposals.filter(({ proposal }) => proposal.action === 'close');
  const others = proposals.filter(({ proposal }) => proposal.action !== 'close');
  return [...closes, ...others].map((item) => verdictOn(item, judgeOne(item, view, measured, siblings), measured));
}

function judgeOne(item: Proposed, view: JudgeView, policy: WholePolicy, siblings: Siblings): Judgement {
  const { decisionId, proposal } = item;
  switch (proposal.action) {
    case 'close':
      return judgeClose(item, view);
    case 'buy':
    case 'sell':
      return judgeEntry(entryCase(item, view, policy, siblings));
    default:
      return {
        findings: [],
        decision: {
          action: proposal.action,
          instrument: proposal.instrument,
          decisionId,
          confidence: proposal.confidence?.toNumber() ?? 0,
          reasons: reasonsOf(proposal),
        },
        actualRisk: riskOfHolding(view, proposal.instrument),
      };
  }
}

function verdictOn(
  { decisionId, proposal }: Proposed,
  { findings, decision, actualRisk }: Judgement,
  policy: WholePolicy,
): Verdict {
  const statedAgainstActual = compareRisk(proposal.statedRisk, actualRisk, policy.statedRiskTolerance);
  const understated = statedAgainstActual
    .filter(({ isExceeded }) => isExceeded)
    .map(({ figure, stated, actual }) => {
      const figures = { figure, stated: stated.toFixed(), actual: actual.toFixed() };
      return flag('stated_risk', `It states a ${figure} of ${figures.stated}; it comes to ${figures.actual}.`, figures);
    });
  const isClamped = findings.some(({ effect }) => effect === 'clamp');
  return {
    decisionId,
    proposal,
    outcome: decision === null ? 'refuse' : isClamped ? 'clamp' : 'accept',
    findings: [...findings, ...understated],
    decision,
    actualRisk,
    statedAgainstActual,
  };
}
