import type { Context, Span } from '@opentelemetry/api';
import type { BaseBroker, Clock, DecisionLog, Unsubscribe } from 'brokerkit';
import {
  type ModeMetrics,
  type Notifier,
  observedStores,
  type PrometheusClient,
  prometheus,
  type StructuredLogger,
  type TraceApi,
  TradeLog,
  TradingMetrics,
  TradingTraces,
} from 'brokerkit/observability';
import type { CycleReport, LanguageModel } from 'brokerkit/pipeline';
import type { PortfolioUpdate, SchedulerStatus, SyncTally } from 'brokerkit/runtime';
import type { AlertView, Mode } from '../contract/index.ts';
import type { Decided } from './decided-before.ts';

export interface TelemetryOptions {
  readonly logger: StructuredLogger;
  /** The package prom-client. */
  readonly client: PrometheusClient;
  readonly clock: Pick<Clock, 'now'>;
  /** The package @opentelemetry/api; without a provider its spans go nowhere. Default: no spans. */
  readonly opentelemetry?: TraceApi<Span, Context>;
  /** Tells people of troubles. Default: the log and the page do. */
  readonly notifier?: Notifier;
  /** Values that may stand in no span. */
  readonly secrets?: readonly string[];
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

  /** A trouble: in the log, and to people, at its beginning. */
  alert(mode: Mode, { kind, severity, message, at, endedAt }: AlertView): void {
    if (endedAt !== null) return;
    const { logger, notifier } = this.#options;
    new TradeLog({ logger, mode }).alert({ kind, message, at });
    notifier?.notify({ key: `${mode} ${kind}`, severity, message, facts: { mode } });
  }

  /** Tells people what they were not told yet. */
  async close(): Promise<void> {
    await this.#options.notifier?.close();
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
  readonly #traces: TradingTraces<Span, Context> | null;
  #ends: readonly Unsubscribe[] = [];

  constructor(mode: Mode, metrics: ModeMetrics, options: TelemetryOptions) {
    const { logger, clock, opentelemetry: api, secrets = [] } = options;
    this.metrics = metrics;
    this.#trading = new TradingMetrics({ metrics, clock });
    this.#log = new TradeLog({ logger, mode });
    const attributes = { mode };
    this.#traces = api === undefined ? null : new TradingTraces({ api, clock, attributes, secrets });
  }

  /** The same model, with a span around every question. */
  model(model: LanguageModel): LanguageModel {
    return this.#traces?.model(model) ?? model;
  }

  /** The same stores, heard as decisions are written. */
  stores<S extends { readonly decisions: DecisionLog }>(stores: S): S {
    return observedStores(stores, (evaluation) => {
      this.#log.evaluated(evaluation);
      this.#trading.evaluated(evaluation);
    });
  }

  /** What a former run decided and this one still has to judge: what it pays against its price, and how sure it was. */
  remember(decided: readonly Decided[]): void {
    for (const one of decided) this.#trading.evaluated(one);
  }

  watch(broker: Pick<BaseBroker, 'on'>): void {
    const listeners = [this.#log, this.#trading, ...(this.#traces === null ? [] : [this.#traces])];
    this.#ends = listeners.map((listener) => listener.watch(broker));
    this.#trading.database(true);
  }

  cycle(report: CycleReport): void {
    this.#log.cycle(report);
    this.#trading.cycle(report);
    this.#traces?.cycle(report);
  }

  scheduler(status: SchedulerStatus): void {
    this.#trading.scheduler(status);
    this.#traces?.scheduler(status);
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
    this.#traces?.end();
    this.#trading.end();
  }
}
