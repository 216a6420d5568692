import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { DecisionLog } from '../../../src/ports/decision-log.ts';
import type { OrderJournal } from '../../../src/ports/order-journal.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import { aBuy, BTC, type CycleBench, cycleBench, reply } from './builders/cycles.ts';

const CLOSE = reply({ action: 'close', symbol: BTC });
const never = (): Promise<never> => new Promise<never>(() => {});

/** Stores of which the decision log is partly another. */
function storesWith(change: (log: DecisionLog) => Partial<DecisionLog>): Stores {
  const plain = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  return { ...plain, decisions: { ...plain.decisions, ...change(plain.decisions) } };
}

async function holding(bench: CycleBench): Promise<CycleBench> {
  await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
  return bench;
}

/** Runs a cycle while time passes, as long as that takes and a minute at most. */
async function runInTime({ cycle, clock }: CycleBench) {
  const running = cycle.run('interval');
  for (let second = 0; second < 60; second++) await clock.advanceAsync(1_000);
  return running;
}

describe('a close, while a store does not answer', () => {
  it.each(['append', 'judged'] as const)('goes out: %s', async (silent) => {
    const bench = await holding(await cycleBench({ script: [CLOSE], stores: storesWith(() => ({ [silent]: never })) }));
    await runInTime(bench);
    expect(await bench.broker.getPositions()).toEqual([]);
  });

  it('goes out while the cost of the reply cannot be written', async () => {
    const plain = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const stores: Stores = { ...plain, costs: { ...plain.costs, append: never } };
    const bench = await holding(await cycleBench({ script: [CLOSE], stores }));
    await runInTime(bench);
    expect(await bench.broker.getPositions()).toEqual([]);
  });

  it('is written down when the store answers again', async () => {
    let isSilent = true;
    const stores = storesWith((log) => ({
      append: (evaluation) => (isSilent ? never() : log.append(evaluation)),
    }));
    const bench = await holding(await cycleBench({ script: [CLOSE, reply()], stores }));
    const { decisions } = await runInTime(bench);
    isSilent = false;
    await runInTime(bench);
    const row = await stores.decisions.decision(decisions[0]?.decisionId ?? '');
    expect([row?.verdict?.outcome, row?.outcome?.outcome]).toEqual(['accept', 'executed']);
  });
});

describe('an entry, while a store does not answer', () => {
  it('stays at home', async () => {
    const bench = await cycleBench({ script: [reply(aBuy())], stores: storesWith(() => ({ append: never })) });
    const { decisions } = await runInTime(bench);
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'decision_log_unavailable' }]);
  });
});

describe('a journal of orders that does not answer', () => {
  it('keeps no close waiting', async () => {
    let isSilent = false;
    const journal: OrderJournal = {
      append: () => (isSilent ? never() : Promise.resolve()),
      unfinished: () => Promise.resolve([]),
    };
    const bench = await holding(await cycleBench({ script: [CLOSE], journal }));
    isSilent = true;
    await runInTime(bench);
    expect(await bench.broker.getPositions()).toEqual([]);
  });
});

describe('prices that grew old while the decision was written', () => {
  it('open nothing', async () => {
    const benches: CycleBench[] = [];
    const stores = storesWith((log) => ({
      append: async (evaluation) => {
        await benches[0]?.pass(10, { [BTC]: '50900' });
        await log.append(evaluation);
      },
    }));
    const bench = await cycleBench({ script: [reply(aBuy())], stores, options: { storeTimeoutMs: 3_600_000 } });
    benches.push(bench);
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'stale_data' }]);
    expect(await bench.broker.getPositions()).toEqual([]);
  });
});
