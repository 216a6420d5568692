import { createPipeline, type Pipeline } from '../../../../src/create-pipeline.ts';
import { type Script, scriptedModel } from '../../../../src/models/scripted-model.ts';
import { observedStores } from '../../../../src/observability/observed-stores.ts';
import { memoryStores } from '../../../../src/persistence/memory-stores.ts';
import type { CycleReport } from '../../../../src/pipeline/cycle/cycle-report.ts';
import type { BaseBroker } from '../../../../src/ports/broker.ts';
import type { LoggedEvaluation } from '../../../../src/ports/decision-log.ts';
import type { LanguageModel } from '../../../../src/ports/language-model.ts';
import type { Logger } from '../../../../src/ports/logger.ts';
import type { Metrics } from '../../../../src/ports/metrics.ts';
import type { SchedulerStatus } from '../../../../src/runtime/scheduler.ts';
import { SimulatedBroker } from '../../../../src/simulated/simulated-broker.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { ManualMarket } from '../../../../src/testing/manual-market.ts';
import { BTC, countingUuids, ETH, PRICES } from '../../pipeline/builders/cycles.ts';

const MINUTE = 60_000;

/** Who hears what of a run. */
export interface Observers {
  readonly watch?: (broker: BaseBroker) => void;
  readonly evaluated?: (evaluation: LoggedEvaluation) => void;
  readonly cycle?: (report: CycleReport) => void;
  readonly scheduler?: (status: SchedulerStatus) => void;
  readonly model?: (model: LanguageModel) => LanguageModel;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** A pipeline over a simulated exchange that is observed. */
export interface ObservedRun {
  readonly pipeline: Pipeline;
  readonly broker: BaseBroker;
  readonly market: ManualMarket;
  readonly clock: FakeClock;
  pass(minutes: number): Promise<void>;
  /** Connects, lets bars come, and runs the first cycle. */
  begin(): Promise<void>;
  /** Runs a cycle. */
  next(): Promise<CycleReport>;
}

export function anObservedRun(script: Script, heard: Observers): ObservedRun {
  const market = new ManualMarket({ prices: PRICES });
  const clock = new FakeClock(market.now());
  const logger = heard.logger === undefined ? {} : { logger: heard.logger };
  const broker = new SimulatedBroker(
    { kind: 'simulated', balances: { USDT: '10000' } },
    { market, ...logger, ...(heard.metrics === undefined ? {} : { metrics: heard.metrics }) },
  );
  heard.watch?.(broker);
  const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const model = scriptedModel(script, { clock });
  const pipeline = createPipeline(
    { symbols: [BTC, ETH], intervalMs: 10 * MINUTE, frames: [MINUTE, 5 * MINUTE] },
    {
      broker,
      model: heard.model?.(model) ?? model,
      clock,
      stores: observedStores(stores, (told) => heard.evaluated?.(told)),
      uuid: countingUuids(),
      fraction: () => 0,
      health: { maxBarsLate: 30 },
      ...logger,
      onReport: (report) => heard.cycle?.(report),
      onChange: (status) => heard.scheduler?.(status),
    },
  );
  const pass = async (minutes: number): Promise<void> => {
    market.advance(minutes * MINUTE);
    await clock.advanceAsync(minutes * MINUTE);
  };
  const begin = async (): Promise<void> => {
    await broker.connect();
    await pass(12);
    await pipeline.start();
    await pipeline.trigger();
  };
  return { pipeline, broker, market, clock, pass, begin, next: () => pipeline.trigger() };
}
