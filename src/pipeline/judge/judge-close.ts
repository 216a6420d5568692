import type { CloseDecision } from '../../domain/decision.ts';
import type { ProposedSize } from '../../domain/proposal.ts';
import { NO_RISK, riskOfHolding } from './actual-risk.ts';
import type { JudgedPosition, JudgeView, Proposed } from './judge-view.ts';
import { reasonsOf } from './reasons.ts';
import { type ActualRisk, type Finding, flag, refuse } from './verdict.ts';

/** What a close comes to. */
export interface CloseJudgement {
  readonly findings: readonly Finding[];
  readonly decision: CloseDecision | null;
  readonly actualRisk: ActualRisk;
}

/**
 * Judges one close: it needs a position, or an entry that still waits, and nothing else, neither confidence nor fresh data. Where positions could not be
 * read it goes ahead: closing what is not there does nothing.
 */
export function judgeClose({ decisionId, proposal }: Proposed, view: JudgeView): CloseJudgement {
  const { instrument, closingSide } = proposal;
  const held = view.positions?.filter((position) => position.instrument === instrument) ?? [];
  const meant = held.filter(({ side }) => closingSide === null || side === closingSide);
  const rests = view.openOrders.some((order) => order.instrument === instrument && order.effect === 'open');
  const fault = view.positions === null ? null : closeFault(instrument, closingSide, held, meant, rests);
  if (fault !== null) return { findings: [fault], decision: null, actualRisk: riskOfHolding(view, instrument) };
  const [position] = meant;
  return {
    findings: position === undefined ? [] : notes(position, meant, proposal.size),
    decision: {
      action: 'close',
      instrument,
      decisionId,
      confidence: proposal.confidence?.toNumber() ?? 0,
      reasons: reasonsOf(proposal),
      ...(position === undefined ? {} : { marginMode: position.marginMode }),
    },
    actualRisk: NO_RISK,
  };
}

function closeFault(
  instrument: string,
  closingSide: 'long' | 'short' | null,
  held: readonly JudgedPosition[],
  meant: readonly JudgedPosition[],
  rests: boolean,
): Finding | null {
  const [any] = held;
  if (any === undefined && rests) return null;
  if (any === undefined) return refuse('nothing_to_close', `There is no position in ${instrument} to close.`);
  if (meant.length > 0) return null;
  const figures = { stated: closingSide ?? '', held: any.side };
  return refuse('closing_side', `It closes a ${figures.stated} of ${instrument}; a ${any.side} is held.`, figures);
}

/** A close is always of the whole position, and of one. */
function notes(
  position: JudgedPosition,
  meant: readonly JudgedPosition[],
  size: ProposedSize | null,
): readonly Finding[] {
  const quantity = position.quantity.toFixed();
  const isPart = size?.unit === 'base' && size.value.lt(position.quantity);
  const findings: Finding[] = [];
  if (isPart) {
    const stated = size.value.toFixed();
    findings.push(flag('closes_whole', `It names ${stated}; a close closes all of ${quantity}.`, { stated, quantity }));
  }
  if (meant.length > 1) {
    const modes = meant.map(({ marginMode }) => marginMode).join(', ');
    findings.push(flag('closes_whole', `There are positions in ${modes}; the first is closed.`, { modes }));
  }
  return findings;
}
