import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PersistenceError } from '../../../src/errors/index.ts';
import { durableStores } from '../../../src/persistence/durable-stores.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { SpoolFile } from '../../../src/persistence/spool-file.ts';
import { DecisionWriter } from '../../../src/pipeline/record/decision-writer.ts';
import { anEvaluation, anOutcome, uuid } from '../../../src/testing/contract-stores/records.ts';
import { countingIds } from '../../../src/testing/counting-ids.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { FlakyStores } from '../persistence/flaky-stores.ts';
import { aBuy, BTC, cycleBench, ETH, reply } from './builders/cycles.ts';

const CLOSE = { action: 'close', symbol: BTC, confidence: 0.1 };
const BUY_ETH = aBuy({ symbol: ETH, stop: 2_900, target: 3_300 });

describe('a cycle while neither the database nor the disk can be written', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'brokerkit-trouble-'));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['halt_opens', 'continue'] as const)(
    'closes, opens nothing (%s), and has written all of it when they are back',
    async (onStoreFailure) => {
      const database = new FlakyStores();
      const clock = new FakeClock();
      const ids = countingIds('spool');
      const stores = await durableStores({ primary: database.stores, spoolFolder: folder, clock, ids, onStoreFailure });
      const { cycle, broker } = await cycleBench({
        script: [reply(aBuy()), reply(CLOSE, BUY_ETH), reply()],
        stores,
        journal: stores.journal,
      });
      await cycle.run('manual');
      database.mood = 'down';
      const disk = vi.spyOn(SpoolFile.prototype, 'append').mockRejectedValue(new Error('The disk is full.'));
      const { decisions } = await cycle.run('manual');
      expect(decisions.map(({ action, outcome }) => [action, outcome])).toEqual([
        ['close', 'executed'],
        ['buy', 'denied'],
      ]);
      expect(await broker.getPositions()).toEqual([]);
      disk.mockRestore();
      database.mood = 'up';
      await clock.advanceAsync(60_000);
      await cycle.run('manual');
      await cycle.stop();
      const rows = await Promise.all(decisions.map(({ decisionId }) => stores.decisions.decision(decisionId)));
      expect(rows.map((row) => row?.outcome?.outcome)).toEqual(['executed', 'denied']);
      await broker.close();
      expect((await stores.journal.unfinished()).filter(({ hasEnded }) => !hasEnded)).toEqual([]);
      const { items } = await stores.executions.listFills();
      expect(items.map(({ decisionId }) => decisionId)).toContain(decisions[0]?.decisionId);
      await stores.close();
    },
  );
});

describe('an entry that may open no longer when its leverage is set', () => {
  it('is held back before its order', async () => {
    let reason: string | null = null;
    const { cycle, broker } = await cycleBench({
      script: [reply(aBuy())],
      options: { opensBlockedBy: () => reason },
      broker: (inner) =>
        new Proxy(inner, {
          get(target, key) {
            if (key === 'setLeverage') reason = 'the lock was lost';
            const value: unknown = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    expect((await cycle.run('manual')).decisions).toMatchObject([{ outcome: 'denied', rule: 'trading_paused' }]);
    expect(await broker.getOrderHistory()).toEqual([]);
  });
});

describe('a limit of the broker that the judge does not share', () => {
  const limits = { maxLeverage: '50', maxPositionMarginFraction: '1', maxGrossNotionalMultiple: '50' };

  it.each([
    ['an order', { size: 0.7, leverage: 1 }, 'position_margin_limit'],
    ['a leverage', { size: 0.01, leverage: 40 }, 'leverage_limit'],
  ])('is in the risk journal once when it has stopped %s', async (_what, change, rule) => {
    const { cycle, stores } = await cycleBench({ script: [reply(aBuy(change))], options: { risk: { limits } } });
    const [decision] = (await cycle.run('manual')).decisions;
    expect(decision).toMatchObject({ outcome: 'denied', rule });
    const items = (await stores.risk.list()).items.filter((breach) => breach.rule !== 'stated_risk');
    expect(items).toMatchObject([{ kind: 'breach', rule, isBlocked: true, decisionId: decision?.decisionId }]);
  });

  it('is in the risk journal when an order of another hand has met it', async () => {
    const { cycle, broker, stores } = await cycleBench({ script: [reply()] });
    await cycle.start();
    const { clientOrderId } = await broker.placeOrder({
      instrument: BTC,
      side: 'buy',
      quantity: '2',
      pricing: { type: 'market' },
    });
    await cycle.run('manual');
    expect((await stores.risk.list()).items).toMatchObject([{ kind: 'breach', clientOrderId, decisionId: null }]);
  });
});

describe("a host's model that throws an error of its own", () => {
  it('is a model that failed, and is written down', async () => {
    const { cycle, stores } = await cycleBench({
      script: () => {
        throw new TypeError('fetch failed');
      },
    });
    const report = await cycle.run('interval');
    expect([report.status, report.problem]).toEqual(['model_failed', 'no_answer: The model failed: fetch failed']);
    expect((await stores.decisions.evaluation(report.evaluationId))?.abstained?.reason).toBe('no_answer');
  });
});

describe('a start that failed once', () => {
  it('takes in later what the last run left unwritten', async () => {
    let fails = true;
    const { cycle, broker, stores } = await cycleBench({
      script: [reply()],
      broker: (inner) =>
        new Proxy(inner, {
          get(target, key) {
            const value: unknown = Reflect.get(target, key, target);
            if (key === 'getFills' && fails) return () => Promise.reject(new Error('away'));
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    await broker.placeOrder({ instrument: ETH, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
    expect((await cycle.run('interval')).status).toBe('failed');
    fails = false;
    expect((await cycle.run('interval')).status).toBe('completed');
    expect((await stores.executions.listFills()).items).toHaveLength(1);
  });
});

describe('an item of a reply of which neither symbol nor action can be told', () => {
  it('is told in the report and kept with the evaluation', async () => {
    const { cycle, stores } = await cycleBench({ script: [reply({ action: 'moon', symbol: 'DOGE' }, BUY_ETH)] });
    const { evaluationId, decisions, notes } = await cycle.run('manual');
    expect(decisions).toMatchObject([{ outcome: 'executed' }]);
    expect(notes).toEqual([expect.stringContaining('An item of the reply is no decision')]);
    const logged = await stores.decisions.evaluation(evaluationId);
    expect(JSON.stringify(logged?.repairs)).toContain('DOGE');
  });
});

describe('a record that the decision log can never take', () => {
  it('is left out, told, and nothing waits behind it', async () => {
    const { decisions } = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const invalid = new PersistenceError('It is no record.', { code: 'store/invalid_record' });
    const writer = new DecisionWriter({
      ...decisions,
      append: (value) => (value.evaluationId === uuid(1_000_001) ? Promise.reject(invalid) : decisions.append(value)),
    });
    expect(await writer.append(anEvaluation(1))).toBe('It is no record.');
    expect(await writer.append(anEvaluation(2))).toBeNull();
    expect(await writer.settled([anOutcome(2)])).toBeNull();
    expect(writer.waiting).toBe(0);
  });
});

describe('a fill that the store can never take', () => {
  it('is left out, and the account is written all the same', async () => {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const conflict = new PersistenceError('It was another fill.', { code: 'store/conflict' });
    const { fills } = stores.executions;
    Object.assign(stores.executions, {
      fills: (rows: Parameters<typeof fills>[0]) =>
        rows.some(({ instrument }) => instrument === BTC)
          ? Promise.reject(conflict)
          : fills.call(stores.executions, rows),
    });
    const { cycle } = await cycleBench({ script: [reply(aBuy(), BUY_ETH)], stores });
    expect((await cycle.run('manual')).notes).toEqual([]);
    expect((await stores.executions.listFills()).items).toMatchObject([{ instrument: ETH }]);
    expect((await stores.portfolio.latest())?.positions).toHaveLength(2);
  });
});
