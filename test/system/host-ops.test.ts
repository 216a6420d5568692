import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SystemClock } from 'brokerkit';
import { structuredLogger } from 'brokerkit/observability';
import * as client from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../examples/express-host/src/config/read-settings.ts';
import { type Served, serve } from '../../examples/express-host/src/serve.ts';
import { APrometheus } from './builders/a-prometheus.ts';
import { type Board, namesIn, queriesOf } from './builders/ops-files.ts';

const OPS = resolve(import.meta.dirname, '../../examples/express-host/ops');
const RULES = resolve(OPS, 'alerts.yml');
const TOKEN = 'a-token-of-at-least-thirty-two-characters';
const board: Board = JSON.parse(readFileSync(resolve(OPS, 'grafana/autotrade-okx-demo.json'), 'utf8'));
/** As Grafana asks: with its variables filled in. */
const queries = queriesOf(board).map((query) =>
  query.replaceAll('$mode', '.*').replaceAll('$__range', '1h').replaceAll('$__rate_interval', '1m'),
);

let served: Served;
let prometheus: APrometheus;

beforeAll(async () => {
  const argv = ['--data', 'memory', '--port', '0', '--mock', '--mode', 'paper'];
  const settings = readSettings({ argv, env: { ACCESS_TOKEN: TOKEN }, readFile: () => null });
  if (settings === 'help') throw new Error('There are no settings in a help text.');
  const logger = structuredLogger({ sink: { debug() {}, info() {}, warn() {}, error() {} } });
  served = await serve(settings, {
    ...{ clock: new SystemClock(), uuid: randomUUID, logger, client, dashboard: null, say: () => {} },
  });
  await served.ready;
  prometheus = await APrometheus.start(new URL(served.url).host, RULES);
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  await fetch(`${served.url}/internal/autotrade/v1/scheduler/trigger`, { method: 'POST', headers, body: '{}' });
  await prometheus.has('scheduler_evaluations_total{result="success"} > 0');
});
afterAll(async () => {
  await prometheus.stop();
  await served.stop();
});

describe('a host that a Prometheus scrapes', () => {
  it('is up', async () => {
    await prometheus.has('up{job="brokerkit"} == 1');
  });

  it('offers every metric that board and alerts name', async () => {
    const page = await (await fetch(`${served.url}/metrics`)).text();
    const offered = new Set([...page.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
    const rules = [...readFileSync(RULES, 'utf8').matchAll(/^ {8}expr: (.+)$/gm)].map(
      ([, expression]) => expression ?? '',
    );
    const missing = namesIn([...queries, ...rules]).filter((name) => name !== 'up' && !offered.has(name));
    expect(missing).toEqual([]);
  });

  it.each(queries)('answers the board: %s', async (query) => {
    expect(await prometheus.query(query)).toMatchObject({ status: 'success' });
  });

  it.each([
    'portfolio_equity{mode="paper"}',
    'okx_stream_up{mode="paper",stream="private"} == 1',
    'sum(okx_api_requests_total{mode="paper",result="answered"}) > 0',
    'position_sync_checks_total{mode="paper",result="agreed"}',
    'database_up{mode="paper"} == 1',
    'scheduler_state{mode="paper",state="running"} == 1',
  ])('has %s', async (query) => {
    await prometheus.has(query);
  });

  it('has every rule evaluated without an error', async () => {
    await prometheus.has('up');
    const unwell = (await prometheus.rules()).filter(({ lastError = '' }) => lastError !== '');
    expect(unwell).toEqual([]);
  });

  it('raises no alert while all is well', async () => {
    const { data } = await prometheus.query('ALERTS{alertstate="firing"}');
    expect(data?.result).toEqual([]);
  });
});
