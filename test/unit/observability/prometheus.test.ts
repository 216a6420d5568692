import * as client from 'prom-client';
import { describe, expect, it } from 'vitest';
import { ORDER_METRICS } from '../../../src/interceptors/order-metrics.ts';
import { prometheus } from '../../../src/observability/prometheus.ts';
import { SERIES, type SeriesDescription } from '../../../src/observability/series.ts';
import { OKX_METRICS } from '../../../src/okx/okx-metrics.ts';
import { REQUEST_METRICS } from '../../../src/transport/request-ring.ts';
import { aRegistry } from './builders/scraped.ts';

const described: readonly (readonly [string, SeriesDescription])[] = Object.entries(SERIES);

describe('what the library counts and measures', () => {
  it.each([...Object.values(OKX_METRICS), ...Object.values(REQUEST_METRICS)])('has a series of its own: %s', (told) => {
    expect(described.filter(([, { toldAs }]) => toldAs === told)).toHaveLength(1);
  });

  it('is in seconds where it was told in milliseconds', async () => {
    const { metrics, scraped } = aRegistry();
    metrics.forMode('paper').observe(OKX_METRICS.latency, 1_500, { request: 'POST trade/order' });
    expect(await scraped('okx_api_latency_seconds_sum{mode="paper",request="POST trade/order"}')).toBe(1.5);
  });

  it('holds from then on where it is a level', async () => {
    const { metrics, scraped } = aRegistry();
    const paper = metrics.forMode('paper');
    for (const value of [1, 0]) paper.observe(OKX_METRICS.streamUp, value, { stream: 'private' });
    expect(await scraped('okx_stream_up{mode="paper",stream="private"}')).toBe(0);
  });

  it('is there under its own name where nobody has described it', async () => {
    const { metrics, scraped } = aRegistry();
    const paper = metrics.forMode('paper');
    paper.count(ORDER_METRICS.ended, { outcome: 'filled', reason: '', type: 'market' });
    paper.observe(ORDER_METRICS.done, 250, { type: 'market' });
    expect(await scraped('brokerkit_orders_ended_total{mode="paper",outcome="filled",reason="",type="market"}')).toBe(
      1,
    );
    expect(await scraped('brokerkit_order_done_seconds_sum{mode="paper",type="market"}')).toBe(0.25);
  });
});

describe('every series', () => {
  it('says in which mode it was', async () => {
    const { metrics } = aRegistry();
    metrics.forMode('simulator');
    const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.filter((line) => !line.includes('mode="simulator"'))).toEqual([]);
  });

  it.each(described.filter(([, { zeros }]) => zeros !== undefined))(
    'is there at zero from the beginning, so that the first increase is one: %s',
    async (name, { zeros = [] }) => {
      const { metrics, seriesOf } = aRegistry();
      metrics.forMode('paper');
      expect(await seriesOf(name)).toHaveLength(zeros.length);
    },
  );

  it('keeps the modes apart', async () => {
    const { metrics, scraped } = aRegistry();
    metrics.forMode('simulator').add('okx_orders_total', { status: 'failed' }, 3);
    metrics.forMode('paper').add('okx_orders_total', { status: 'failed' });
    expect(await scraped('okx_orders_total{mode="simulator",status="failed"}')).toBe(3);
    expect(await scraped('okx_orders_total{mode="paper",status="failed"}')).toBe(1);
  });
});

describe('a mode that has ended', () => {
  it('leaves no gauge that could alarm, and loses no count', async () => {
    const { metrics, scraped } = aRegistry();
    const paper = metrics.forMode('paper');
    paper.set('portfolio_drawdown_pct', 0.1);
    paper.read('positions_unprotected_age_seconds', () => [{ value: 90 }]);
    paper.add('okx_orders_total', { status: 'filled' });
    await metrics.text();
    paper.end();
    expect(await scraped('portfolio_drawdown_pct{mode="paper"}')).toBeUndefined();
    expect(await scraped('positions_unprotected_age_seconds{mode="paper"}')).toBeUndefined();
    expect(await scraped('okx_orders_total{mode="paper",status="filled"}')).toBe(1);
  });

  it('leaves those of another one alone', async () => {
    const { metrics, scraped } = aRegistry();
    const simulator = metrics.forMode('simulator');
    simulator.set('portfolio_drawdown_pct', 0.01);
    metrics.forMode('paper').end();
    expect(await scraped('portfolio_drawdown_pct{mode="simulator"}')).toBe(0.01);
  });
});

describe('a gauge', () => {
  it('is read in the moment in which it is scraped', async () => {
    const { metrics, scraped } = aRegistry();
    let value = 1;
    metrics.forMode('paper').read('positions_unprotected_age_seconds', () => [{ value }]);
    expect(await scraped('positions_unprotected_age_seconds{mode="paper"}')).toBe(1);
    value = 2;
    expect(await scraped('positions_unprotected_age_seconds{mode="paper"}')).toBe(2);
  });

  it('is gone where its value is not known: unknown is not zero', async () => {
    const { metrics, scraped } = aRegistry();
    const paper = metrics.forMode('paper');
    paper.set('portfolio_forecast_drawdown_pct', 0.02);
    paper.set('portfolio_forecast_drawdown_pct', null);
    expect(await scraped('portfolio_forecast_drawdown_pct{mode="paper"}')).toBeUndefined();
  });
});

describe('labels', () => {
  it('never grow without end, whatever stands in them', async () => {
    const { metrics, seriesOf } = aRegistry();
    const paper = metrics.forMode('paper');
    for (let id = 0; id < 2_000; id++) paper.count('by_mistake', { order: `order-${id}` });
    expect((await seriesOf('by_mistake_total')).length).toBeLessThanOrEqual(301);
  });

  it('that a metric does not have are left out, and those that are missing are empty', async () => {
    const { metrics, scraped } = aRegistry();
    const paper = metrics.forMode('paper');
    paper.count('engine_failures', { what: 'settle' });
    paper.count('engine_failures', { why: 'x' });
    expect(await scraped('engine_failures_total{mode="paper",what=""}')).toBe(1);
  });
});

describe('a registry of the host', () => {
  it('takes the metrics beside its own', async () => {
    const registry = new client.Registry();
    new client.Counter({ name: 'of_the_host_total', help: 'x', registers: [registry] }).inc();
    prometheus({ client, registry }).forMode('paper');
    const text = await registry.metrics();
    expect(text).toContain('of_the_host_total 1');
    expect(text).toContain('okx_orders_total');
  });

  it('is another one for each call', async () => {
    expect(() => [prometheus({ client }), prometheus({ client })]).not.toThrow();
  });
});
