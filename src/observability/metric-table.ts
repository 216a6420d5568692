import type { RuntimeMode } from '../domain/runtime-mode.ts';
import { GaugeOfModes } from './gauge-of-modes.ts';
import type {
  ClientCounter,
  ClientHistogram,
  ClientRegistry,
  MetricDescription,
  PrometheusClient,
  SeriesLabels,
} from './prometheus-client.ts';
import { SERIES, type SeriesDescription } from './series.ts';

/** Series of one metric; further ones are told together. A label is never to be an id, and if it is, memory must hold. */
const MOST_SERIES = 300;
const BEYOND = 'other';
const LONGEST_LABEL = 80;
const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30];

/** The metrics of a registry, made when they are first used; those of {@link SERIES} at once, so that each is there to be asked for. */
export class MetricTable {
  readonly #client: PrometheusClient;
  readonly #registry: ClientRegistry;
  readonly #counters = new Map<string, ClientCounter>();
  readonly #histograms = new Map<string, ClientHistogram>();
  readonly #gauges = new Map<string, GaugeOfModes>();
  /** The label names of each metric, `mode` apart; they cannot change. */
  readonly #names = new Map<string, readonly string[]>();
  readonly #seen = new Map<string, Set<string>>();

  constructor(client: PrometheusClient, registry: ClientRegistry) {
    this.#client = client;
    this.#registry = registry;
    for (const [name, { type }] of Object.entries<SeriesDescription>(SERIES)) this[type](name, {});
  }

  counter(name: string, labels: SeriesLabels): ClientCounter {
    return this.#made(this.#counters, name, () => new this.#client.Counter(this.#describe(name, labels)));
  }

  histogram(name: string, labels: SeriesLabels): ClientHistogram {
    return this.#made(this.#histograms, name, () => {
      const buckets = [...(described(name)?.buckets ?? SECONDS)];
      return new this.#client.Histogram({ ...this.#describe(name, labels), buckets });
    });
  }

  gauge(name: string, labels: SeriesLabels): GaugeOfModes {
    let made = this.#gauges.get(name);
    if (made === undefined) {
      const fresh: GaugeOfModes = new GaugeOfModes(
        (collect) => new this.#client.Gauge({ ...this.#describe(name, labels), collect }),
        (mode, given) => this.labelled(name, mode, given),
      );
      made = fresh;
      this.#registry.registerMetric(fresh.client);
      this.#gauges.set(name, fresh);
    }
    return made;
  }

  /** The labels as the metric has them: no others, none left out, none too long, and not too many in all. */
  labelled(name: string, mode: RuntimeMode, labels: SeriesLabels): SeriesLabels {
    const names = this.#names.get(name) ?? [];
    const values = names.map((label) => (labels[label] ?? '').slice(0, LONGEST_LABEL));
    const key = [mode, ...values].join('\n');
    const seen = this.#seen.get(name) ?? new Set();
    this.#seen.set(name, seen);
    const isBeyond = !seen.has(key) && seen.size >= MOST_SERIES;
    if (!isBeyond) seen.add(key);
    const kept = names.map((label, at) => [label, isBeyond ? BEYOND : (values[at] ?? '')]);
    return { ...Object.fromEntries(kept), mode };
  }

  end(mode: RuntimeMode): void {
    for (const gauge of this.#gauges.values()) gauge.end(mode);
  }

  #made<T extends object>(made: Map<string, T>, name: string, make: () => T): T {
    let metric = made.get(name);
    if (metric === undefined) {
      metric = make();
      this.#registry.registerMetric(metric);
      made.set(name, metric);
    }
    return metric;
  }

  #describe(name: string, labels: SeriesLabels): MetricDescription {
    const series = described(name);
    const names = series?.labels ?? Object.keys(labels);
    this.#names.set(name, names);
    return { name, help: series?.help ?? name.replaceAll('_', ' '), labelNames: [...names, 'mode'], registers: [] };
  }
}

function described(name: string): SeriesDescription | undefined {
  return new Map<string, SeriesDescription>(Object.entries(SERIES)).get(name);
}
