import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { Position } from '../domain/position.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { EquityCurve } from './equity-curve.ts';
import type { RecordedFill } from './recorded-fills.ts';
import { type BacktestJson, toBacktestJson } from './result-json.ts';
import type { Assumption, RunRecord } from './run-record.ts';
import { type BacktestStatistics, statisticsOf } from './statistics/statistics.ts';
import { indexDecisions, type Trade, toTrade } from './trade.ts';

/** What a backtest came to. Figures and trades are made when they are first read. */
export class BacktestResult {
  readonly #record: RunRecord;
  #trades: readonly Trade[] | undefined;
  #statistics: BacktestStatistics | undefined;

  constructor(record: RunRecord) {
    this.#record = record;
  }

  get accountCurrency(): string {
    return this.#record.accountCurrency;
  }
  /** When trading began, epoch ms: the first instant after the warm-up. */
  get startedAt(): number {
    return this.#record.startedAt;
  }
  get endedAt(): number {
    return this.#record.endedAt;
  }
  /** Instants at which the strategy was asked. */
  get steps(): number {
    return this.#record.steps;
  }
  get warmupBars(): number {
    return this.#record.warmupBars;
  }
  /** What kind of run it was: `Backtest`, or what the host calls it. */
  get title(): string {
    return this.#record.title;
  }

  /** Fees, fill model, seed and whatever else the figures depend on. */
  get assumptions(): readonly Assumption[] {
    return this.#record.assumptions;
  }
  /** Sentences about the data that a reader should know. */
  get notes(): readonly string[] {
    return this.#record.notes;
  }
  /** Instruments that were traded or that the feed has bars of. */
  get instruments(): readonly Instrument[] {
    return this.#record.instruments;
  }
  /** Equity over time, a point wherever it changed. */
  get equity(): EquityCurve {
    return this.#record.curve;
  }
  /** Every execution, oldest first. */
  get fills(): readonly RecordedFill[] {
    return this.#record.fills;
  }
  /** Decisions that asked for something, oldest first; those that stood aside are only counted. */
  get decisions(): readonly DecisionRecord[] {
    return this.#record.decisions;
  }
  /** How often each action was decided. */
  get decisionCounts(): RunRecord['decisionCounts'] {
    return this.#record.decisionCounts;
  }
  /** Positions that were open at the end. */
  get openPositions(): readonly Position[] {
    return this.#record.positions;
  }
  /** Closed positions, in the order of closing. */
  get trades(): readonly Trade[] {
    if (this.#trades === undefined) {
      const decisions = indexDecisions(this.#record.decisions);
      this.#trades = this.#record.trades.map((trade, index) => toTrade(trade, index + 1, decisions));
    }
    return this.#trades;
  }
  get statistics(): BacktestStatistics {
    this.#statistics ??= statisticsOf(this.#record, this.trades);
    return this.#statistics;
  }

  /** The bars that the run was made on; `null` for a feed without bars of the instrument. */
  candles(instrument: InstrumentId): Candles | null {
    return this.#record.candles(instrument);
  }

  /** The whole result as plain values, decimals as strings; the equity curve thinned where it is long. */
  toJSON(): BacktestJson {
    return toBacktestJson(this);
  }
}
