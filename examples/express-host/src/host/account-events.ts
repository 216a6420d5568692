import {
  Decimal,
  type DecisionRecord,
  type RiskJournalEntry,
  type StoredClosedPosition,
  type StoredFill,
} from 'brokerkit';
import type { z } from 'zod';
import type { accountEvent } from '../contract/index.ts';

type AccountEvent = z.infer<typeof accountEvent>;

/** What happened to an account, in sentences, newest first. */
export function accountEvents(happened: {
  readonly fills: readonly StoredFill[];
  readonly closed: readonly StoredClosedPosition[];
  readonly risk: readonly RiskJournalEntry[];
  readonly decisions: readonly DecisionRecord[];
}): AccountEvent[] {
  const events = [
    ...happened.fills.map(ofFill),
    ...happened.closed.map(ofClosed),
    ...happened.risk.map(ofRisk),
    ...happened.decisions.filter(isEvent).map(ofDecision),
  ];
  return events.sort((a, b) => b.at - a.at);
}

function ofFill({ fillId, at, instrument, decisionId, side, quantity, price, cause }: StoredFill): AccountEvent {
  const verb = side === 'buy' ? 'Bought' : 'Sold';
  const by = cause === 'order' ? '' : ` (${cause.replaceAll('_', ' ')})`;
  return {
    ...{ id: `fill:${instrument}:${fillId}`, at, kind: 'fill', instrument, decision_log_id: decisionId },
    message: `${verb} ${quantity} at ${price}${by}.`,
  };
}

function ofClosed(closed: StoredClosedPosition): AccountEvent {
  const { closedPositionId, closedAt, instrument, side, netPnl, closedBy, decisionIds } = closed;
  return {
    ...{ id: `closed:${closedPositionId}`, at: closedAt, kind: 'position_closed', instrument },
    decision_log_id: decisionIds[0] ?? null,
    message: `Closed a ${side} by ${closedBy.replaceAll('_', ' ')}: ${new Decimal(netPnl).toFixed(2)} net of fees and funding.`,
  };
}

function ofRisk({ entryId, at, instrument, decisionId, message }: RiskJournalEntry): AccountEvent {
  return { id: `risk:${entryId}`, at, kind: 'risk', instrument, decision_log_id: decisionId, message };
}

/** To stand aside happens to nobody: it is told among the decisions. */
function isEvent({ action, outcome }: DecisionRecord): boolean {
  return outcome?.outcome !== 'executed' || (action !== 'hold' && action !== 'no_entry');
}

function ofDecision({ decisionId, at, instrument, action, outcome }: DecisionRecord): AccountEvent {
  const became = outcome === null ? 'not known yet' : outcome.outcome;
  const why = outcome?.message ? ` ${outcome.message}` : '';
  return {
    ...{ id: `decision:${decisionId}`, at, kind: 'decision', instrument, decision_log_id: decisionId },
    message: `Decided ${action.replace('_', ' ')}: ${became}.${why}`,
  };
}
