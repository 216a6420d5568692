/** Labels of one series. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** A value that holds at the moment in which it is asked for. */
export interface Reading {
  readonly labels?: SeriesLabels;
  readonly value: number;
}

/** What a metric of prom-client is made with. */
export interface MetricDescription {
  name: string;
  help: string;
  labelNames: string[];
  /** Empty: it is registered by hand. */
  registers: never[];
}

/** A counter of prom-client, as far as it is used. */
export interface ClientCounter {
  inc(labels: SeriesLabels, value: number): void;
}

/** A gauge of prom-client, as far as it is used. */
export interface ClientGauge {
  set(labels: SeriesLabels, value: number): void;
  remove(labels: SeriesLabels): void;
}

/** A histogram of prom-client, as far as it is used. */
export interface ClientHistogram {
  observe(labels: SeriesLabels, value: number): void;
}

/** A registry of prom-client, as far as it is used. */
export interface ClientRegistry {
  readonly contentType: string;
  registerMetric(metric: object): void;
  metrics(): Promise<string>;
}

/** The package prom-client, as far as it is used: `import * as client from 'prom-client'`. */
export interface PrometheusClient {
  readonly Registry: new () => ClientRegistry;
  readonly Counter: new (description: MetricDescription) => ClientCounter;
  readonly Gauge: new (description: MetricDescription & { collect: () => void }) => ClientGauge;
  readonly Histogram: new (description: MetricDescription & { buckets: number[] }) => ClientHistogram;
}
