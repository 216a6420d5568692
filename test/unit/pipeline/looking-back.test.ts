import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { Feedback } from '../../../src/pipeline/feedback/feedback.ts';
import type { CostMeter } from '../../../src/ports/cost-meter.ts';
import type { ModelCost } from '../../../src/ports/model-cost-store.ts';
import { aBuy, BTC, cycleBench, ETH, reply } from './builders/cycles.ts';

const CLOSE = { action: 'close', symbol: BTC, confidence: 0.1 };

/** Trades that were opened and closed one after the other, looked back at by one feedback after each and by another at the end. */
async function tradesOf(count: number) {
  const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const lookedUp: string[] = [];
  const { decisions } = stores;
  const counting = {
    ...stores,
    decisions: {
      ...decisions,
      decision: (id: string) => {
        lookedUp.push(id);
        return decisions.decision(id);
      },
    },
  };
  const script = Array.from({ length: count }, () => [reply(aBuy({ size: 0.01 })), reply(CLOSE)]).flat();
  const { cycle, pass, clock } = await cycleBench({ script, stores, options: { memory: null } });
  const options = { now: () => clock.now(), minConfidence: new Decimal('0.6') };
  const following = new Feedback({ ...options, stores: counting });
  for (let trade = 0; trade < count; trade++) {
    await cycle.run('manual');
    await pass(1);
    await cycle.run('manual');
    await pass(1);
    await following.look();
  }
  const fresh = new Feedback({ ...options, stores });
  await fresh.look();
  return { following, fresh, lookedUp };
}

describe('looking back after each trade', () => {
  it('finds the same as looking back once at the end, over more than a page', async () => {
    const { following, fresh } = await tradesOf(23);
    expect(following.last).toMatchObject({ trades: 23 });
    expect(following.last?.calibration).toEqual(fresh.last?.calibration);
  });

  it('looks up the decision of each trade once', async () => {
    const { lookedUp } = await tradesOf(4);
    expect(lookedUp).toHaveLength(4);
    expect(new Set(lookedUp).size).toBe(4);
  });
});

describe('the alarm for confidence at the threshold', () => {
  const WEAK = reply(
    aBuy({ confidence: 0.6, size: 0.001 }),
    aBuy({ symbol: ETH, confidence: 0.6, size: 0.001, stop: 2_900, target: 3_300 }),
  );

  it('rings before any position was closed', async () => {
    const bench = await cycleBench({ script: () => WEAK });
    const alarms: number[] = [];
    for (let cycle = 1; cycle <= 12; cycle++) {
      const { notes } = await bench.cycle.run('interval');
      if (notes.some((note) => note.includes('made to pass'))) alarms.push(cycle);
      await bench.pass(1);
    }
    expect(alarms).toEqual([10, 11, 12]);
  });

  it('rings at once after a restart', async () => {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const before = await cycleBench({ script: () => WEAK, stores });
    for (let cycle = 0; cycle < 10; cycle++) {
      await before.cycle.run('interval');
      await before.pass(1);
    }
    const after = await cycleBench({ script: [reply()], stores });
    expect((await after.cycle.run('interval')).notes).toContainEqual(expect.stringContaining('20 of the last 20'));
  });
});

describe('what the next prompt is told', () => {
  it('holds a refusal with its figures, however many decisions stood beside it', async () => {
    const holds = Array.from({ length: 13 }, () => ({ action: 'hold', symbol: ETH }));
    const bench = await cycleBench({ script: [reply(aBuy({ stop: 51_000 }), ...holds), reply()] });
    await bench.cycle.run('interval');
    await bench.pass(1);
    await bench.cycle.run('interval');
    const prompt = String(bench.model.requests[1]?.messages[1]?.content);
    const line = /buy BTC-USDT-SWAP: denied\..*/.exec(prompt)?.[0] ?? 'none';
    expect(line).toMatch(/51000/);
  });
});

describe('what a decision cost', () => {
  it('is its share of the answer, and is kept with it', async () => {
    const call: Omit<ModelCost, 'costUsd'> = {
      costId: 'a',
      at: 0,
      provider: 'scripted',
      model: 'scripted',
      evaluationId: null,
      usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 },
    };
    const costs: CostMeter = {
      charge: () => ({ ...call, costUsd: '0.003' }),
      budget: () => ({ opens: 'allowed' }),
    };
    const bench = await cycleBench({
      script: [reply(aBuy(), { action: 'hold', symbol: ETH })],
      options: { costs },
    });
    await bench.cycle.run('interval');
    const { items } = await bench.stores.decisions.list();
    expect(items.map(({ costUsd }) => costUsd)).toEqual(['0.0015', '0.0015']);
  });
});
