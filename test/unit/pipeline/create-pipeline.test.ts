import { afterEach, describe, expect, it } from 'vitest';
import type { PipelineConfig } from '../../../src/config/pipeline-config.ts';
import { createPipeline, type Pipeline, type PipelineDependencies } from '../../../src/create-pipeline.ts';
import { ModelError, PersistenceError } from '../../../src/errors/index.ts';
import { type Script, scriptedModel } from '../../../src/models/scripted-model.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { CycleReport } from '../../../src/pipeline/cycle/cycle-report.ts';
import type { InstanceLock } from '../../../src/ports/instance-lock.ts';
import { SimulatedBroker } from '../../../src/simulated/simulated-broker.ts';
import { anEvaluation, uuid } from '../../../src/testing/contract-stores/records.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { ManualMarket } from '../../../src/testing/manual-market.ts';
import { FlakyStores } from '../persistence/flaky-stores.ts';
import { aBuy, BTC, countingUuids, ETH, PRICES, reply } from './builders/cycles.ts';

const MINUTE = 60_000;
const CONFIG: PipelineConfig = { symbols: [BTC, ETH], intervalMs: 10 * MINUTE, frames: [MINUTE, 5 * MINUTE] };
const NO_ANSWER = new ModelError('The model did not answer.', { code: 'model/timeout' });

const open: Pipeline[] = [];
afterEach(async () => {
  for (const pipeline of open.splice(0)) await pipeline.stop();
});

function aPipeline(
  script: Script,
  { config, ...dependencies }: { config?: PipelineConfig } & Partial<PipelineDependencies> = {},
) {
  const market = new ManualMarket({ prices: PRICES });
  const broker = new SimulatedBroker({ kind: 'simulated', balances: { USDT: '10000' } }, { market });
  const clock = new FakeClock(market.now());
  const model = scriptedModel(script, { clock });
  const reports: CycleReport[] = [];
  const pipeline = createPipeline(
    { ...CONFIG, ...config },
    {
      broker,
      model,
      clock,
      uuid: countingUuids(),
      fraction: () => 0,
      health: { maxBarsLate: 30 },
      onReport: (report) => void reports.push(report),
      ...dependencies,
    },
  );
  open.push(pipeline);
  const pass = async (minutes: number): Promise<void> => {
    market.advance(minutes * MINUTE);
    await clock.advanceAsync(minutes * MINUTE);
  };
  /** Starts after enough bars for a prompt. */
  const begin = async (): Promise<void> => {
    await broker.connect();
    await pass(12);
    await pipeline.start();
  };
  /** The report of the next cycle, whoever runs it. */
  const next = () => pipeline.trigger();
  return { pipeline, broker, model, reports, pass, begin, next };
}

describe('an entry that rests', () => {
  const RESTING = reply(aBuy({ limit: 49_500 }));

  it('waits for three intervals at most', async () => {
    const { broker, begin, next } = aPipeline(() => RESTING);
    await begin();
    await next();
    const [order] = await broker.getOpenOrders();
    expect((order?.expiresAt ?? 0) - (order?.createdAt ?? 0)).toBe(30 * MINUTE);
  });

  it.each<readonly [string, (pipeline: Pipeline) => void | Promise<void>]>([
    ['trading is paused', (pipeline) => pipeline.scheduler.pause('lunch')],
    ['the pipeline stops', (pipeline) => pipeline.stop()],
  ])('is taken back when %s', async (_name, end) => {
    const { pipeline, broker, begin, next, pass } = aPipeline([RESTING]);
    await begin();
    await next();
    expect(await broker.getOpenOrders()).toHaveLength(1);
    await end(pipeline);
    await pass(1);
    expect(await broker.getOpenOrders()).toEqual([]);
  });
});

describe('a pipeline', () => {
  it('does nothing before it is started', async () => {
    const { broker, model } = aPipeline([reply()]);
    expect(model.requests).toEqual([]);
    expect(() => broker.capabilities).toThrow(expect.objectContaining({ code: 'net/not_connected' }));
  });

  it('connects the broker when it is started', async () => {
    const { pipeline, broker } = aPipeline([reply()]);
    await pipeline.start();
    expect(await broker.getPositions()).toEqual([]);
  });

  it('trades at once when it is started', async () => {
    const { pipeline, broker, next, begin } = aPipeline([reply(aBuy())]);
    await begin();
    const report = await next();
    expect(report).toMatchObject({ trigger: 'interval', decisions: [{ outcome: 'executed' }] });
    expect(await broker.getPositions()).toHaveLength(1);
    expect((await pipeline.stores.decisions.list()).items).toHaveLength(1);
  });

  it('runs again at its interval, and no more when it was stopped', async () => {
    const { pipeline, reports, pass, next, begin } = aPipeline([reply(), reply(), reply()]);
    await begin();
    await next();
    await pass(10);
    expect(reports).toHaveLength(2);
    await pipeline.stop();
    await pass(30);
    expect(reports).toHaveLength(2);
    await expect(pipeline.trigger()).rejects.toMatchObject({ code: 'net/not_connected' });
  });

  it('opens nothing in safe mode, closes all the same, and opens again when the model is back', async () => {
    const failure = NO_ANSWER;
    const close = reply(
      { action: 'close', symbol: BTC, confidence: 0.1 },
      aBuy({ symbol: ETH, stop: 2_900, target: 3_300 }),
    );
    const { pipeline, next, pass, broker, begin } = aPipeline([reply(aBuy()), failure, failure, failure, close, close]);
    await begin();
    await next();
    for (let failures = 0; failures < 3; failures++) await pass(10);
    expect(pipeline.scheduler.opensBlockedBy).toMatch(/safe mode/);
    const blocked = await next();
    expect(blocked.decisions).toMatchObject([
      { action: 'close', outcome: 'executed' },
      { action: 'buy', outcome: 'denied', rule: 'trading_paused' },
    ]);
    await pass(10);
    expect((await broker.getPositions()).map(({ instrument }) => instrument)).toEqual([ETH]);
  });

  it('settles what another instance has left open when it has the lock again', async () => {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    let lose: (cause: unknown) => void = () => {};
    let isHeld = true;
    const lock: InstanceLock = {
      async tryAcquire() {
        isHeld = true;
        return {
          get isHeld() {
            return isHeld;
          },
          onLost: (listener) => {
            lose = listener;
          },
          release: async () => {},
        };
      },
    };
    const { pass, begin, next } = aPipeline(() => reply(), { stores, lock });
    await begin();
    await next();
    isHeld = false;
    lose(new Error('the connection broke'));
    await stores.decisions.append(anEvaluation(1));
    await pass(10);
    await next();
    expect((await stores.decisions.decision(uuid(1)))?.outcome).toMatchObject({ rule: 'interrupted' });
  });

  it('opens nothing while the host does not want it', async () => {
    let reason: string | null = 'the operator is away';
    const { next, begin } = aPipeline([reply(aBuy()), reply(aBuy())], { opensBlockedBy: () => reason });
    await begin();
    expect((await next()).decisions).toMatchObject([{ outcome: 'denied', rule: 'trading_paused' }]);
    reason = null;
    expect((await next()).decisions).toMatchObject([{ outcome: 'executed' }]);
  });

  it('remembers over a restart what the day has cost, and opens nothing when that is too much', async () => {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
    await stores.costs.append({
      costId: '00000000-0000-4000-8000-00000000000f',
      at: new ManualMarket({ prices: PRICES }).now(),
      provider: 'deepseek',
      model: 'deepseek-chat',
      evaluationId: null,
      usage,
      costUsd: '2.5',
    });
    const { next, begin } = aPipeline([reply(aBuy())], { stores, config: { dailyBudgetUsd: '2' } });
    await begin();
    expect((await next()).decisions).toMatchObject([{ outcome: 'denied', rule: 'model_budget' }]);
  });

  it.each([
    ['symbols', { symbols: [] }],
    ['intervalMs', { intervalMs: 10 }],
    ['frames', { frames: [MINUTE, MINUTE] }],
    ['minConfidence', { minConfidence: '1.5' }],
    ['risk.limits.maxLeverage', { risk: { limits: { maxLeverage: '0' } } }],
    ['dailyBudgetUsd', { dailyBudgetUsd: '-1' }],
  ] as const)('names the field that cannot be used: %s', (path, config) => {
    expect(() => aPipeline([], { config })).toThrow(
      expect.objectContaining({ code: 'config/invalid', details: { paths: [path] } }),
    );
  });

  it('refuses stores that belong to another kind of account', () => {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'live' });
    expect(() => aPipeline([], { stores })).toThrow(/runtime mode "live"/);
  });
});

describe('a pipeline that is started while the database is away', () => {
  const ENTRY = reply(aBuy({ symbol: ETH, stop: 2_900, target: 3_300 }));
  const EXIT = reply(
    { action: 'close', symbol: BTC, confidence: 0.8 },
    aBuy({ symbol: ETH, stop: 2_900, target: 3_300 }),
  );

  async function started(dependencies: Partial<PipelineDependencies> = {}) {
    const database = new FlakyStores();
    database.mood = 'down';
    const stores = { ...database.stores, scope: { portfolioId: 'simulation', runtimeMode: 'simulator' } } as const;
    const bench = aPipeline([EXIT, ENTRY, ENTRY], { stores, ...dependencies });
    await bench.broker.connect();
    await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.01', pricing: { type: 'market' } });
    await bench.begin();
    return { ...bench, database };
  }

  it('runs, closes, opens nothing, and says why', async () => {
    const { next, pipeline, broker } = await started();
    expect((await next()).decisions).toMatchObject([
      { action: 'close', outcome: 'executed' },
      { action: 'buy', outcome: 'denied' },
    ]);
    expect(await broker.getPositions()).toEqual([]);
    expect(pipeline.scheduler.status).toMatchObject({
      state: 'running',
      opensBlockedBy: 'degraded: the stores cannot be read: It is down.',
    });
  });

  it('is as ever by itself when the database is back, and writes what happened meanwhile', async () => {
    const { next, pass, pipeline, database } = await started();
    await next();
    database.mood = 'up';
    await pass(1);
    expect(pipeline.scheduler.opensBlockedBy).toBeNull();
    expect((await next()).decisions).toMatchObject([{ outcome: 'executed' }]);
    const outcomes = (await database.inner.decisions.list()).items.map(({ outcome }) => outcome?.outcome);
    expect(outcomes).toEqual(['executed', 'denied', 'executed']);
    expect((await database.inner.portfolio.closedPositions()).items).toHaveLength(1);
  });

  it('opens nothing without the lock either, though the stores were read', async () => {
    let isAway = true;
    const held = { isHeld: true, onLost: () => {}, release: async () => {} };
    const lock: InstanceLock = {
      tryAcquire: async () => {
        if (isAway) throw new PersistenceError('It is down.', { code: 'store/unavailable' });
        return held;
      },
    };
    const { next, pass, pipeline, database } = await started({ lock });
    expect(pipeline.scheduler.status.state).toBe('degraded');
    database.mood = 'up';
    await next();
    await pass(0.05);
    expect((await next()).decisions).toMatchObject([{ outcome: 'denied', rule: 'trading_paused' }]);
    isAway = false;
    await pass(1);
    expect(pipeline.scheduler.status).toMatchObject({ state: 'running', opensBlockedBy: null });
  });
});
