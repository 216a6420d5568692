import * as client from 'prom-client';
import { type Prometheus, prometheus } from '../../../../src/observability/prometheus.ts';

/** A registry of a real prom-client, read as Prometheus would. */
export function aRegistry(): {
  readonly metrics: Prometheus;
  /** The value of one series as it is scraped, its labels in alphabetical order; `undefined` where there is none. */
  readonly scraped: (series: string) => Promise<number | undefined>;
  /** The labels of each series of a metric. */
  readonly seriesOf: (name: string) => Promise<readonly string[]>;
} {
  const metrics = prometheus({ client });
  const lines = async (): Promise<readonly (readonly [string, number])[]> =>
    (await metrics.text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [inOrder(line.slice(0, line.lastIndexOf(' '))), Number(line.slice(line.lastIndexOf(' ') + 1))]);
  return {
    metrics,
    scraped: async (series) => (await lines()).find(([name]) => name === inOrder(series))?.[1],
    seriesOf: async (name) =>
      (await lines()).map(([series]) => series).filter((series) => series.startsWith(`${name}{`)),
  };
}

function inOrder(series: string): string {
  const [name, labels = ''] = series.replace(/\}$/, '').split('{');
  return `${name}{${labels.split(',').sort().join(',')}}`;
}
