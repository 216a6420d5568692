import { Decimal } from '../domain/decimal.ts';
import type { Position } from '../domain/position.ts';
import type { DecisionOutcome } from '../ports/decision-log.ts';
import type { DecisionFinding } from '../ports/strategy.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { EquityCurve } from './equity-curve.ts';
import type { Assumption, RunRecord } from './run-record.ts';
import type { BacktestStatistics } from './statistics/statistics.ts';
import { thinCurve } from './thin-curve.ts';
import type { Trade } from './trade.ts';

/** Name and version of the JSON form. The number grows when a field changes its meaning or goes. */
export const BACKTEST_SCHEMA = 'brokerkit.backtest/1';

/** Points of the equity curve that the JSON form keeps at most. */
export const MOST_CURVE_POINTS = 4000;

/** A value with every {@link Decimal} in it as a string. */
export type Plain<T> = T extends Decimal
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

/** A decision in the JSON form. */
export interface DecisionJson {
  readonly decisionId: string;
  readonly at: number;
  readonly instrument: string;
  readonly action: string;
  readonly confidence: number;
  readonly reasons: readonly string[];
  readonly outcome: DecisionOutcome;
  readonly clientOrderIds: readonly string[];
  /** What was found about it before it was carried out. */
  readonly findings: readonly DecisionFinding[];
  /** Why it led to no order; `null` when it did, or when there was nothing to do. */
  readonly reason: { readonly code: string; readonly message: string } | null;
}

/** A trade in the JSON form; its decisions stand by their ids in the list of decisions. */
export type TradeJson = Plain<Omit<Trade, 'entryDecision' | 'exitDecision'>> & {
  readonly entryDecisionId: string | null;
  readonly exitDecisionId: string | null;
};

/** A `BacktestResult` as plain values. Amounts are decimal strings, instants epoch ms, ratios fractions. */
export interface BacktestJson {
  readonly schema: typeof BACKTEST_SCHEMA;
  readonly accountCurrency: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly steps: number;
  readonly warmupBars: number;
  readonly instruments: readonly string[];
  readonly assumptions: readonly Assumption[];
  readonly notes: readonly string[];
  readonly statistics: Plain<BacktestStatistics>;
  readonly equity: {
    /** Points before thinning. */
    readonly points: number;
    readonly at: readonly number[];
    readonly equity: readonly string[];
  };
  readonly trades: readonly TradeJson[];
  readonly openPositions: readonly Record<string, unknown>[];
  readonly decisionCounts: RunRecord['decisionCounts'];
  readonly decisions: readonly DecisionJson[];
}

/** What the JSON form is made of. */
type Source = Pick<
  RunRecord,
  | 'accountCurrency'
  | 'startedAt'
  | 'endedAt'
  | 'steps'
  | 'warmupBars'
  | 'instruments'
  | 'assumptions'
  | 'notes'
  | 'decisions'
  | 'decisionCounts'
> & {
  readonly statistics: BacktestStatistics;
  readonly equity: EquityCurve;
  readonly trades: readonly Trade[];
  readonly openPositions: readonly Position[];
};

/** The JSON form of a result. */
export function toBacktestJson(result: Source): BacktestJson {
  const curve = thinCurve(result.equity, MOST_CURVE_POINTS);
  return {
    schema: BACKTEST_SCHEMA,
    accountCurrency: result.accountCurrency,
    startedAt: result.startedAt,
    endedAt: result.endedAt,
    steps: result.steps,
    warmupBars: result.warmupBars,
    instruments: result.instruments.map(({ id }) => id),
    assumptions: result.assumptions,
    notes: result.notes,
    statistics: plain(result.statistics),
    equity: {
      points: result.equity.length,
      at: curve.at,
      equity: curve.equity.map((value) => trimmed(value.toFixed(8))),
    },
    trades: result.trades.map(tradeJson),
    openPositions: result.openPositions.map((position) => position.toJSON()),
    decisionCounts: result.decisionCounts,
    decisions: result.decisions.map(decisionJson),
  };
}

function tradeJson({ entryDecision, exitDecision, ...trade }: Trade): TradeJson {
  return {
    ...plain(trade),
    entryDecisionId: entryDecision?.decisionId ?? null,
    exitDecisionId: exitDecision?.decisionId ?? null,
  };
}

function decisionJson(record: DecisionRecord): DecisionJson {
  const { decisionId, at, decision, outcome, orders, findings, reason } = record;
  return {
    decisionId,
    at,
    instrument: decision.instrument,
    action: decision.action,
    confidence: decision.confidence,
    reasons: decision.reasons,
    outcome,
    clientOrderIds: orders.map(({ clientOrderId }) => clientOrderId),
    findings,
    reason: reason === null ? null : { code: reason.code, message: reason.message },
  };
}

/** Copies plain values and writes decimals out. */
function plain<T>(value: T): Plain<T> {
  return written(value) as Plain<T>;
}

function written(value: unknown): unknown {
  if (Decimal.isDecimal(value)) return value.toFixed();
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, written(part)]));
}

function trimmed(text: string): string {
  return text.replace(/\.?0+$/, '');
}
