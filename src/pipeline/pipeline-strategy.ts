import type { BaseBroker } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { SettledDecision, Strategy, StrategyAnswer } from '../ports/strategy.ts';
import type { CycleReport, DecisionReport } from './cycle/cycle-report.ts';
import { CycleTally } from './cycle/cycle-tally.ts';
import { TradingCycle } from './cycle/trading-cycle.ts';
import type { TradingCycleOptions } from './cycle/trading-cycle-options.ts';
import { reasonsOf } from './judge/reasons.ts';
import { playedBack } from './played-back.ts';

/** A cycle without the broker, which is the backtest's. */
export interface PipelineStrategyOptions extends Omit<TradingCycleOptions, 'broker' | 'clock'> {
  /** Between two cycles, in the market's time, ms. Default 15 minutes. */
  readonly intervalMs?: number;
  /** Default: the market's time, which stands while a cycle runs. On a market that lives by itself: the machine's. */
  readonly clock?: Clock;
  /** How long an entry with a limit may rest before it is taken back, ms. Default: three intervals. */
  readonly restingEntryMs?: number;
  /** Told of every cycle, before its decisions go into the report. */
  readonly onReport?: (report: CycleReport) => void;
}

/**
 * The pipeline as a strategy of a backtest: the same cycle as live, at intervals of the market's time, over the backtest's
 * own broker. With a cassette for a model, a run is repeated without asking anyone.
 *
 * The cycle places the orders itself; what the strategy answers is what was decided, what the judge found and what came
 * of it, for the report. At the end it writes what waits and says how often the model was asked. A cassette of another run
 * ends the backtest with `model/not_recorded`.
 *
 * @see docs/backtest.md#the-pipeline
 */
export function pipelineStrategy(options: PipelineStrategyOptions): Strategy {
  const { intervalMs = 900_000, onReport, clock: given, ...rest } = options;
  const asked = playedBack(rest.model);
  const tally = new CycleTally();
  let at = 0;
  let nextAt = Number.NEGATIVE_INFINITY;
  let skip = 0;
  let cycle: { readonly broker: BaseBroker; readonly runs: TradingCycle } | null = null;
  // Nothing of a cycle waits in a replay: time stands while it runs.
  const clock: Clock = given ?? { now: () => at, schedule: () => () => {} };
  const runOnce = async (broker: BaseBroker): Promise<StrategyAnswer> => {
    if (cycle?.broker !== broker) {
      const parts = { restingEntryMs: 3 * intervalMs, ...rest, model: asked.model };
      cycle = { broker, runs: new TradingCycle({ ...parts, broker, clock }) };
    }
    const report = await cycle.runs.run('interval');
    skip = report.pauseCycles;
    tally.add(report);
    onReport?.(report);
    asked.expectRecorded();
    return report.decisions.map(settledOf);
  };
  const strategy: Strategy = (context) => {
    at = context.at;
    // Between two cycles a bar costs no promise.
    if (at < nextAt) return undefined;
    nextAt = (Math.floor(at / intervalMs) + 1) * intervalMs;
    if (skip === 0) return runOnce(context.broker);
    skip -= 1;
    return undefined;
  };
  return Object.assign(strategy, {
    end: async (): Promise<readonly string[]> => {
      await cycle?.runs.stop();
      const { provider, model } = options.model;
      return [`${model === provider ? model : `${model} of ${provider}`}: ${tally.sentence()}`];
    },
  });
}

function settledOf(report: DecisionReport): SettledDecision {
  const { decisionId, instrument, action, confidence, outcome, rule, message, orders, verdict } = report;
  const isDone = outcome === 'executed' || outcome === 'clamped';
  return {
    settled: {
      decisionId,
      instrument,
      action,
      confidence: confidence?.toNumber() ?? 0,
      reasons: verdict === null ? [] : reasonsOf(verdict.proposal),
    },
    outcome,
    orders,
    reason: isDone ? null : { code: rule ?? outcome, message },
    findings: verdict?.findings ?? [],
  };
}
