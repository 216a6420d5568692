import { randomUUID } from 'node:crypto';
import * as api from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { SystemClock } from 'brokerkit';
import { type LogSink, type Notice, type Notifier, structuredLogger } from 'brokerkit/observability';
import * as client from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostSettings } from '../../examples/express-host/src/config/host-settings.ts';
import { type HostDependencies, openHost } from '../../examples/express-host/src/host/open-host.ts';
import type { RunningHost } from '../../examples/express-host/src/host/running-host.ts';
import { aHost, someSettings } from './builders/a-host.ts';

const operator = { by: 'ann', why: 'to see' };
const hosts: RunningHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});

async function started(settings: Partial<HostSettings> = {}): Promise<RunningHost> {
  const host = await aHost(settings);
  hosts.push(host);
  await host.trigger(operator);
  return host;
}

/** The value of the series whose labels contain all of these; `undefined` where there is none. */
async function scraped(host: RunningHost, name: string, ...labels: readonly string[]): Promise<number | undefined> {
  const lines = (await host.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));
  const line = lines.find((text) => labels.every((label) => text.includes(label)));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** Waits until a series has a value; the test's own time limit ends a wait in vain. */
async function appears(host: RunningHost, name: string, ...labels: readonly string[]): Promise<number> {
  for (;;) {
    const value = await scraped(host, name, ...labels);
    if (value !== undefined) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the metrics of a host', () => {
  it('count what its cycles do', async () => {
    const host = await started();
    const evaluations = (await scraped(host, 'scheduler_evaluations_total', 'result="success"')) ?? 0;
    expect(evaluations).toBeGreaterThanOrEqual(1);
    expect(await scraped(host, 'scheduler_state', 'state="running"')).toBe(1);
    expect(await scraped(host, 'database_up')).toBe(1);
    expect(await scraped(host, 'broker_connected')).toBe(1);
  });

  it('say how the account stands', async () => {
    const host = await started();
    expect(await appears(host, 'portfolio_equity', 'mode="simulator"')).toBeGreaterThan(0);
    expect(await scraped(host, 'positions_unprotected')).toBe(0);
  });

  it('say nothing of the account of a mode that was left, and lose none of its counts', async () => {
    const host = await started({ isMock: true });
    await appears(host, 'portfolio_equity', 'mode="simulator"');
    await host.changeRuntimeMode({ mode: 'paper', why: 'to see', openPositions: 'keep' });
    await appears(host, 'portfolio_equity', 'mode="paper"');
    expect(await scraped(host, 'portfolio_equity', 'mode="simulator"')).toBeUndefined();
    expect(await scraped(host, 'scheduler_evaluations_total', 'mode="simulator"')).toBeDefined();
    expect(await scraped(host, 'okx_stream_up', 'mode="paper"', 'stream="private"')).toBe(1);
    const requests = await scraped(host, 'okx_api_requests_total', 'mode="paper"', 'result="answered"');
    expect(requests).toBeGreaterThan(0);
  });
});

describe('the log of a host', () => {
  it('tells intent and execution with the ids by which they are found', async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const write = (fields: object): void => void lines.push({ ...fields });
    await opened({ sink: { debug: write, info: write, warn: write, error: write } });
    const decided = lines.find(({ category, decisionId }) => category === 'trade.intent' && decisionId !== undefined);
    expect(decided).toMatchObject({ mode: 'simulator', evaluationId: expect.any(String) });
    const ended = lines.filter(({ category }) => category === 'trade.execution').map(({ decisionId }) => decisionId);
    expect(ended).toContain(decided?.decisionId);
  });
});

describe('the spans of a host', () => {
  it('are those of its cycles, with calls of the model within them', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const trace = { getTracer: (name: string) => provider.getTracer(name), setSpan: api.trace.setSpan };
    await opened({ opentelemetry: { trace, ROOT_CONTEXT: api.ROOT_CONTEXT } });
    const spans = exporter.getFinishedSpans();
    const cycles = spans.filter(({ name }) => name === 'brokerkit cycle').map((span) => span.spanContext().spanId);
    const call = spans.find(({ name }) => name === 'brokerkit model call');
    expect(cycles).toContain(call?.parentSpanContext?.spanId);
  });
});

describe('people', () => {
  it('are told of a trouble of the host', async () => {
    const notices: Notice[] = [];
    const notifier: Notifier = { notify: (notice) => void notices.push(notice), close: async () => {} };
    const nowhere = 'http://127.0.0.1:9';
    const llm = { provider: 'deepseek', apiKey: 'none', model: null, temperature: null, baseUrl: nowhere } as const;
    await opened({ notifier, settings: { llm } });
    expect(notices[0]).toMatchObject({ key: 'simulator model_failures', severity: 'warning' });
  });
});

async function opened(given: {
  readonly sink?: LogSink;
  readonly notifier?: Notifier;
  readonly opentelemetry?: HostDependencies['opentelemetry'];
  readonly settings?: Partial<HostSettings>;
}): Promise<void> {
  const { sink = { debug() {}, info() {}, warn() {}, error() {} }, notifier, opentelemetry, settings } = given;
  const host = await openHost(someSettings(settings), {
    ...{ clock: new SystemClock(), uuid: randomUUID, client, logger: structuredLogger({ sink }) },
    ...(notifier === undefined ? {} : { notifier }),
    ...(opentelemetry === undefined ? {} : { opentelemetry }),
  });
  hosts.push(host);
  await host.start();
  await host.trigger(operator);
}
