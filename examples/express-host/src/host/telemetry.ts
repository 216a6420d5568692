import type { BaseBroker, Clock, DecisionLog, Unsubscribe } from 'brokerkit';
import {
  type ModeMetrics,
  observedStores,
  type PrometheusClient,
  prometheus,
  type StructuredLogger,
  TradeLog,
  TradingMetrics,
} from 'brokerkit/observability';
import type { CycleReport } from 'brokerkit/pipeline';
import type { PortfolioUpdate, SchedulerStatus, SyncTally } from 'brokerkit/runtime';
import type { AlertView, Mode } from '../contract/index.ts';

export interface TelemetryOptions {
  readonly logger: StructuredLogger;
  /** The package prom-client. */
  readonly client: PrometheusClient;
  readonly clock: Pick<Clock, 'now'>;
}

/** Logs and metrics of a host, of all its modes. */
export class Telemetry {
  readonly #options: TelemetryOptions;
  readonly #prometheus: ReturnType<typeof prometheus>;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    this.#prometheus = prometheus({ client: options.client });
  }

  /** What Prometheus scrapes. */
  text(): Promise<string> {
    return this.#prometheus.text();
  }

  /** A trouble, in the log: once at its beginning. */
  alert(mode: Mode, { kind, message, at, endedAt }: AlertView): void {
    if (endedAt === null) new TradeLog({ logger: this.#options.logger, mode }).alert({ kind, message, at });
  }

  /** Those of one session. */
  session(mode: Mode): SessionTelemetry {
    return new SessionTelemetry(mode, this.#prometheus.forMode(mode), this.#options);
  }
}

/** Logs and metrics of one session; its gauges end with it. */
export class SessionTelemetry {
  /** For the broker. */
  readonly metrics: ModeMetrics;
  readonly #trading: TradingMetrics;
  readonly #log: TradeLog;
  #ends: readonly Unsubscribe[] = [];

  constructor(mode: Mode, metrics: ModeMetrics, { logger, clock }: TelemetryOptions) {
    this.metrics = metrics;
    this.#trading = new TradingMetrics({ metrics, clock });
    this.#log = new TradeLog({ logger, mode });
  }

  /** The same stores, heard as decisions are written. */
  stores<S extends { readonly decisions: DecisionLog }>(stores: S): S {
    return observedStores(stores, (evaluation) => {
      this.#log.evaluated(evaluation);
      this.#trading.evaluated(evaluation);
    });
  }

  watch(broker: Pick<BaseBroker, 'on'>): void {
    this.#ends = [this.#log.watch(broker), this.#trading.watch(broker)];
    this.#trading.database(true);
  }

  cycle(report: CycleReport): void {
    this.#log.cycle(report);
    this.#trading.cycle(report);
  }

  scheduler(status: SchedulerStatus): void {
    this.#trading.scheduler(status);
  }

  portfolio(update: PortfolioUpdate, tally: SyncTally): void {
    this.#trading.portfolio(update);
    this.#trading.sync(tally);
  }

  database(isUp: boolean): void {
    this.#trading.database(isUp);
  }

  end(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#trading.end();
  }
}
