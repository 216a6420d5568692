export type { EquityPoint } from '../domain/drawdown.ts';
export type { BookSeries } from '../market/book-jsonl.ts';
export { readBook } from '../market/book-jsonl.ts';
export {
  type BarFileOptions,
  GAP_POLICIES,
  type GapPolicy,
  readCandles,
  readFunding,
  readMarks,
} from '../market/candle-csv.ts';
export { type CandleReplayOptions, candleReplay } from '../market/candle-replay.ts';
export type { CandleSeries, FundingSeries, IntegerColumn, MarkSeries } from '../market/candle-series.ts';
export { type BookReplayOptions, bookReplay, type TradeReplayOptions, tradeReplay } from '../market/event-replay.ts';
export type { FileSubject } from '../market/file-name.ts';
export { type InstrumentFile, readOkxInstruments } from '../market/okx-instruments.ts';
export type { ReplayFeed } from '../market/replay-feed.ts';
export { type SyntheticCandlesOptions, syntheticCandles } from '../market/synthetic-candles.ts';
export { readTrades, type TradeSeries } from '../market/trade-csv.ts';
export type {
  DecisionFinding,
  SettledDecision,
  Strategy,
  StrategyAnswer,
  StrategyContext,
} from '../ports/strategy.ts';
export { type BacktestOptions, backtest } from './backtest.ts';
export type { BacktestFeed } from './backtest-feed.ts';
export type { DecisionRecord } from './decision-record.ts';
export type { EquityCurve } from './equity-curve.ts';
export type { RecordedFill } from './recorded-fills.ts';
export type { OrderTally, RecordedTrade } from './recorder.ts';
export { renderReport } from './report/render-report.ts';
export { writeReport } from './report/write-report.ts';
export type { BacktestResult } from './result.ts';
export {
  BACKTEST_SCHEMA,
  type BacktestJson,
  type DecisionJson,
  MOST_CURVE_POINTS,
  type Plain,
  type TradeJson,
} from './result-json.ts';
export type { BacktestProgress } from './run.ts';
export type { Assumption, RunRecord } from './run-record.ts';
export type { DrawdownEpisode } from './statistics/drawdown-episode.ts';
export type { OrderFigures } from './statistics/order-figures.ts';
export { LEAST_DAYS_TO_ANNUALIZE } from './statistics/returns.ts';
export type { BacktestStatistics, InstrumentStatistics } from './statistics/statistics.ts';
export type { TradeFigures } from './statistics/trade-figures.ts';
export type { TradingCosts } from './statistics/trading-costs.ts';
export type { Trade } from './trade.ts';
