import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { TradingCycleOptions } from '../../../src/pipeline/cycle/trading-cycle-options.ts';
import { BTC, type CycleBench, cycleBench, reply } from './builders/cycles.ts';

/** A sale of so much, without stop and target. */
function aSale(quantity: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  return { action: 'sell', symbol: BTC, quantity, leverage: 3, confidence: 0.9, ...change };
}

/** Holds 0.1 BTC, which the sale is about. */
async function holding(sale: Record<string, unknown>, options: Partial<TradingCycleOptions> = {}): Promise<CycleBench> {
  const bench = await cycleBench({ script: [reply(sale), reply()], options });
  await bench.broker.setLeverage({ instrument: BTC, marginMode: 'cross' }, '2');
  await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
  return bench;
}

async function heldBy({ broker }: CycleBench): Promise<readonly string[]> {
  return (await broker.getPositions()).map(
    ({ side, quantity, leverage }) => `${side} ${quantity.toFixed()} at ${leverage.toFixed()}x`,
  );
}

describe('an order that only reduces', () => {
  it.each<readonly [string, Record<string, unknown>, Partial<TradingCycleOptions>]>([
    ['while opening is paused', {}, { opensBlockedBy: () => 'lunch' }],
    ['without confidence', { confidence: 0.1 }, {}],
    ['without the stop that entries need', {}, { judging: { stop: 'required' } }],
    [
      'without the reward over risk that entries need',
      { stop: 50_500, target: 49_900 },
      { judging: { minRewardToRisk: new Decimal(2) } },
    ],
  ])('goes out %s', async (_name, change, options) => {
    const bench = await holding(aSale(0.05, change), options);
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([{ outcome: 'executed', rule: null }]);
  });

  it('goes out while the data is stale, as the prompt says', async () => {
    const bench = await holding(aSale(0.05));
    await bench.clock.advanceAsync(120_000);
    const { decisions, notes } = await bench.cycle.run('interval');
    expect(String(bench.model.requests[0]?.messages[1]?.content)).toContain('STALE: reduce or close only');
    expect(decisions).toMatchObject([{ outcome: 'executed', rule: null }]);
    expect(notes).toContain(`${BTC} could only be reduced: The quote is 120 s old; 60 s is allowed.`);
  });

  it('leaves the leverage of what stays, and can never open', async () => {
    const bench = await holding(aSale(0.05));
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions[0]?.orders.map(({ effect }) => effect)).toEqual(['reduce_only']);
    expect(await heldBy(bench)).toEqual(['long 0.05 at 2x']);
  });
});

describe('an order that only reduces and names a stop and a target', () => {
  const protectedSale = aSale(0.05, { stop: 52_000, target: 45_000 });

  it('is a reduction all the same: it goes out while opening is paused, without them', async () => {
    const bench = await holding(protectedSale, { opensBlockedBy: () => 'lunch' });
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([{ outcome: 'executed', orders: [{ effect: 'reduce_only', protection: null }] }]);
    expect(await heldBy(bench)).toEqual(['long 0.05 at 2x']);
  });

  it('is told that they protect nothing', async () => {
    const bench = await holding(protectedSale);
    const [decision] = (await bench.cycle.run('interval')).decisions;
    expect(decision?.verdict?.findings.find(({ rule }) => rule === 'reduces_only')).toMatchObject({
      effect: 'flag',
      figures: { stop: '52000', target: '45000' },
    });
  });
});

describe('an order that only reduces and rests', () => {
  it('is told to be done when it has filled', async () => {
    const bench = await holding(aSale(0.05, { limit: 50_500 }));
    const [decision] = (await bench.cycle.run('interval')).decisions;
    await bench.pass(1, { [BTC]: '50600' });
    await bench.cycle.run('interval');
    const row = await bench.stores.decisions.decision(decision?.decisionId ?? '');
    expect([decision?.outcome, row?.outcome?.outcome]).toEqual(['unresolved', 'executed']);
  });
});

describe('an order that turns the position', () => {
  it('is an opening: it does not go out while opening is paused', async () => {
    const bench = await holding(aSale(0.15), { opensBlockedBy: () => 'lunch' });
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'trading_paused' }]);
    expect(await heldBy(bench)).toEqual(['long 0.1 at 2x']);
  });
});
