import type { ClosedPosition } from '../domain/account.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { RecordedTrade } from './recorder.ts';

/** A closed position as a reader of a backtest sees it: with its stop, its target and the reasons that led to it. */
export interface Trade {
  /** From 1, in the order of closing. */
  readonly number: number;
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  readonly openedAt: number;
  readonly closedAt: number;
  /** The largest it had, in base units. */
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly exitPrice: Decimal;
  /** Before fees and funding. */
  readonly grossPnl: Decimal;
  /** Positive is paid. */
  readonly fees: Decimal;
  /** Positive is received. */
  readonly funding: Decimal;
  readonly netPnl: Decimal;
  /** Net result ÷ (entry price × quantity); `null` for an entry at zero. */
  readonly returnFraction: number | null;
  readonly closedBy: ClosedPosition['closedBy'];
  readonly stopPrice: Decimal | null;
  readonly targetPrice: Decimal | null;
  /** The decision that opened it, where a decision did. */
  readonly entryDecision: DecisionRecord | null;
  /** The decision that closed it, where a decision did. */
  readonly exitDecision: DecisionRecord | null;
}

/** The decisions of a run, as trades look for them. */
export interface DecisionIndex {
  readonly byId: ReadonlyMap<string, DecisionRecord>;
  /** Decisions to close, by the client ids of their orders. */
  readonly byClosingOrder: ReadonlyMap<string, DecisionRecord>;
}

export function indexDecisions(decisions: readonly DecisionRecord[]): DecisionIndex {
  const byId = new Map<string, DecisionRecord>();
  const byClosingOrder = new Map<string, DecisionRecord>();
  for (const record of decisions) {
    byId.set(record.decisionId, record);
    if (record.decision.action !== 'close') continue;
    for (const { clientOrderId } of record.orders) byClosingOrder.set(clientOrderId, record);
  }
  return { byId, byClosingOrder };
}

/** Puts a recorded trade into words that a reader needs. */
export function toTrade(recorded: RecordedTrade, number: number, { byId, byClosingOrder }: DecisionIndex): Trade {
  const { closed, entryDecisionId, exitOrderId } = recorded;
  const value = closed.entryPrice.mul(closed.maxQuantity);
  return {
    number,
    instrument: closed.instrument,
    marginMode: closed.marginMode,
    side: closed.side,
    openedAt: closed.openedAt,
    closedAt: closed.closedAt,
    quantity: closed.maxQuantity,
    entryPrice: closed.entryPrice,
    exitPrice: closed.exitPrice,
    grossPnl: closed.realizedPnl,
    fees: closed.fees,
    funding: closed.funding,
    netPnl: closed.netPnl,
    returnFraction: value.isZero() ? null : closed.netPnl.div(value).toNumber(),
    closedBy: closed.closedBy,
    stopPrice: recorded.stopPrice,
    targetPrice: recorded.targetPrice,
    entryDecision: entryDecisionId === null ? null : (byId.get(entryDecisionId) ?? null),
    exitDecision: exitOrderId === null ? null : (byClosingOrder.get(exitOrderId) ?? null),
  };
}
