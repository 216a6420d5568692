import * as api from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { ModelError } from '../../../src/errors/index.ts';
import type { Script } from '../../../src/models/scripted-model.ts';
import { TradingTraces } from '../../../src/observability/trading-traces.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aBuy, reply } from '../pipeline/builders/cycles.ts';
import { anObservedRun, type ObservedRun } from './builders/observed-run.ts';

const runs: ObservedRun[] = [];
afterEach(async () => {
  for (const { pipeline } of runs.splice(0)) await pipeline.stop();
});

/** The package itself, with a provider that keeps its spans. */
function aTracing() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const trace = { getTracer: (name: string) => provider.getTracer(name), setSpan: api.trace.setSpan };
  const spans = (name: string): readonly ReadableSpan[] =>
    exporter.getFinishedSpans().filter((span) => span.name === `brokerkit ${name}`);
  return { given: { trace, ROOT_CONTEXT: api.ROOT_CONTEXT }, spans, all: () => exporter.getFinishedSpans() };
}

async function aRun(script: Script = () => reply(aBuy())) {
  const { given, ...rest } = aTracing();
  const clock = new FakeClock();
  const traces = new TradingTraces({ api: given, clock, attributes: { mode: 'simulator' }, secrets: ['hunter22'] });
  const run = anObservedRun(script, {
    watch: (broker) => void traces.watch(broker),
    cycle: (report) => traces.cycle(report),
    scheduler: (status) => traces.scheduler(status),
    model: (model) => traces.model(model),
  });
  runs.push(run);
  await run.begin();
  return { ...rest, traces, run };
}

describe('a cycle', () => {
  it('is a span with its evaluation and what it came to', async () => {
    const { spans } = await aRun();
    expect(spans('cycle')).toHaveLength(1);
    expect(spans('cycle')[0]?.attributes).toMatchObject({
      'brokerkit.mode': 'simulator',
      'brokerkit.status': 'completed',
      'brokerkit.decisions': 1,
      'brokerkit.evaluationId': expect.any(String),
    });
  });

  it('is the parent of its calls of the model and of its orders', async () => {
    const { spans } = await aRun();
    const cycle = spans('cycle')[0]?.spanContext();
    for (const child of [...spans('model call'), ...spans('order')]) {
      expect(child.parentSpanContext?.spanId).toBe(cycle?.spanId);
      expect(child.spanContext().traceId).toBe(cycle?.traceId);
    }
    expect([spans('model call').length, spans('order').length]).toEqual([1, 1]);
  });

  it('is a span of its own each time', async () => {
    const { spans, run } = await aRun(() => reply());
    await run.next();
    expect(new Set(spans('cycle').map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it('that comes to nothing is an error', async () => {
    const { spans } = await aRun(() => 'Nothing to say.');
    expect(spans('cycle')[0]?.status.code).toBe(api.SpanStatusCode.ERROR);
  });
});

describe('a call of a model', () => {
  it('says who was asked and how the answer ended', async () => {
    const { spans } = await aRun();
    expect(spans('model call')[0]?.attributes).toMatchObject({
      'brokerkit.provider': 'scripted',
      'brokerkit.finishReason': 'stop',
    });
  });

  it('that fails is an error with its code, and fails as before', async () => {
    const { spans } = await aRun(() => new ModelError('No answer.', { code: 'model/timeout' }));
    expect(spans('model call')[0]?.status).toEqual({ code: api.SpanStatusCode.ERROR, message: 'model/timeout' });
    expect(spans('cycle')[0]?.attributes['brokerkit.status']).toBe('model_failed');
  });
});

describe('an order', () => {
  it('says of which decision it is and how it ended', async () => {
    const { spans } = await aRun();
    expect(spans('order')[0]?.attributes).toMatchObject({
      'brokerkit.orderId': expect.any(String),
      'brokerkit.decisionId': expect.any(String),
      'brokerkit.type': 'market',
      'brokerkit.state': 'filled',
    });
  });

  it('that rests is open until it ends, and ends with its session at the latest', async () => {
    const { spans, traces, run } = await aRun(() => reply(aBuy({ limit: 49_500 })));
    await expect(run.broker.getOpenOrders()).resolves.toHaveLength(1);
    expect(spans('order')).toHaveLength(0);
    traces.end();
    expect(spans('order')).toHaveLength(1);
  });
});

describe('a secret', () => {
  it('stands in no span', async () => {
    const { traces, all } = await aRun();
    const durations = { context: 0, model: 0, total: 0 };
    traces.cycle({
      ...{ evaluationId: 'e', at: 0, trigger: 'hunter22', status: 'failed', problem: 'login hunter22 refused' },
      ...{ decisions: [], promptTokens: 0, usage: null, costUsd: null, notes: [], durations },
    });
    const text = JSON.stringify(
      all().map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    );
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('hunter22');
  });
});

describe('the package of OpenTelemetry', () => {
  it('is taken as it is, and without a provider nothing happens', () => {
    const traces = new TradingTraces({ api, clock: new FakeClock() });
    expect(() => {
      traces.scheduler({ isBusy: true });
      traces.scheduler({ isBusy: false });
      traces.end();
    }).not.toThrow();
  });
});
