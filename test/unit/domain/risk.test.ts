import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountState } from '../../../src/domain/account-state.ts';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { type ExposingOrder, type ExposureView, measureExposure } from '../../../src/domain/exposure.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { type Money, toMoney } from '../../../src/domain/money.ts';
import { SIDES } from '../../../src/domain/order-intent.ts';
import {
  checkDailyLoss,
  checkDrawdown,
  checkLeverage,
  checkOrderExposure,
  measureRiskLimits,
  type OrderExposure,
} from '../../../src/domain/risk.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

const SWAP = anInstrument();
const ETH = anInstrument({ id: 'ETH-USDT-SWAP', baseCurrency: 'ETH', lotSize: '0.001', tickSize: '0.01' });
const SPOT = anInstrument({ type: 'spot' });
const LIMITS = measureRiskLimits();
const money = (amount: string): Money => toMoney(toDecimal(amount));

/** Equity 10,000, leverage 3, one lot worth 5: 3,000 lots bind the 5,000 that are allowed. */
function anExposure(change: Partial<OrderExposure> = {}): OrderExposure {
  return {
    instrument: SWAP,
    side: 'buy',
    lots: 1,
    committedLots: 0,
    lotValue: money('5'),
    leverage: 300,
    otherNotional: 0n,
    equity: money('10000'),
    ...change,
  };
}

describe('the limits', () => {
  it('have the documented defaults', () => {
    expect(LIMITS).toEqual({
      positionMarginPpm: 500_000n,
      leverage: 1000,
      grossNotionalPpm: 10_000_000n,
      dailyLoss: money('1000'),
      drawdownPpm: 50_000,
    });
  });

  it('are cut, never rounded up', () => {
    const limits = measureRiskLimits({ maxPositionMarginFraction: '0.3333339', maxLeverage: '2.999' });
    expect([limits.positionMarginPpm, limits.leverage]).toEqual([333_333n, 299]);
  });

  it.each([
    ['maxPositionMarginFraction', '0'],
    ['maxLeverage', '-1'],
    ['maxGrossNotionalMultiple', '0.0000001'],
    ['maxDailyLoss', '0'],
    ['maxDrawdownFraction', '-0.05'],
  ] as const)('refuse %s of %s', (name, value) => {
    expect(() => measureRiskLimits({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config/invalid', details: { path: `risk.limits.${name}` } }),
    );
  });
});

describe('an order', () => {
  it.each<[string, Partial<OrderExposure>, string | null, number | null]>([
    ['at the margin limit', { lots: 3000 }, null, null],
    ['one lot above it', { lots: 3001 }, 'position_margin_limit', 3000],
    ['above it with a position', { lots: 1001, committedLots: 2000 }, 'position_margin_limit', 1000],
    ['where nothing is left', { lots: 1, committedLots: 3000 }, 'position_margin_limit', null],
    ['that turns a position around', { lots: 4000, committedLots: -500 }, 'position_margin_limit', 3500],
    ['that only reduces', { lots: 500, committedLots: -500, equity: money('-1') }, null, null],
    ['without equity', { lots: 1, equity: 0n }, 'position_margin_limit', null],
    ['with debts', { lots: 1, equity: money('-5') }, 'position_margin_limit', null],
    ['with too much leverage', { leverage: 1001 }, 'leverage_limit', null],
    ['at ten times equity in all', { lots: 2000, otherNotional: money('90000') }, null, null],
    ['above ten times equity in all', { lots: 2001, otherNotional: money('90000') }, 'gross_notional_limit', 2000],
    [
      'in an account that is above it already',
      { lots: 1, otherNotional: money('100001') },
      'gross_notional_limit',
      null,
    ],
    [
      'above both limits is offered what keeps both',
      { lots: 4000, otherNotional: money('90000') },
      'position_margin_limit',
      2000,
    ],
  ])('%s', (_what, change, code, allowed) => {
    const verdict = checkOrderExposure(LIMITS, anExposure(change));
    expect([verdict?.code ?? null, verdict?.allowedLots ?? null]).toEqual([code, allowed]);
  });

  const exposures = fc.record({
    lots: fc.integer({ min: 1, max: 2 ** 45 }),
    committedLots: fc.integer({ min: -(10 ** 6), max: 10 ** 6 }),
    lotValue: fc.bigInt({ min: 1n, max: 10n ** 40n }),
    leverage: fc.integer({ min: 100, max: 1000 }),
    otherNotional: fc.bigInt({ min: 0n, max: 10n ** 42n }),
    equity: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 41n }),
  });

  it('that is offered as the nearest really passes, and one lot more does not', () => {
    fc.assert(
      fc.property(exposures, (exposure) => {
        const verdict = checkOrderExposure(LIMITS, anExposure(exposure));
        fc.pre(verdict !== null && verdict.allowedLots !== null);
        const with_ = (lots: number) => checkOrderExposure(LIMITS, anExposure({ ...exposure, lots }));
        expect(with_(verdict.allowedLots)).toBeNull();
        expect(with_(verdict.allowedLots + 1)).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('that passes keeps margin and notional below their limits exactly: rounding never raises risk', () => {
    fc.assert(
      fc.property(exposures, (exposure) => {
        fc.pre(checkOrderExposure(LIMITS, anExposure(exposure)) === null);
        const resulting = exposure.committedLots + exposure.lots;
        fc.pre(resulting > 0);
        const value = BigInt(resulting) * exposure.lotValue;
        expect(value * 100n * 1_000_000n <= exposure.equity * 500_000n * BigInt(exposure.leverage)).toBe(true);
        expect(exposure.otherNotional + value <= exposure.equity * 10n).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the limits of the day', () => {
  it.each([
    ['below the loss limit', '999.99999999', null],
    ['at the loss limit', '1000', 'daily_loss_limit'],
    ['with a gain', '-5000', null],
  ])('judge an account %s', (_what, loss, code) => {
    expect(checkDailyLoss(LIMITS, money(loss))?.code ?? null).toBe(code);
  });

  it.each([
    ['above the drawdown limit', '9500.00000001', null],
    ['at the drawdown limit', '9500', 'drawdown_limit'],
    ['at its highest', '10000', null],
    ['without any equity', '0', 'drawdown_limit'],
  ])('judge an account that is %s', (_what, equity, code) => {
    expect(checkDrawdown(LIMITS, money('10000'), money(equity))?.code ?? null).toBe(code);
  });

  it.each([
    ['at the limit', 1000, null],
    ['above it', 1001, 'leverage_limit'],
  ])('judge a leverage %s', (_what, leverage, code) => {
    expect(checkLeverage(LIMITS, leverage)?.code ?? null).toBe(code);
  });
});

function aView(
  prices: Readonly<Record<string, string>> = { 'BTC-USDT-SWAP': '50000', 'ETH-USDT-SWAP': '3000', 'BTC-USDT': '50000' },
) {
  const account = new AccountState({ defaultLeverage: 300 });
  const view: ExposureView = {
    account,
    equity: money('10000'),
    marks: (instrument) => {
      const price = prices[instrument.id];
      return price === undefined ? null : instrument.marks(price);
    },
  };
  return view;
}

function ordered(change: Partial<ExposingOrder> = {}): ExposingOrder {
  return { instrument: SWAP, marginMode: 'cross', side: 'buy', effect: 'open', lots: 10, ticks: null, ...change };
}

function held(view: ExposureView, instrument: Instrument, lots: number): void {
  const marginMode = instrument.type === 'spot' ? 'cash' : 'cross';
  const side = lots > 0 ? 'buy' : 'sell';
  view.account.applyExecution({ instrument, marginMode, side, lots: Math.abs(lots), ticks: 500_000, feeMoney: 0n });
}

describe('the exposure of an order', () => {
  it.each<[string, number, readonly Partial<ExposingOrder>[], Partial<ExposingOrder>, number]>([
    ['a buy into nothing', 0, [], {}, 0],
    ['a buy into a long', 7, [], {}, 7],
    ['a buy into a short', -7, [], {}, -7],
    ['a sell into a long', 7, [], { side: 'sell' }, -7],
    ['a sell into a short', -7, [], { side: 'sell' }, 7],
    ['a buy beside other buys', 7, [{ lots: 3 }, { lots: 2 }], {}, 12],
    ['a buy beside sells', 7, [{ lots: 3, side: 'sell' }], {}, 7],
    ['a buy beside what only reduces', -7, [{ lots: 3, effect: 'reduce_only' }], {}, -7],
    ['a buy beside orders of the isolated position', 0, [{ lots: 3, marginMode: 'isolated' }], {}, 0],
    ['a buy beside an order that is done', 0, [{ lots: 0 }], {}, 0],
  ])('counts what is committed for %s', (_what, position, others, change, committed) => {
    const view = aView();
    if (position !== 0) held(view, SWAP, position);
    expect(measureExposure(ordered(change), others.map(ordered), view)?.committedLots).toBe(committed);
  });

  it('takes the highest of mark and limits as the price', () => {
    const values = [null, 400_000, 600_000].map(
      (ticks) => measureExposure(ordered({ ticks }), [ordered({ ticks: 550_000 })], aView())?.lotValue,
    );
    expect(values).toEqual(['5.5', '5.5', '6'].map(money));
  });

  it('adds up all else at its worst: the larger side of each position with its orders', () => {
    const view = aView();
    held(view, SWAP, 10);
    held(view, SPOT, 100_000_000);
    const others = [
      ordered({ lots: 30 }),
      ordered({ lots: 50, side: 'sell' }),
      ordered({ instrument: SPOT, marginMode: 'cash', side: 'sell', lots: 5 }),
    ];
    // Swap: 40 lots long or 40 short, 200; spot: one bitcoin, 50,000.
    const exposure = measureExposure(ordered({ instrument: ETH }), others, view);
    expect(exposure?.otherNotional).toBe(money('50200'));
  });

  it('values a position without a known price at its cost', () => {
    const view = aView({ 'ETH-USDT-SWAP': '3000' });
    held(view, SWAP, -10);
    expect(measureExposure(ordered({ instrument: ETH }), [], view)?.otherNotional).toBe(money('50'));
  });

  it('is unknown without any price', () => {
    expect(measureExposure(ordered(), [], aView({}))).toBeNull();
  });

  it('is known from a limit price alone', () => {
    expect(measureExposure(ordered({ ticks: 500_000 }), [], aView({}))?.lotValue).toBe(money('5'));
  });

  it('counts a part of a lot of spot as a lot', () => {
    const view = aView();
    const trade = { instrument: SPOT, marginMode: 'cash', side: 'buy', lots: 10, ticks: 500_000 } as const;
    view.account.applyExecution({ ...trade, feeMoney: money('0.000000001') });
    const order = ordered({ instrument: SPOT, marginMode: 'cash' });
    expect(measureExposure(order, [], view)).toMatchObject({ committedLots: 10, leverage: 100 });
  });

  it('never shrinks when another order of the same side joins', () => {
    const lots = fc.integer({ min: 1, max: 10 ** 6 });
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.array(lots, { maxLength: 5 }),
        lots,
        fc.constantFrom(...SIDES),
        (position, counts, more, side) => {
          const view = aView();
          if (position !== 0) held(view, SWAP, position);
          const others = counts.map((count) => ordered({ lots: count, side }));
          const before = measureExposure(ordered({ side }), others, view)?.committedLots ?? Number.NaN;
          const after = measureExposure(
            ordered({ side }),
            [...others, ordered({ lots: more, side })],
            view,
          )?.committedLots;
          expect(after).toBe(before + more);
        },
      ),
    );
  });
});
