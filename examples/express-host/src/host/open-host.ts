import { type Clock, Decimal, randomIds } from 'brokerkit';
import { type CycleReport, deepSeek, type LanguageModel, type PipelineConfig } from 'brokerkit/pipeline';
import { PromptRetention } from 'brokerkit/runtime';
import type { HostSettings } from '../config/host-settings.ts';
import { secretsOf } from '../config/secrets-of.ts';
import { LiveHub } from '../live/live-hub.ts';
import { AlertBoard } from './alert-board.ts';
import { openDatabase } from './database.ts';
import { clusterAlarmOf } from './decision-reads.ts';
import { Doors } from './doors.ts';
import { HostHealth } from './host-health.ts';
import type { HostSession } from './host-session.ts';
import { HostStores } from './host-stores.ts';
import { HostTrading } from './host-trading.ts';
import { PriceReads } from './price-reads.ts';
import { decisionView } from './record-views.ts';
import { RunningHost } from './running-host.ts';
import { schedulerView } from './scheduler-view.ts';
import { scriptedTrader } from './scripted-trader.ts';
import { SessionWatch } from './session-watch.ts';
import { Telemetry, type TelemetryOptions } from './telemetry.ts';
import { frozenTrouble, lockTrouble, modelTrouble, SAFE_MODE_AFTER, storeTrouble } from './troubles.ts';

export interface HostDependencies extends Omit<TelemetryOptions, 'clock' | 'secrets'> {
  readonly clock: Clock;
  readonly uuid: () => string;
  /** Default: as the settings say. */
  readonly model?: LanguageModel;
}

/** Confidence is looked at over hundreds of entries; one cycle more does not change it. */
const CLUSTERS_EVERY_MS = 60_000;

/**
 * Opens and migrates the database of a host; nothing trades before its `start()`.
 *
 * @throws {BrokerError} with what to do, where it cannot be opened.
 */
export async function openHost(settings: HostSettings, dependencies: HostDependencies): Promise<RunningHost> {
  const { clock, uuid, logger } = dependencies;
  const database = await openDatabase(settings, dependencies);
  const live = new LiveHub({ now: () => clock.now() });
  const telemetry = new Telemetry({ ...dependencies, secrets: secretsOf(settings) });
  const alerts = new AlertBoard({
    ...{ clock, uuid },
    onChange(alert) {
      live.tell({ type: 'alert', alert });
      telemetry.alert(trading.mode, alert);
    },
  });
  const prices = new PriceReads(clock);
  const minConfidence = new Decimal(settings.minConfidence);
  const stores = new HostStores({
    ...{ database, clock, ids: randomIds(), logger },
    onHealth: ({ portfolioId }, health) => {
      alerts.see('store_away', portfolioId, storeTrouble(health));
      if (trading.session?.stores.scope.portfolioId === portfolioId) {
        trading.session.telemetry.database(health.state === 'direct');
      }
    },
  });
  const run = new Date(clock.now()).toISOString().replace(/\D/g, '');
  const doors = new Doors({ settings, run, stores: (scope) => stores.of(scope) });
  const watch = new SessionWatch({ live, alerts, prices, clock, symbols: settings.symbols });
  const trading: HostTrading = new HostTrading({
    ...{ settings, stores: stores.host, lock: database.lock, alerts, clock, uuid, logger },
    terms: {
      ...{ pipeline: pipelineOf(settings), model: dependencies.model ?? modelOf(settings, clock), clock, uuid, logger },
      telemetry: (mode) => telemetry.session(mode),
      onDrift: (drift) => watch.drifted(drift),
    },
    doors: (terms) => doors.of(terms),
    isMock: doors.isMock,
    onStandby: () => stores.close(),
    onSession(session) {
      if (session === null) watch.stop();
      else watch.watch(session);
    },
    onMode() {
      live.tell({ type: 'runtime_mode', runtimeMode: trading.runtimeMode() });
      alerts.see('frozen_positions', 'host', frozenTrouble(trading.frozen));
    },
    onScheduler(session, status) {
      if (session !== trading.session) return;
      live.tell({ type: 'scheduler', scheduler: schedulerView(status, session.lastReport, settings.intervalMs) });
      alerts.see('model_failures', 'model', modelTrouble(status));
      alerts.see('lock_unknown', 'host', lockTrouble(status));
    },
    onReport: (session, report) => void reported(session, report).catch(() => {}),
  });
  const clustersSeenAt = new Map<string, number>();
  const reported = async (session: HostSession, { decisions }: CycleReport): Promise<void> => {
    for (const { decisionId } of decisions) {
      const record = await session.stores.decisions.decision(decisionId);
      if (record !== null) live.tell({ type: 'decision', decision: decisionView(record) });
    }
    const { mode } = session;
    if (clock.now() - (clustersSeenAt.get(mode) ?? Number.NEGATIVE_INFINITY) < CLUSTERS_EVERY_MS) return;
    clustersSeenAt.set(mode, clock.now());
    const alarm = await clusterAlarmOf(session.stores, minConfidence);
    alerts.see('confidence_cluster', mode, alarm === null ? null : { severity: 'warning', message: alarm });
  };
  const health = new HostHealth({
    ...{ trading, clock, ask: () => database.ask(), databaseName: database.name },
    onDatabase: (trouble) =>
      alerts.see('store_away', 'database', trouble === null ? null : { severity: 'critical', message: trouble }),
  });
  const retention = new PromptRetention({
    logs: (['simulator', 'paper'] as const).map((mode) => database.stores(doors.scopeOf(mode)).decisions),
    ...{ keepMs: settings.keepPromptsMs, clock, logger },
    onForgotten: ({ texts, bytes }) => logger.info('Old prompts were forgotten.', { texts, bytes }),
  });
  return new RunningHost({
    ...{ settings, trading, live, alerts, prices, minConfidence, clock },
    databaseName: database.name,
    hostStores: stores.host,
    storesOf: async (mode) => database.stores(doors.scopeOf(mode)),
    health: () => health.view,
    metrics: () => telemetry.text(),
    async start() {
      health.start();
      retention.start();
      await trading.start();
    },
    stop: () =>
      inTurn([
        async () => health.stop(),
        () => retention.stop(),
        () => trading.stop(),
        () => doors.close(),
        () => stores.close(),
        () => database.close(),
        () => telemetry.close(),
      ]),
  });
}

/** Each step after the one before, whatever became of that. @throws The first that failed, after the last. */
async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const troubles: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => troubles.push(error));
  if (troubles.length > 0) throw troubles[0];
}

function modelOf({ llm }: HostSettings, clock: Clock): LanguageModel {
  if (llm.provider === 'scripted') return scriptedTrader(clock);
  const { apiKey, model, baseUrl } = llm;
  return deepSeek({
    ...{ apiKey, clock },
    ...(model === null ? {} : { model }),
    ...(baseUrl === null ? {} : { baseUrl }),
  });
}

function pipelineOf(settings: HostSettings): PipelineConfig {
  const { symbols, intervalMs, minConfidence, risk, llm, dailyBudgetUsd } = settings;
  return {
    ...{ symbols, intervalMs, minConfidence, risk, dailyBudgetUsd, safeModeAfter: SAFE_MODE_AFTER },
    frames: [60_000, 300_000, 3_600_000],
    judging: { stop: 'required' },
    ...(llm.provider === 'deepseek' && llm.temperature !== null ? { temperature: llm.temperature } : {}),
  };
}
