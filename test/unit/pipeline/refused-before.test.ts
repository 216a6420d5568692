import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { TradingCycle } from '../../../src/pipeline/cycle/trading-cycle.ts';
import type { BudgetState, CostMeter } from '../../../src/ports/cost-meter.ts';
import { aBuy, BTC, cycleBench, reply } from './builders/cycles.ts';

/** A stop above the price of a buy: wrong for as long as the price stays there. */
const WRONG = reply(aBuy({ stop: 51_000 }));

/** A meter that counts nothing, and says of the budget what it is told to. */
function aMeter(budget: () => BudgetState): CostMeter {
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  return {
    budget,
    charge: ({ reply: { sentAt: at }, ...call }) => {
      const { provider, model, evaluationId } = call;
      return { costId: crypto.randomUUID(), at, provider, model, evaluationId, usage, costUsd: '0' };
    },
  };
}

describe('the same proposal, when what held it back is over', () => {
  it('opens after the budget of the day', async () => {
    let state: BudgetState = { opens: 'paused', reason: 'spent', message: 'Spent.', figures: {} };
    const { cycle, pass } = await cycleBench({
      script: [reply(aBuy()), reply(aBuy())],
      options: { costs: aMeter(() => state) },
    });
    expect((await cycle.run('interval')).decisions).toMatchObject([{ outcome: 'denied', rule: 'model_budget' }]);
    state = { opens: 'allowed' };
    await pass(1);
    expect((await cycle.run('interval')).decisions).toMatchObject([{ outcome: 'executed' }]);
  });

  it('opens after an outage of the stores', async () => {
    let allowed = false;
    const scope = { portfolioId: 'simulation', runtimeMode: 'simulator' } as const;
    const stores = Object.assign(memoryStores(scope), { opensAllowed: () => allowed });
    const { cycle, pass } = await cycleBench({ script: [reply(aBuy()), reply(aBuy())], stores });
    expect((await cycle.run('interval')).decisions).toMatchObject([{ rule: 'stores_unavailable' }]);
    allowed = true;
    await pass(1);
    expect((await cycle.run('interval')).decisions).toMatchObject([{ outcome: 'executed' }]);
  });

  it('opens when the price has come to the right side of its stop', async () => {
    const wanted = reply(aBuy({ stop: 49_000, target: 53_000 }));
    const { cycle, pass } = await cycleBench({ script: [wanted, wanted] });
    await pass(1, { [BTC]: '48900' });
    expect((await cycle.run('interval')).decisions).toMatchObject([{ outcome: 'denied', rule: 'stop_side' }]);
    await pass(1, { [BTC]: '50000' });
    expect((await cycle.run('interval')).decisions).toMatchObject([{ outcome: 'executed' }]);
  });

  it('is not held back by having been a repetition', async () => {
    const wanted = reply(aBuy({ stop: 49_000, target: 53_000 }));
    const { cycle, pass } = await cycleBench({ script: [wanted, wanted, wanted] });
    await pass(1, { [BTC]: '48900' });
    await cycle.run('interval');
    expect((await cycle.run('interval')).decisions).toMatchObject([{ rule: 'repeated_refusal' }]);
    await pass(1, { [BTC]: '50000' });
    expect((await cycle.run('interval')).decisions).toMatchObject([{ outcome: 'executed' }]);
  });
});

describe('what was just refused and is still wrong', () => {
  it('is a repetition after a cycle in which the model said nothing', async () => {
    const { cycle } = await cycleBench({ script: [WRONG, '', '', WRONG] });
    await cycle.run('interval');
    await cycle.run('interval');
    expect((await cycle.run('interval')).decisions).toMatchObject([{ rule: 'repeated_refusal' }]);
  });

  it('is a repetition after a restart', async () => {
    const { cycle, broker, model, stores, clock, pass } = await cycleBench({ script: [WRONG, WRONG] });
    await cycle.run('interval');
    await cycle.stop();
    await pass(1);
    const next = new TradingCycle({
      ...{ broker, model, stores, clock, symbols: [BTC], uuid: () => crypto.randomUUID() },
      ...{ frames: [60_000, 300_000], health: { maxBarsLate: 3 } },
    });
    expect((await next.run('interval')).decisions).toMatchObject([{ outcome: 'denied', rule: 'repeated_refusal' }]);
  });
});
