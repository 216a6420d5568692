import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { StoredPortfolio } from '../../../src/domain/stored-portfolio.ts';
import { riskGuard } from '../../../src/interceptors/risk-guard.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { EquityWatch } from '../../../src/pipeline/context/equity-watch.ts';
import { aBuy, BTC, cycleBench, ETH, reply } from './builders/cycles.ts';

const SCOPE = { portfolioId: 'simulation', runtimeMode: 'simulator' } as const;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A snapshot of an account of 10,000 and the instant at which it was taken. */
async function aSnapshot(): Promise<{ readonly snapshot: StoredPortfolio; readonly now: number }> {
  const stores = memoryStores(SCOPE);
  const bench = await cycleBench({ script: [reply()], stores });
  await bench.cycle.run('interval');
  const snapshot = await stores.portfolio.latest();
  if (snapshot === null) throw new Error('no snapshot');
  return { snapshot, now: bench.clock.now() };
}

function promptOf(bench: Awaited<ReturnType<typeof cycleBench>>): string {
  return String(bench.model.requests.at(-1)?.messages[1]?.content);
}

describe('the standing of an account', () => {
  it('of the day is not forgotten by a clock that goes back over midnight and on again', () => {
    const watch = new EquityWatch();
    watch.look(DAY, new Decimal('10000'));
    watch.look(DAY - 1, new Decimal('9000'));
    const { dayLoss, dayHighWater } = watch.look(DAY + 1, new Decimal('9000'));
    expect([dayLoss.toFixed(), dayHighWater.toFixed()]).toEqual(['1000', '10000']);
  });
});

describe('the drawdown in the prompt', () => {
  it('is known after a restart of an account that was written every minute of a day', async () => {
    const { snapshot, now } = await aSnapshot();
    const stores = memoryStores(SCOPE);
    for (let back = 1_300; back >= 1; back--) {
      await stores.portfolio.snapshot({
        ...snapshot,
        at: now - back * MINUTE,
        equity: back === 60 ? '12000' : '10000',
      });
    }
    const bench = await cycleBench({ script: [reply()], stores });
    await bench.cycle.run('interval');
    expect(promptOf(bench)).toContain('drawdown of 24 h 16.67 %');
  });

  it('goes on from the record of the run before, which knows of transfers', async () => {
    const stores = memoryStores(SCOPE);
    const before = await cycleBench({ script: [reply()], stores });
    await before.cycle.run('interval');
    const watch = new EquityWatch();
    watch.look(before.clock.now() - 60 * MINUTE, new Decimal('12500'));
    await stores.state.save('pipeline.equity', watch.record());
    const bench = await cycleBench({ script: [reply()], stores });
    await bench.cycle.run('interval');
    expect(promptOf(bench)).toContain('drawdown of 24 h 20.00 %');
  });

  it('is told for the window that the limit is held against as well', async () => {
    const { snapshot, now } = await aSnapshot();
    const stores = memoryStores(SCOPE);
    const midnight = Math.floor(now / DAY) * DAY;
    await stores.portfolio.snapshot({ ...snapshot, at: midnight - 60 * MINUTE, equity: '12000' });
    const bench = await cycleBench({ script: [reply(aBuy())], stores });
    const { decisions } = await bench.cycle.run('interval');
    expect(promptOf(bench)).toContain(
      "drawdown of 24 h 16.67 %, of the UTC day 0.00 %; opening pauses for the day when the day's reaches 5.00 %",
    );
    expect(decisions[0]?.outcome).toBe('executed');
  });
});

describe('the largest entry in the prompt', () => {
  it('is one that the judge accepts while the symbol is held', async () => {
    const most = (bench: Awaited<ReturnType<typeof cycleBench>>): number =>
      Number(/BTC-USDT-SWAP: minimum .*?5x ([\d.]+)/.exec(promptOf(bench))?.[1]);
    const bench = await cycleBench({
      script: (_request, index) =>
        index === 0
          ? reply(aBuy({ size: 0.4, leverage: 5 }))
          : reply({ ...aBuy({ leverage: 5 }), size: undefined, quantity: most(bench) }),
    });
    await bench.cycle.run('interval');
    await bench.pass(1);
    const { decisions } = await bench.cycle.run('interval');
    expect(most(bench)).toBeGreaterThan(0);
    expect(decisions).toMatchObject([{ outcome: 'executed', rule: null }]);
  });
});

describe('an operator who resumes after the drawdown limit', () => {
  it('is heard by the judge, too', async () => {
    const guard = riskGuard({ mode: 'enforce' });
    const buy = aBuy({ symbol: ETH, stop: 2_900, target: 3_300, size: 0.05 });
    const bench = await cycleBench({
      script: [reply(), reply(buy), reply({ ...buy, size: 0.06 })],
      riskGuard: guard,
    });
    await bench.cycle.run('manual');
    await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.2', pricing: { type: 'market' } });
    await bench.pass(1, { [BTC]: '46500' });
    const first = await bench.cycle.run('manual');
    guard.resume('An operator has looked.');
    await bench.pass(1);
    const second = await bench.cycle.run('manual');
    expect([first.decisions, second.decisions]).toMatchObject([
      [{ outcome: 'denied', rule: 'drawdown_limit' }],
      [{ outcome: 'executed' }],
    ]);
  });
});
