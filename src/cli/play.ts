import type { BacktestResult } from '../backtest/result.ts';
import type { BacktestProgress } from '../backtest/run.ts';
import type { Assumption } from '../backtest/run-record.ts';
import type { BrokerDependencies } from '../create-broker.ts';
import type { ExecutionLog } from '../interceptors/index.ts';
import type { Logger } from '../ports/logger.ts';
import type { Stores } from '../ports/stores.ts';
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
  /** Where a broker writes its orders before they leave, and its account; `null` where nobody decides through the pipeline. */
  readonly stores: Pick<Stores, 'journal' | 'state'> | null;
}

/** What a broker is given of them: law 1 holds on a venue whatever the market is. */
export function written(stores: Play['stores']): Pick<BrokerDependencies, 'journal' | 'stateStore'> {
  return stores === null ? {} : { journal: stores.journal, stateStore: stores.state };
}

/** Trades until its market ends. */
export type Player = (play: Play) => Promise<BacktestResult>;
