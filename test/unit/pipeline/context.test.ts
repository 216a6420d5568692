import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { toMoney } from '../../../src/domain/money.ts';
import { measureRiskLimits } from '../../../src/domain/risk.ts';
import { emptyBars } from '../../../src/indicators/bars.ts';
import { affordableSize } from '../../../src/pipeline/context/affordable-size.ts';
import { DEFAULT_HEALTH_LIMITS, healthOf } from '../../../src/pipeline/context/data-health.ts';
import { EquityWatch, equityRecordOf } from '../../../src/pipeline/context/equity-watch.ts';
import type { ContextMarket } from '../../../src/ports/context-market.ts';
import { anInstrument } from '../../../src/testing/index.ts';
import { aContext } from './builders/contexts.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const HOUR = 3_600_000;

function barsEndingAt(end: number, missing: readonly number[] = []) {
  const opened = Array.from({ length: 10 }, (_, index) => end - (10 - index) * MINUTE).filter(
    (_, index) => !missing.includes(index),
  );
  const bars = emptyBars(MINUTE, opened.length);
  bars.openedAt.set(opened);
  return bars;
}

function quoteAt(at: number) {
  const price = new Decimal('100');
  return { instrument: 'BTC-USDT-SWAP', bid: price, ask: price, last: price, mark: price, at };
}

describe('the health of data', () => {
  it('is fresh with a new quote and new bars', () => {
    expect(healthOf(quoteAt(NOW - 1_000), barsEndingAt(NOW), NOW, DEFAULT_HEALTH_LIMITS)).toEqual({
      status: 'fresh',
      quoteAgeMs: 1_000,
      barAgeMs: 0,
      gaps: 0,
      problems: [],
    });
  });

  it.each([
    ['an old quote', quoteAt(NOW - 61_000), barsEndingAt(NOW), '61 s old'],
    ['no quote', null, barsEndingAt(NOW), 'no quote'],
    ['old bars', quoteAt(NOW), barsEndingAt(NOW - 3 * MINUTE), 'ended 180 s ago'],
    ['no bars', quoteAt(NOW), null, 'no bars'],
    ['an empty row of bars', quoteAt(NOW), emptyBars(MINUTE, 0), 'no bars'],
  ])('is stale with %s', (_name, quote, bars, problem) => {
    const health = healthOf(quote, bars, NOW, DEFAULT_HEALTH_LIMITS);
    expect(health.status).toBe('stale');
    expect(health.problems.join(' ')).toContain(problem);
  });

  it('names missing bars and stays fresh', () => {
    expect(healthOf(quoteAt(NOW), barsEndingAt(NOW, [3, 4]), NOW, DEFAULT_HEALTH_LIMITS)).toMatchObject({
      status: 'fresh',
      gaps: 2,
      problems: ['2 bars are missing.'],
    });
  });
});

describe('an affordable size', () => {
  const instrument = anInstrument();
  const view = {
    instrument,
    price: new Decimal('50000'),
    equity: new Decimal('10000'),
    free: new Decimal('10000'),
    grossNotional: new Decimal('0'),
    heldNotional: new Decimal('0'),
    takerFeeRate: new Decimal('0.0005'),
    limits: measureRiskLimits(),
    leverages: ['1', '3', '10', '20'],
  };
  const most = (changes: Partial<typeof view> = {}) =>
    affordableSize({ ...view, ...changes }).byLeverage.map(({ leverage, maxQuantity }) => [
      leverage.toFixed(),
      maxQuantity.toFixed(),
    ]);

  it('is what half of the equity pays as margin, by leverage, and none above the limit', () => {
    expect(most()).toEqual([
      ['1', '0.1'],
      ['3', '0.3'],
      ['10', '1'],
    ]);
  });

  it('leaves the fees of entry and exit in the account', () => {
    // 1,000 of free margin at 10x: 1000 / (0.1 + 0.001) / 50000 = 0.19801…, on a lot of 0.0001.
    expect(most({ free: new Decimal('1000') })[2]).toEqual(['10', '0.198']);
  });

  it('is what the gross limit leaves beside other positions', () => {
    expect(most({ grossNotional: new Decimal('90000') })[2]).toEqual(['10', '0.2']);
  });

  it.each([
    ['no price', { price: null }],
    ['no equity', { equity: new Decimal('-5') }],
    ['nothing free', { free: new Decimal('0') }],
    ['a position of which the value is not known', { heldNotional: null }],
  ])('is nothing with %s', (_name, changes) => {
    expect(most(changes as Partial<typeof view>).map(([, quantity]) => quantity)).toEqual(['0', '0', '0']);
  });
});

describe('a restart', () => {
  const money = (text: string) => toMoney(new Decimal(text));

  /** As it is stored and read again. */
  function restarted(watch: EquityWatch): EquityWatch {
    const record = equityRecordOf(JSON.parse(JSON.stringify(watch.record())));
    if (record === null) throw new Error('The record was not recognized.');
    return new EquityWatch(record);
  }

  it('does not let a deposit of before hide a loss', () => {
    const watch = new EquityWatch();
    watch.look(NOW, new Decimal('10000'));
    watch.transferred(money('1500'));
    watch.look(NOW + HOUR, new Decimal('10000'));
    expect(
      restarted(watch)
        .look(NOW + 2 * HOUR, new Decimal('10000'))
        .dayLoss.toFixed(),
    ).toBe('1500');
  });

  it('does not make a loss of a withdrawal of before', () => {
    const watch = new EquityWatch();
    watch.look(NOW, new Decimal('10000'));
    watch.transferred(money('-5000'));
    watch.look(NOW + HOUR, new Decimal('5000'));
    const { dayLoss, drawdown24h, drawdownOfDay } = restarted(watch).look(NOW + 2 * HOUR, new Decimal('5000'));
    expect([dayLoss.toFixed(), drawdown24h.toFixed(), drawdownOfDay.toFixed()]).toEqual(['0', '0', '0']);
  });

  it.each([
    ['nothing', null],
    ['a text', 'equity'],
    ['another version', { ...new EquityWatch().record(), version: 2 }],
    ['a sum that is no whole number', { ...new EquityWatch().record(), transferred: '1.5' }],
    ['a mark without its equity', { ...new EquityWatch().record(), day: { day: 1, transferred: '0', marks: [[1]] } }],
  ])('takes %s for no record of its own', (_name, stored) => {
    expect(equityRecordOf(stored)).toBeNull();
  });
});

describe('a pause that was ended by hand', () => {
  it('begins the mark of the day anew, and leaves that of 24 hours', () => {
    const watch = new EquityWatch();
    watch.look(NOW, new Decimal('100'));
    watch.look(NOW + HOUR, new Decimal('90'));
    watch.resumed();
    const { drawdown24h, drawdownOfDay } = watch.look(NOW + 2 * HOUR, new Decimal('90'));
    expect([drawdown24h.toFixed(), drawdownOfDay.toFixed()]).toEqual(['0.1', '0']);
  });
});

describe('the drawdown of 24 hours', () => {
  it('forgets what is older', () => {
    const rolling = new EquityWatch();
    rolling.look(NOW, new Decimal('100'));
    expect(rolling.look(NOW + 23 * HOUR, new Decimal('90')).drawdown24h.toFixed()).toBe('0.1');
    expect(rolling.look(NOW + 25 * HOUR, new Decimal('81')).drawdown24h.toFixed()).toBe('0.1');
  });

  it('goes on after a restart from what was stored', () => {
    const rolling = new EquityWatch([{ at: NOW, equity: 100n * 10n ** 32n }]);
    expect(rolling.look(NOW + HOUR, new Decimal('75')).drawdown24h.toFixed()).toBe('0.25');
  });

  it('stands beside the loss of the UTC day, which begins anew at midnight', () => {
    const watch = new EquityWatch();
    watch.look(NOW, new Decimal('100'));
    watch.look(NOW + 1, new Decimal('110'));
    const today = watch.look(NOW + 2, new Decimal('95'));
    expect([today.dayLoss.toFixed(), today.dayHighWater.toFixed()]).toEqual(['5', '110']);
    const tomorrow = watch.look(NOW + 12 * HOUR, new Decimal('90'));
    expect([tomorrow.dayLoss.toFixed(), tomorrow.dayHighWater.toFixed()]).toEqual(['0', '90']);
  });

  it('is not moved by a withdrawal', () => {
    const rolling = new EquityWatch();
    rolling.look(NOW, new Decimal('100'));
    rolling.transferred(toMoney(new Decimal('-50')));
    expect(rolling.look(NOW + 1, new Decimal('50')).drawdown24h.toFixed()).toBe('0');
  });
});

describe('a context over the simulator', () => {
  it('has every frame, made of the bars that the broker has', async () => {
    const context = await aContext();
    expect(
      context.symbols.map(({ frames }) => frames.map(({ bars }) => [bars.intervalMs, bars.openedAt.length])),
    ).toEqual(
      Array(2).fill([
        [300_000, 200],
        [3_600_000, 58],
        [14_400_000, 14],
      ]),
    );
  });

  it('shows no bar that had not closed', async () => {
    const { symbols, at } = await aContext();
    for (const { bars } of symbols.flatMap(({ frames }) => frames)) {
      expect(bars.openedAt.at(-1)! + bars.intervalMs).toBeLessThanOrEqual(at);
    }
  });

  it('shows conditional orders, positions and their protection', async () => {
    const { account } = await aContext({
      before: (broker) =>
        broker.placeOrder({
          instrument: 'BTC-USDT-SWAP',
          side: 'buy',
          quantity: '0.05',
          pricing: { type: 'market' },
          protection: { stopLoss: { trigger: { price: '50000' } } },
        }),
    });
    expect(account.positions.map(({ protection }) => protection.status)).toEqual(['verified']);
    expect(account.openOrders.map(({ type }) => type)).toEqual(['stop_market']);
    expect(account.exposure[0]?.asset).toBe('BTC');
    expect(account.maintenanceRatio?.gt(0)).toBe(true);
  });

  it('says of one symbol what could not be read, and leaves the others as they are', async () => {
    const failing = (market: ContextMarket): ContextMarket => ({
      ...market,
      getQuote: async (id) => {
        if (id === 'ETH-USDT-SWAP') throw new Error('the line is down');
        return market.getQuote(id);
      },
    });
    const { brokerMarket } = await import('../../../src/pipeline/context/broker-market.ts');
    let market: ContextMarket | null = null;
    const context = await aContext({
      before: async (broker) => {
        market = failing(brokerMarket(broker));
      },
      options: {
        market: {
          getQuote: (id) => market!.getQuote(id),
          getBars: (id, intervalMs, count) => market!.getBars(id, intervalMs, count),
        },
      },
    });
    expect(context.symbols.map(({ health }) => health.status)).toEqual(['fresh', 'stale']);
    expect(context.symbols[1]?.health.problems).toContain('The quote could not be read: the line is down');
  });

  it('throws when the account cannot be read', async () => {
    const account = new Proxy({} as never, {
      get: () => async () => {
        throw new Error('no account');
      },
    });
    await expect(aContext({ options: { account } })).rejects.toThrow('no account');
  });

  it('goes on without a past that cannot be read, and says why', async () => {
    const memory = { recall: () => Promise.reject(new Error('the store is away')) };
    expect(await aContext({ options: { memory } })).toMatchObject({ memoryProblem: 'the store is away' });
  });
});
