import type { Assumption } from '../backtest/run-record.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { randomUuid } from '../engine/random-ids.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { ConfigurationError } from '../errors/index.ts';
import { costLedger } from '../models/cost-ledger.ts';
import { memoryStores } from '../persistence/memory-stores.ts';
import type { CycleReport } from '../pipeline/cycle/cycle-report.ts';
import { CycleTally } from '../pipeline/cycle/cycle-tally.ts';
import { type Calibration, calibrationOf } from '../pipeline/feedback/calibration.ts';
import { decidedTrades } from '../pipeline/memory/decided-trades.ts';
import { pipelineStrategy } from '../pipeline/pipeline-strategy.ts';
import type { Logger } from '../ports/logger.ts';
import type { Stores } from '../ports/stores.ts';
import type { Strategy } from '../ports/strategy.ts';
import type { StartArguments } from './arguments.ts';
import { chosenModel } from './chosen-model.ts';
import { everyItem } from './every-item.ts';
import { seededUuids } from './seeded-uuids.ts';
import { count } from './wording.ts';

/** A model that trades through the pipeline, and what it leaves behind. */
export interface PipelineTrader {
  readonly strategy: Strategy;
  readonly assumptions: readonly Assumption[];
  readonly tally: CycleTally;
  readonly stores: Stores;
  /** How stated confidence compares with results. */
  calibration(): Promise<Calibration>;
  close(): Promise<void>;
}

/** What a trader is made of besides the command line. */
export interface TraderTerms {
  readonly symbols: readonly InstrumentId[];
  readonly logger: Logger;
  readonly onReport: (report: CycleReport) => void;
}

/**
 * The pipeline as the command line wants it.
 *
 * @throws {ConfigurationError} where a key is missing, or the folder holds another run already.
 */
export async function pipelineTrader(args: StartArguments, terms: TraderTerms): Promise<PipelineTrader> {
  const model = chosenModel(args);
  const stores = await storesOf(args);
  const tally = new CycleTally();
  const machine = new SystemClock();
  // Where time goes on, so do ids; a market that is replayed gives the same ones again.
  const uuid = isLive(args) ? randomUuid : seededUuids(args.seed);
  const strategy = pipelineStrategy({
    model,
    stores,
    uuid,
    symbols: terms.symbols,
    logger: terms.logger,
    defaultLeverage: args.leverage,
    intervalMs: args.every * 60_000,
    costs: costLedger({ clock: machine, newId: uuid }),
    ...(isLive(args) ? { clock: machine } : {}),
    onReport: (report) => {
      tally.add(report);
      terms.onReport(report);
    },
  });
  return {
    strategy,
    tally,
    stores,
    assumptions: [
      { label: 'Model', value: `${model.model} of ${model.provider}, through the pipeline` },
      { label: 'Questions', value: `One every ${count(args.every)} minutes of the market’s time` },
    ],
    calibration: async () => {
      const closed = await everyItem((query) => stores.portfolio.closedPositions({ ...query, order: 'oldest_first' }));
      return calibrationOf(await decidedTrades(closed, stores.decisions));
    },
    close: () => stores.close(),
  };
}

async function storesOf(args: StartArguments): Promise<Stores> {
  const scope =
    args.broker === 'simulated'
      ? ({ portfolioId: 'simulation', runtimeMode: 'simulator' } as const)
      : ({ portfolioId: 'okx-demo', runtimeMode: 'paper' } as const);
  if (args.data === null) return memoryStores(scope);
  // PGlite takes a moment to load, and most runs do without.
  const { embeddedStores } = await import('../postgres/embedded-stores.ts');
  const stores = await embeddedStores(args.data, scope);
  try {
    const { items } = await stores.decisions.list({ limit: 1 });
    if (items.length === 0 || isLive(args)) return stores;
  } catch (error) {
    await stores.close();
    throw error;
  }
  await stores.close();
  throw new ConfigurationError(
    `${args.data} holds a run already, and this one plays the same market from its beginning. Name another folder.`,
    { code: 'config/invalid', details: { path: 'data' } },
  );
}

/** Whether the market is one that goes on by itself. */
function isLive({ broker, mock }: StartArguments): boolean {
  return broker === 'okx_demo' && !mock;
}
