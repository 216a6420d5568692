import { type Clock, Decimal, type Logger, randomIds } from 'brokerkit';
import { type CycleReport, deepSeek, type LanguageModel, type PipelineConfig } from 'brokerkit/pipeline';
import type { HostSettings } from '../config/host-settings.ts';
import { LiveHub } from '../live/live-hub.ts';
import { AlertBoard } from './alert-board.ts';
import { openDatabase } from './database.ts';
import { clusterAlarmOf } from './decision-reads.ts';
import { Doors } from './doors.ts';
import type { HostSession } from './host-session.ts';
import { HostStores } from './host-stores.ts';
import { HostTrading } from './host-trading.ts';
import { PriceReads } from './price-reads.ts';
import { decisionView } from './record-views.ts';
import { RunningHost } from './running-host.ts';
import { schedulerView } from './scheduler-view.ts';
import { scriptedTrader } from './scripted-trader.ts';
import { SessionWatch } from './session-watch.ts';

export interface HostDependencies {
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly logger: Logger;
}

/**
 * Opens the database, takes the account and starts the mode that was chosen last; nothing listens yet.
 *
 * @throws {BrokerError} with what to do, where it cannot start; nothing is left open then.
 */
export async function startHost(settings: HostSettings, dependencies: HostDependencies): Promise<RunningHost> {
  const { clock, uuid, logger } = dependencies;
  const database = await openDatabase(settings, dependencies);
  const live = new LiveHub({ now: () => clock.now() });
  const alerts = new AlertBoard({ clock, uuid, onChange: (alert) => live.tell({ type: 'alert', alert }) });
  const prices = new PriceReads(clock);
  const minConfidence = new Decimal(settings.minConfidence);
  const stores = new HostStores({
    ...{ database, clock, ids: randomIds(), logger },
    onHealth: ({ portfolioId }, { state, reason }) =>
      alerts.see(
        'store_away',
        portfolioId,
        state === 'direct'
          ? null
          : {
              severity: 'critical',
              message: `The database does not write (${state}): ${reason ?? 'unknown why'}. Nothing opens.`,
            },
      ),
  });
  const run = new Date(clock.now()).toISOString().replace(/\D/g, '');
  const doors = new Doors({ settings, run, stores: (scope) => stores.of(scope) });
  let watch: SessionWatch | null = null;
  const trading: HostTrading = new HostTrading({
    ...{ settings, stores: stores.host, lock: database.lock, alerts, clock, uuid, logger },
    terms: { pipeline: pipelineOf(settings), model: modelOf(settings, clock), clock, uuid, logger },
    doors: (terms) => doors.of(terms),
    isMock: doors.isMock,
    async onSession(session, failover) {
      watch ??= new SessionWatch({ live, alerts, prices, failover, clock, symbols: settings.symbols });
      if (session === null) watch.stop();
      else await watch.watch(session);
    },
    onMode: () => live.tell({ type: 'runtime_mode', runtimeMode: trading.runtimeMode() }),
    onScheduler(session, status) {
      if (session !== trading.session) return;
      live.tell({ type: 'scheduler', scheduler: schedulerView(status, session.lastReport, settings.intervalMs) });
      const { modelFailures: failures } = status;
      const message = `The model failed ${failures} times in a row${failures >= SAFE_MODE_AFTER ? ': safe mode, nothing opens' : ''}.`;
      const severity = failures >= SAFE_MODE_AFTER ? 'critical' : 'warning';
      alerts.see('model_failures', 'model', failures === 0 ? null : { severity, message });
    },
    onReport: (session, report) => void reported(session, report).catch(() => {}),
  });
  const reported = async (session: HostSession, { decisions }: CycleReport): Promise<void> => {
    for (const { decisionId } of decisions) {
      const record = await session.stores.decisions.decision(decisionId);
      if (record !== null) live.tell({ type: 'decision', decision: decisionView(record) });
    }
    const alarm = await clusterAlarmOf(session.stores, minConfidence);
    alerts.see('confidence_cluster', session.mode, alarm === null ? null : { severity: 'warning', message: alarm });
  };
  const stop = once(async () => {
    await trading.stop();
    await doors.close();
    await stores.close();
    await database.close();
  });
  try {
    await trading.start();
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return new RunningHost({
    ...{ settings, trading, live, alerts, prices, minConfidence, clock, stop },
    hostStores: stores.host,
    storesOf: async (mode) => database.stores(doors.scopeOf(mode)),
    health: () => ({ status: 'ok', checks: {} }),
    metrics: async () => '',
  });
}

const SAFE_MODE_AFTER = 3;

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

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}
