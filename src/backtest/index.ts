export type { Strategy, StrategyAnswer, StrategyContext } from '../ports/strategy.ts';
export { type BacktestOptions, backtest } from './backtest.ts';
export type { BacktestFeed } from './backtest-feed.ts';
export type { DecisionOutcome } from './carry-out.ts';
export type { DecisionRecord } from './decision-record.ts';
export type { EquityCurve } from './equity-curve.ts';
export type { OrderTally, RecordedFill } from './recorder.ts';
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
export type { Assumption } from './run-record.ts';
export type { DrawdownEpisode } from './statistics/drawdown-episode.ts';
export type { OrderFigures } from './statistics/order-figures.ts';
export { LEAST_DAYS_TO_ANNUALIZE } from './statistics/returns.ts';
export type { BacktestStatistics, InstrumentStatistics } from './statistics/statistics.ts';
export type { TradeFigures } from './statistics/trade-figures.ts';
export type { TradingCosts } from './statistics/trading-costs.ts';
export type { Trade } from './trade.ts';
