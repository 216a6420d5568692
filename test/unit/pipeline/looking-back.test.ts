import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { Feedback } from '../../../src/pipeline/feedback/feedback.ts';
import { aBuy, BTC, cycleBench, reply } from './builders/cycles.ts';

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
    expect(following.last?.alarm).toEqual(fresh.last?.alarm);
  });

  it('looks up the decision of each trade once', async () => {
    const { lookedUp } = await tradesOf(4);
    expect(lookedUp).toHaveLength(4);
    expect(new Set(lookedUp).size).toBe(4);
  });
});
