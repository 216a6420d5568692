import type { RuntimeMode } from '../domain/runtime-mode.ts';
import type { Metrics } from '../ports/metrics.ts';
import { MetricTable } from './metric-table.ts';
import type { ClientRegistry, PrometheusClient, Reading, SeriesLabels } from './prometheus-client.ts';
import { SERIES, type SeriesDescription, type SeriesName } from './series.ts';

/** What {@link prometheus} is made of. */
export interface PrometheusOptions {
  /** The package: `import * as client from 'prom-client'`. */
  readonly client: PrometheusClient;
  /** Default: a registry of its own. */
  readonly registry?: ClientRegistry;
}

/** The metrics of a host, of all its modes. */
export interface Prometheus {
  /** The media type of {@link text}. */
  readonly contentType: string;
  /** What Prometheus scrapes. */
  text(): Promise<string>;
  /** The metrics of one mode: every series of theirs has it as a label. */
  forMode(mode: RuntimeMode): ModeMetrics;
}

/** The metrics of one mode. As `metrics` of a broker they take what the library counts and measures. */
export interface ModeMetrics extends Metrics {
  readonly mode: RuntimeMode;
  /** Adds to a counter. */
  add(name: SeriesName, labels?: SeriesLabels, by?: number): void;
  /** Adds to a histogram; `null` is nothing. */
  measure(name: SeriesName, value: number | null, labels?: SeriesLabels): void;
  /** Sets a gauge; `null` takes it away, because unknown is not zero. */
  set(name: SeriesName, value: number | null, labels?: SeriesLabels): void;
  /** Lets gauges be read whenever they are scraped, in place of those that were read before. */
  read(name: SeriesName, readings: () => readonly Reading[]): void;
  /** Takes away the gauges of this mode, when its session ends: what no longer holds must not alarm. Counters stay. */
  end(): void;
}

/**
 * Metrics by prom-client, which is yours: it is handed in, and nothing is imported.
 *
 * Names and labels are those of {@link SERIES}; what the library tells under other names is counted as
 * `…_total` and measured in seconds as `…_seconds`.
 */
export function prometheus({ client, registry = new client.Registry() }: PrometheusOptions): Prometheus {
  const table = new MetricTable(client, registry);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    forMode: (mode) => new OfMode(table, mode),
  };
}

/** Series by the name under which the library tells them. */
const TOLD: ReadonlyMap<string, SeriesName> = new Map(
  Object.entries(SERIES).map(([name, series]: [string, SeriesDescription]) => [
    series.toldAs ?? name,
    name as SeriesName,
  ]),
);

class OfMode implements ModeMetrics {
  readonly mode: RuntimeMode;
  readonly #table: MetricTable;

  constructor(table: MetricTable, mode: RuntimeMode) {
    this.#table = table;
    this.mode = mode;
    for (const [name, series] of Object.entries<SeriesDescription>(SERIES)) {
      for (const labels of series.zeros ?? []) {
        if (series.type === 'counter') this.add(name as SeriesName, labels, 0);
        else this.set(name as SeriesName, 0, labels);
      }
    }
  }

  count(told: string, labels: SeriesLabels = {}, by = 1): void {
    const name = TOLD.get(told);
    if (name !== undefined) this.add(name, labels, by);
    else this.#table.counter(`${told}_total`, labels).inc(this.#table.labelled(`${told}_total`, this.mode, labels), by);
  }

  observe(told: string, value: number, labels: SeriesLabels = {}): void {
    const name = TOLD.get(told);
    if (name === undefined) {
      const [unit, factor] = told.endsWith('_ms') ? [told.replace(/_ms$/, '_seconds'), 0.001] : [told, 1];
      this.#table.histogram(unit, labels).observe(this.#table.labelled(unit, this.mode, labels), value * factor);
      return;
    }
    const series: SeriesDescription = SERIES[name];
    const scaled = value * (series.factor ?? 1);
    if (series.type === 'gauge') this.set(name, scaled, labels);
    else this.measure(name, scaled, labels);
  }

  add(name: SeriesName, labels: SeriesLabels = {}, by = 1): void {
    this.#table.counter(name, labels).inc(this.#table.labelled(name, this.mode, labels), by);
  }

  measure(name: SeriesName, value: number | null, labels: SeriesLabels = {}): void {
    if (value === null || Number.isNaN(value)) return;
    this.#table.histogram(name, labels).observe(this.#table.labelled(name, this.mode, labels), value);
  }

  set(name: SeriesName, value: number | null, labels: SeriesLabels = {}): void {
    this.#table.gauge(name, labels).put(this.mode, labels, value);
  }

  read(name: SeriesName, readings: () => readonly Reading[]): void {
    this.#table.gauge(name, {}).read(this.mode, readings);
  }

  end(): void {
    this.#table.end(this.mode);
  }
}
