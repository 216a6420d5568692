import type { BacktestResult } from '../backtest/result.ts';
import type { BacktestProgress } from '../backtest/run.ts';
import type { Assumption } from '../backtest/run-record.ts';
import type { ExecutionLog } from '../interceptors/index.ts';
import type { Logger } from '../ports/logger.ts';
import type { Strategy } from '../ports/strategy.ts';

/** What every way of trading is given besides the command line. */
export interface Play {
  readonly strategy: Strategy;
  /** Who decides, for the report. */
  readonly assumptions: readonly Assumption[];
  readonly onProgress: (progress: BacktestProgress) => void;
  /** Stands in the order ring of the broker. */
  readonly executions: ExecutionLog;
  readonly logger: Logger;
}

/** Trades until its market ends. */
export type Player = (play: Play) => Promise<BacktestResult>;
