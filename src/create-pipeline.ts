import { type PipelineConfig, parsePipelineConfig } from './config/pipeline-config.ts';
import type { RuntimeMode, StoreScope } from './domain/runtime-mode.ts';
import { randomFraction } from './engine/random-fraction.ts';
import { randomUuid } from './engine/random-ids.ts';
import { SystemClock } from './engine/system-clock.ts';
import { ConfigurationError, PersistenceError } from './errors/index.ts';
import { type CostLedger, costLedger } from './models/cost-ledger.ts';
import type { ModelPrice } from './models/token-prices.ts';
import { memoryStores } from './persistence/memory-stores.ts';
import type { CycleReport } from './pipeline/cycle/cycle-report.ts';
import { TradingCycle } from './pipeline/cycle/trading-cycle.ts';
import type { CycleStores, TradingCycleOptions } from './pipeline/cycle/trading-cycle-options.ts';
import type { BaseBroker, BrokerKind } from './ports/broker.ts';
import type { Clock } from './ports/clock.ts';
import type { InstanceLock } from './ports/instance-lock.ts';
import type { LanguageModel } from './ports/language-model.ts';
import type { Logger } from './ports/logger.ts';
import { Scheduler, type SchedulerStatus } from './runtime/scheduler.ts';
import { UnreadPast } from './runtime/unread-past.ts';

/** What a pipeline stands on. Only broker and model have no default. */
export interface PipelineDependencies
  extends Pick<TradingCycleOptions, 'market' | 'memory' | 'template' | 'countTokens' | 'health'> {
  /** Connected by `start()` where it is not yet; it stays open when the pipeline stops. */
  readonly broker: BaseBroker;
  readonly model: LanguageModel;
  /** Default: in memory, gone with the process. They stay open when the pipeline stops. */
  readonly stores?: CycleStores;
  /** Lets one instance trade the account, such as `advisoryLock()`. Default: nothing keeps a second away. */
  readonly lock?: InstanceLock;
  /** Default: the built-in price list. */
  readonly prices?: readonly ModelPrice[];
  /** Why the host lets nothing open now; `null` when it does. */
  readonly opensBlockedBy?: () => string | null;
  /** Told of every cycle. */
  readonly onReport?: (report: CycleReport) => void;
  /** Told of every change of the scheduler. */
  readonly onChange?: (status: SchedulerStatus) => void;
  readonly clock?: Clock;
  /** A new UUID at each call. */
  readonly uuid?: () => string;
  /** A number from 0 up to, and without, 1: for the jitter. */
  readonly fraction?: () => number;
  readonly logger?: Logger;
}

/** A model that trades an account at intervals. */
export interface Pipeline extends AsyncDisposable {
  /** For pausing, resuming and its status. */
  readonly scheduler: Scheduler<CycleReport>;
  /** What was asked, decided, done and came of it. */
  readonly stores: CycleStores;
  readonly costs: CostLedger;
  /**
   * Takes the account, connects and reconciles the broker, settles what the last run left open, and runs the first cycle.
   * Idempotent. While the stores are away it runs all the same, opens nothing, and says why in the scheduler's status.
   */
  start(): Promise<void>;
  /** Runs a cycle now, or joins the one under way. */
  trigger(): Promise<CycleReport>;
  /** Takes back entries that rest, lets the cycle under way end, writes what waits and gives the account back. Broker and stores stay open. Idempotent. */
  stop(): Promise<void>;
}

/**
 * The whole walk from market to memory, at intervals, over a broker: nothing runs before `start()`.
 *
 * Opens stop by themselves in safe mode, over the daily budget, without the lock and while the stores cannot be written;
 * exits go on.
 *
 * @throws {ConfigurationError} `config/invalid` naming every field that cannot be used, or for stores of another kind of account.
 */
export function createPipeline(config: PipelineConfig, dependencies: PipelineDependencies): Pipeline {
  const { intervalMs, jitterMs, safeModeAfter, dailyBudgetUsd, ...cycleConfig } = parsePipelineConfig(config);
  const {
    broker,
    lock,
    prices,
    onReport,
    onChange,
    opensBlockedBy,
    logger,
    clock = new SystemClock(),
    uuid = randomUuid,
    fraction = randomFraction,
    stores = memoryStores(scopeOf(broker.kind)),
    ...cycleParts
  } = dependencies;
  expectScope(stores.scope, broker.kind);
  const costs = costLedger({
    clock,
    newId: uuid,
    ...(prices === undefined ? {} : { prices }),
    ...(dailyBudgetUsd === null ? {} : { budget: { limitUsd: dailyBudgetUsd } }),
  });
  const shared = { clock, ...(logger === undefined ? {} : { logger }) };
  const cycle = new TradingCycle({
    restingEntryMs: RESTING_INTERVALS * intervalMs,
    ...cycleConfig,
    ...cycleParts,
    ...shared,
    broker,
    stores,
    uuid,
    costs,
    opensBlockedBy: () => scheduler.opensBlockedBy,
  });
  const past = new UnreadPast({
    ...shared,
    read: async () => {
      await cycle.catchUp();
      if (cycle.unread !== null) throw storeAway(cycle.unread);
      costs.resume(await stores.costs.sumOfDay(clock.now()));
    },
    onChange: () => onChange?.(scheduler.status),
  });
  let wasPaused = false;
  const scheduler: Scheduler<CycleReport> = new Scheduler({
    ...shared,
    intervalMs,
    jitterMs,
    safeModeAfter,
    fraction,
    opensBlockedBy: () => past.unread ?? opensBlockedBy?.() ?? null,
    ...(lock === undefined ? {} : { lock }),
    onChange(status) {
      const isPaused = status.pausedBecause !== null;
      if (isPaused && !wasPaused) void cycle.withdrawEntries(`Trading is paused: ${status.pausedBecause}.`);
      wasPaused = isPaused;
      onChange?.(status);
    },
    async run(trigger) {
      const report = await cycle.run(trigger);
      onReport?.(report);
      return report;
    },
    async onLockTaken() {
      await broker.connect();
      // Another instance may have traded since this one looked.
      await broker.reconcile({ journal: 'read_again' });
      await cycle.start();
      cycle.lookAgain();
      await past.look();
    },
  });
  const stop = async (): Promise<void> => {
    // Nobody would end them, and the account is no longer ours once the lock is given back.
    if (hasAccount(scheduler.status)) await cycle.withdrawEntries('The pipeline stops.');
    await scheduler.stop();
    past.stop();
    await cycle.stop();
  };
  return {
    scheduler,
    stores,
    costs,
    start: () => scheduler.start(),
    trigger: () => scheduler.trigger(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** So many intervals an entry with a limit rests where the configuration says nothing. */
const RESTING_INTERVALS = 3;

/** Whether this instance trades the account: one that stands by has no orders in it. */
function hasAccount({ state }: SchedulerStatus): boolean {
  return state === 'running' || state === 'paused';
}

const MODES: Readonly<Record<BrokerKind, RuntimeMode>> = {
  simulated: 'simulator',
  okx_demo: 'paper',
  okx_live: 'live',
};

function scopeOf(kind: BrokerKind): StoreScope {
  return { portfolioId: kind === 'simulated' ? 'simulation' : 'okx-demo', runtimeMode: MODES[kind] };
}

function storeAway(message: string): PersistenceError {
  return new PersistenceError(message, { code: 'store/unavailable' });
}

/** @throws {ConfigurationError} `config/invalid` when rows of one kind of account would be written among those of another. */
function expectScope({ runtimeMode }: StoreScope, kind: BrokerKind): void {
  if (runtimeMode === MODES[kind]) return;
  throw new ConfigurationError(
    `The stores are those of runtime mode "${runtimeMode}", and the broker "${kind}" trades in mode "${MODES[kind]}". Open stores of that mode.`,
    { code: 'config/invalid', details: { path: 'stores', runtimeMode, kind } },
  );
}
