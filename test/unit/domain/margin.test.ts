import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '../../../src/domain/decimal.ts';
import {
  initialMargin,
  isLiquidatable,
  liquidationPrice,
  type MarginTierSpec,
  MarginTiers,
  maintenanceMargin,
} from '../../../src/domain/margin.ts';
import { fromMoney, type Money, toMoney } from '../../../src/domain/money.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

const SWAP = anInstrument();
const money = (amount: string): Money => toMoney(toDecimal(amount));

const TIERS: readonly MarginTierSpec[] = [
  { maxQuantity: '1', maintenanceRate: '0.004', maxLeverage: '100' },
  { maxQuantity: '5', maintenanceRate: '0.005', maxLeverage: '50' },
  { maxQuantity: null, maintenanceRate: '0.01', maxLeverage: '20' },
];

describe('margin tiers', () => {
  const tiers = new MarginTiers(SWAP, TIERS);

  it.each([
    ['nothing', 0, 4000],
    ['the largest position of the first', 10_000, 4000],
    ['one lot more', 10_001, 5000],
    ['a short of the second', -20_000, 5000],
    ['anything larger than all', 10 ** 9, 10_000],
  ])('give %s its rate', (_what, lots, ppm) => {
    expect(tiers.of(lots).maintenancePpm).toBe(ppm);
  });

  it('hold leverage in hundredths', () => {
    expect(tiers.of(0).maxLeverage).toBe(10_000);
  });

  it.each<[string, readonly MarginTierSpec[], RegExp]>([
    ['none at all', [], /there are none/],
    ['a last one with a maximum', TIERS.slice(0, 2), /the last tier/],
    ['an end before the end', [TIERS[2] as MarginTierSpec, ...TIERS], /the last tier/],
    ['sizes that do not rise', [TIERS[1], TIERS[1], TIERS[2]] as MarginTierSpec[], /do not rise/],
    [
      'rates that fall',
      [{ ...TIERS[0], maintenanceRate: '0.02' }, TIERS[2]] as MarginTierSpec[],
      /maintenance rates fall/,
    ],
    ['leverage that rises', [{ ...TIERS[0], maxLeverage: '10' }, TIERS[2]] as MarginTierSpec[], /leverage rises/],
    ['a rate of zero', [{ ...TIERS[2], maintenanceRate: '0' }] as MarginTierSpec[], /not a fraction/],
    ['a rate in percent', [{ ...TIERS[2], maintenanceRate: '1' }] as MarginTierSpec[], /not a fraction/],
    ['a rate of 7 digits', [{ ...TIERS[2], maintenanceRate: '0.0000001' }] as MarginTierSpec[], /6 digits/],
  ])('refuse %s', (_what, specs, why) => {
    expect(() => new MarginTiers(SWAP, specs)).toThrow(
      expect.objectContaining({ code: 'config/invalid', message: expect.stringMatching(why) }),
    );
  });
});

describe('a tier', () => {
  const tiersOf = (change: Partial<MarginTierSpec>, last: Partial<MarginTierSpec> = {}) =>
    new MarginTiers(SWAP, [{ ...TIERS[0], ...change } as MarginTierSpec, { ...TIERS[2], ...last } as MarginTierSpec]);

  it('ends at the last whole lot within its maximum', () => {
    const tiers = tiersOf({ maxQuantity: '1.00005' });
    expect([tiers.of(10_000).maintenancePpm, tiers.of(10_001).maintenancePpm]).toEqual([4000, 10_000]);
  });

  it('may have the rate and the leverage of the one before', () => {
    const { rows } = tiersOf({}, { maintenanceRate: '0.004', maxLeverage: '100' });
    expect(rows).toEqual([
      { maxLots: 10_000, maintenancePpm: 4000, maxLeverage: 10_000 },
      { maxLots: Number.POSITIVE_INFINITY, maintenancePpm: 4000, maxLeverage: 10_000 },
    ]);
  });

  it('cuts a leverage finer than a hundredth', () => {
    expect(tiersOf({ maxLeverage: '33.339' }).of(0).maxLeverage).toBe(3333);
  });

  it.each([
    ['maintenance rate', { maintenanceRate: 'low' }],
    ['leverage', { maxLeverage: 'high' }],
  ])('names the %s that is no number', (what, change) => {
    expect(() => tiersOf(change)).toThrow(`The ${what} must be a decimal string`);
  });

  it('names the instrument in what it refuses', () => {
    expect(() => new MarginTiers(SWAP, [])).toThrow(
      'The margin tiers of BTC-USDT-SWAP cannot be used: there are none.',
    );
  });
});

describe('margin', () => {
  it.each([
    ['at leverage 10', '50000', 1000, '5000'],
    ['at leverage 3, rounded up', '100', 300, '33.33333333333333333333333333333334'],
    ['at leverage 2.5', '100', 250, '40'],
  ])('is needed to begin %s', (_what, value, leverage, expected) => {
    expect(fromMoney(initialMargin(money(value), leverage)).toFixed()).toBe(expected);
  });

  it('is needed to go on', () => {
    expect(fromMoney(maintenanceMargin(money('50000'), 4000)).toFixed()).toBe('200');
  });

  it('is never rounded below the exact figure', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.integer({ min: 100, max: 12_500 }), (value, leverage) => {
        const margin = initialMargin(value, leverage);
        expect(margin * BigInt(leverage) >= value * 100n && (margin - 1n) * BigInt(leverage) < value * 100n).toBe(true);
      }),
    );
  });
});

describe('the liquidation test', () => {
  it.each([
    ['equity above the sum of maintenance and closing fee', '225.01', false],
    ['equity at it', '225', true],
    ['equity below it', '224.99', true],
    ['no equity left', '-1', true],
  ])('answers for %s', (_what, equity, expected) => {
    expect(isLiquidatable(money(equity), [{ value: money('50000'), ratePpm: 4500 }])).toBe(expected);
  });

  it('adds up the parts of all positions', () => {
    const part = { value: money('25000'), ratePpm: 4500 };
    expect([isLiquidatable(money('225'), [part, part]), isLiquidatable(money('225'), [part])]).toEqual([true, false]);
  });

  it('does not liquidate an account without positions', () => {
    expect(isLiquidatable(0n, [])).toBe(false);
  });
});

// 1 BTC at 50,000, margin 5,000, maintenance 0.4 % and fee 0.05 %, computed by hand.
describe('the liquidation price', () => {
  const cost = 10_000 * 500_000;

  it.each([
    ['of a long is (50000 − 5000) ÷ (1 − 0.0045)', 10_000, '5000', '45203.41536916122551481667503766'],
    ['of a short is (50000 + 5000) ÷ (1 + 0.0045)', -10_000, '5000', '54753.6087605774016923842707815'],
    ['of a long with half the margin is nearer', 10_000, '2500', '47714.7162230035158211953792064'],
  ])('%s', (_what, lots, backing, expected) => {
    const price = liquidationPrice(SWAP, lots, cost, money(backing), 4500);
    expect(price?.toDecimalPlaces(20).toFixed()).toBe(toDecimal(expected).toDecimalPlaces(20).toFixed());
  });

  it.each([
    ['a flat position', 0, '5000'],
    ['a long that is backed by all it costs', 10_000, '50000'],
  ])('does not exist for %s', (_what, lots, backing) => {
    expect(liquidationPrice(SWAP, lots, cost, money(backing), 4500)).toBeNull();
  });

  it('is where the liquidation test turns', () => {
    const lots = fc.integer({ min: 1, max: 10 ** 6 }).chain((size) => fc.constantFrom(size, -size));
    const sum = fc.integer({ min: 1, max: 10 ** 9 });
    fc.assert(
      fc.property(lots, fc.integer({ min: 1000, max: 10 ** 6 }), sum, (count, entry, cents) => {
        const size = Math.abs(count);
        const paid = size * entry;
        const backing = money((cents / 100).toFixed(2));
        const price = liquidationPrice(SWAP, count, paid, backing, 4500);
        fc.pre(price !== null);
        const test = (mark: typeof price): boolean => {
          const value = toMoney(SWAP.quantityOf(size).mul(mark));
          const cash = BigInt(paid) * SWAP.costMoney;
          const profit = count > 0 ? value - cash : cash - value;
          return isLiquidatable(backing + profit, [{ value, ratePpm: 4500 }]);
        };
        const step = toDecimal('0.0000001');
        const [worse, better] = count > 0 ? [price.sub(step), price.add(step)] : [price.add(step), price.sub(step)];
        fc.pre(worse.gt(0) && better.gt(0));
        expect([test(worse), test(better)]).toEqual([true, false]);
      }),
    );
  });
});
