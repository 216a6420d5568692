import {
  type BaseBroker,
  type Clock,
  type Drift,
  type ExecutionLog,
  executionLog,
  type Logger,
  type Metrics,
  type RuntimeMode,
  type Stores,
} from 'brokerkit';
import {
  type ContextMarket,
  type CycleReport,
  createPipeline,
  type InstanceLock,
  type LanguageModel,
  type Pipeline,
  type PipelineConfig,
  type SchedulerStatus,
} from 'brokerkit/pipeline';
import type { TradingSession } from 'brokerkit/runtime';
import { decidedBefore } from './decided-before.ts';
import type { SessionTelemetry } from './telemetry.ts';

/** One mode as it is traded, with all that the host tells of it. */
export interface HostSession extends TradingSession {
  readonly stores: Stores;
  readonly cycles: Pipeline;
  readonly market: ContextMarket;
  /** When its orders reached which point. */
  readonly executions: ExecutionLog;
  readonly openedAt: number;
  readonly telemetry: SessionTelemetry;
  /** The newest report of a cycle in this session. */
  lastReport: CycleReport | null;
}

/** What the host gives to every session, whatever its mode. */
export interface SessionTerms {
  readonly pipeline: PipelineConfig;
  readonly model: LanguageModel;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly logger: Logger;
  readonly telemetry: (mode: RuntimeMode) => SessionTelemetry;
  /** One for the whole host, where several instances share a database. */
  readonly lock?: InstanceLock;
  /** Why nothing may open in any mode; `null` when it may. */
  readonly opensBlockedBy: () => string | null;
  /** Why no cycle runs by itself, such as an operator's pause; `null` when they do. */
  readonly pausedBecause: () => string | null;
  readonly onReport: (session: HostSession, report: CycleReport) => void;
  readonly onScheduler: (session: HostSession, status: SchedulerStatus) => void;
  /** Told from the opening on: most is found when the broker connects. */
  readonly onDrift: (drift: Drift) => void;
}

/** What is special about a mode. */
export interface SessionParts {
  readonly mode: RuntimeMode;
  readonly venue: string;
  readonly stores: Stores;
  readonly market: ContextMarket;
  readonly telemetry: SessionTelemetry;
  readonly makeBroker: (given: {
    readonly interceptors: readonly [ExecutionLog];
    readonly metrics: Metrics;
  }) => BaseBroker;
  /** Makes what the prompt is read from ready; a broker connects by itself. */
  readonly connect?: () => Promise<void>;
  /** Lets go of what else belongs to it. */
  readonly close: () => Promise<void>;
}

/** A session over its parts: nothing is connected yet. */
export function hostSession(parts: SessionParts, terms: SessionTerms): HostSession {
  const { mode, venue, stores, market, telemetry } = parts;
  const { clock, uuid, logger, opensBlockedBy, lock } = terms;
  const executions = executionLog({ clock });
  const broker = parts.makeBroker({ interceptors: [executions], metrics: telemetry.metrics });
  telemetry.watch(broker);
  broker.on('position.drifted', ({ drift }) => terms.onDrift(drift));
  const pipeline = createPipeline(terms.pipeline, {
    ...{ broker, market, model: telemetry.model(terms.model), clock, uuid, logger, opensBlockedBy },
    stores: telemetry.stores(stores),
    ...(lock === undefined ? {} : { lock }),
    onReport(report) {
      session.lastReport = report;
      telemetry.cycle(report);
      terms.onReport(session, report);
    },
    onChange(status) {
      telemetry.scheduler(status);
      terms.onScheduler(session, status);
    },
  });
  const cycles: Pipeline = {
    ...pipeline,
    async start() {
      await parts.connect?.();
      await pipeline.start();
      // Before anybody is told that it trades. No trading fails for want of a figure.
      await decidedBefore(broker, stores).then(
        (decided) => telemetry.remember(decided),
        (error: unknown) => logger.warn('What was decided before is not known.', { mode, error: String(error) }),
      );
    },
  };
  let closing: Promise<void> | null = null;
  const session: HostSession = {
    ...{ mode, venue, broker, cycles, stores, market, executions, telemetry },
    openedAt: clock.now(),
    lastReport: null,
    close() {
      closing ??= close(broker, parts).finally(() => telemetry.end());
      return closing;
    },
  };
  const pause = terms.pausedBecause();
  if (pause !== null) cycles.scheduler.pause(pause);
  return session;
}

/** The stores stay open: the past of a mode can be read when it does not trade. */
async function close(broker: BaseBroker, parts: SessionParts): Promise<void> {
  const ends = [...(await Promise.allSettled([broker.close()])), ...(await Promise.allSettled([parts.close()]))];
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
