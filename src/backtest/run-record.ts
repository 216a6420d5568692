import type { DecisionAction } from '../domain/decision.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { Money } from '../domain/money.ts';
import type { Position } from '../domain/position.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { EquityCurve } from './equity-curve.ts';
import type { RecordedFill } from './recorded-fills.ts';
import type { OrderTally, RecordedTrade } from './recorder.ts';

/** Something that a result depends on and that its reader should know. */
export interface Assumption {
  readonly label: string;
  readonly value: string;
}

/** Everything that a run left behind; figures are made of it when they are read. */
export interface RunRecord {
  /** What kind of run it was, for the head of a report. */
  readonly title: string;
  readonly accountCurrency: string;
  readonly assumptions: readonly Assumption[];
  readonly notes: readonly string[];
  readonly warmupBars: number;
  /** Instants at which the strategy was asked. */
  readonly steps: number;
  /** When trading began, epoch ms: the first instant after the warm-up. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly startEquity: Money;
  readonly endEquity: Money;
  /** Received (positive) and paid for funding, in the account currency. */
  readonly funding: ReadonlyMap<InstrumentId, Money>;
  readonly instruments: readonly Instrument[];
  readonly candles: (instrument: InstrumentId) => Candles | null;
  readonly curve: EquityCurve;
  readonly fills: readonly RecordedFill[];
  readonly trades: readonly RecordedTrade[];
  readonly decisions: readonly DecisionRecord[];
  readonly decisionCounts: Readonly<Record<DecisionAction, number>>;
  /** Orders that had ended, by state. */
  readonly ended: OrderTally;
  /** Orders that were still open at the end. */
  readonly openOrders: number;
  readonly positions: readonly Position[];
}
