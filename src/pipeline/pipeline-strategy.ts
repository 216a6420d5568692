import type { BaseBroker } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { Strategy } from '../ports/strategy.ts';
import type { CycleReport } from './cycle/cycle-report.ts';
import { TradingCycle } from './cycle/trading-cycle.ts';
import type { TradingCycleOptions } from './cycle/trading-cycle-options.ts';

/** A cycle without broker and clock, which are the backtest's. */
export interface PipelineStrategyOptions extends Omit<TradingCycleOptions, 'broker' | 'clock'> {
  /** Between two cycles, in the market's time, ms. Default 15 minutes. */
  readonly intervalMs?: number;
  /** Told of every cycle. */
  readonly onReport?: (report: CycleReport) => void;
}

/**
 * The pipeline as a strategy of a backtest: the same cycle as live, at intervals of the market's time, over the backtest's
 * own broker. With a cassette for a model, a run is repeated without asking anyone.
 *
 * The orders are placed by the cycle, so the strategy itself answers nothing.
 */
export function pipelineStrategy(options: PipelineStrategyOptions): Strategy {
  const { intervalMs = 900_000, onReport, ...rest } = options;
  let at = 0;
  let nextAt = Number.NEGATIVE_INFINITY;
  let skip = 0;
  let cycle: { readonly broker: BaseBroker; readonly runs: TradingCycle } | null = null;
  // Nothing of a cycle waits in a replay: time stands while it runs.
  const clock: Clock = { now: () => at, schedule: () => () => {} };
  return async (context) => {
    at = context.at;
    if (at < nextAt) return;
    nextAt = (Math.floor(at / intervalMs) + 1) * intervalMs;
    if (skip > 0) {
      skip -= 1;
      return;
    }
    const { broker } = context;
    if (cycle?.broker !== broker) cycle = { broker, runs: new TradingCycle({ ...rest, broker, clock }) };
    const report = await cycle.runs.run('interval');
    skip = report.pauseCycles;
    onReport?.(report);
  };
}
