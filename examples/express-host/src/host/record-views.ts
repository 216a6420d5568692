import type {
  AuditEntry,
  DecisionRecord,
  EquitySnapshot,
  RiskJournalEntry,
  StoredClosedPosition,
  StoredFill,
  StoredOrder,
  StoredPosition,
} from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';

/** An account without its positions, in the contract's words. */
export function accountView(snapshot: EquitySnapshot): contract.AccountView {
  const { at, accountCurrency, cash, equity, freeMargin, realizedPnl, unrealizedPnl } = snapshot;
  const { fees, funding, drawdownFraction, sharpe, winRate, profitFactor } = snapshot;
  return {
    ...{ at, accountCurrency, cash, equity, freeMargin, realizedPnl, unrealizedPnl },
    ...{ fees, funding, drawdownFraction, sharpe, winRate, profitFactor },
  };
}

/** An open position; the decision behind it is the one that opened it. */
export function positionView(position: StoredPosition): contract.PositionView {
  const decisionIds = [...position.decisionIds];
  return { ...position, decisionIds, decision_log_id: decisionIds[0] ?? null };
}

export function orderView({ decisionId, ...order }: StoredOrder): contract.OrderView {
  return { ...order, decision_log_id: decisionId };
}

export function fillView({ decisionId, ...fill }: StoredFill): contract.FillView {
  return { ...fill, decision_log_id: decisionId };
}

/** A round trip; the decision behind it is the one that opened it. */
export function closedPositionView(closed: StoredClosedPosition): contract.ClosedPositionView {
  const decisionIds = [...closed.decisionIds];
  return { ...closed, decisionIds, decision_log_id: decisionIds[0] ?? null };
}

export function decisionView(record: DecisionRecord): contract.DecisionSummary {
  const { decisionId, evaluationId, at, model, provider, instrument, action, confidence, costUsd } = record;
  return {
    ...{ decision_log_id: decisionId, evaluationId, at, model, provider, instrument, action, confidence, costUsd },
    verdict: record.verdict?.outcome ?? null,
    outcome: record.outcome?.outcome ?? null,
    rule: record.outcome?.rule ?? null,
    message: record.outcome?.message ?? null,
  };
}

export function riskView({ decisionId, ...entry }: RiskJournalEntry): z.infer<typeof contract.riskEntry> {
  return { ...entry, decision_log_id: decisionId };
}

export function auditView(entry: AuditEntry): z.infer<typeof contract.auditEntry> {
  const { entryId, at, actor, action, subject, details } = entry;
  return { entryId, at, actor, action, subject, details };
}
