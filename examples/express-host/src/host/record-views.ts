import {
  type AuditEntry,
  Decimal,
  type DecisionRecord,
  type EquitySnapshot,
  type RiskJournalEntry,
  type StoredClosedPosition,
  type StoredFill,
  type StoredOrder,
  type StoredPosition,
} from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';

/** Digits of a mean price, which has endless ones; more than any tick has. */
const MEAN_DIGITS = 12;
/** Places of a fraction of the account. */
const FRACTION_PLACES = 8;

/** A mean price as it is shown: whatever is left out counts against the account. */
function meanPrice(price: string, paidBy: 'buyer' | 'seller'): string {
  const rounding = paidBy === 'buyer' ? Decimal.ROUND_UP : Decimal.ROUND_DOWN;
  return new Decimal(price).toSignificantDigits(MEAN_DIGITS, rounding).toFixed();
}

function entryPrice({ entryPrice: price, side }: Pick<StoredPosition, 'entryPrice' | 'side'>): string {
  return meanPrice(price, side === 'long' ? 'buyer' : 'seller');
}

/** Up: a fall is never shown as a smaller one. */
export function fractionText(fraction: string): string {
  return new Decimal(fraction).toDecimalPlaces(FRACTION_PLACES, Decimal.ROUND_UP).toFixed();
}

/** A figure of statistics as it is shown. */
function ratio(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}

/** An account without its positions, in the contract's words. */
export function accountView(snapshot: EquitySnapshot): contract.AccountView {
  const { at, accountCurrency, cash, equity, freeMargin, realizedPnl, unrealizedPnl } = snapshot;
  const { fees, funding, sharpe, winRate, profitFactor } = snapshot;
  return {
    ...{ at, accountCurrency, cash, equity, freeMargin, realizedPnl, unrealizedPnl },
    ...{ fees, funding, drawdownFraction: fractionText(snapshot.drawdownFraction) },
    ...{ sharpe: ratio(sharpe), winRate: ratio(winRate), profitFactor: ratio(profitFactor) },
  };
}

/** An open position; the decision behind it is the one that opened it. */
export function positionView(position: StoredPosition): contract.PositionView {
  const decisionIds = [...position.decisionIds];
  return { ...position, entryPrice: entryPrice(position), decisionIds, decision_log_id: decisionIds[0] ?? null };
}

export function orderView({ decisionId, ...order }: StoredOrder): contract.OrderView {
  const { averagePrice: price, side } = order;
  const averagePrice = price === null ? null : meanPrice(price, side === 'buy' ? 'buyer' : 'seller');
  return { ...order, averagePrice, decision_log_id: decisionId };
}

export function fillView({ decisionId, ...fill }: StoredFill): contract.FillView {
  return { ...fill, decision_log_id: decisionId };
}

/** A round trip; the decision behind it is the one that opened it. */
export function closedPositionView(closed: StoredClosedPosition): contract.ClosedPositionView {
  const decisionIds = [...closed.decisionIds];
  const exitPrice = meanPrice(closed.exitPrice, closed.side === 'long' ? 'seller' : 'buyer');
  return { ...closed, entryPrice: entryPrice(closed), exitPrice, decisionIds, decision_log_id: decisionIds[0] ?? null };
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
