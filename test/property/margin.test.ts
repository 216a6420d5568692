import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import {
  initialMargin,
  isLiquidatable,
  liquidationPrice,
  MarginTiers,
  maintenanceMargin,
} from '../../src/domain/margin.ts';
import { anInstrument, aPositionState } from '../../src/testing/index.ts';

const instrument = anInstrument();
const anyValue = fc.bigInt({ min: 0n, max: 10n ** 45n });
const ratePpm = fc.integer({ min: 100, max: 50_000 });

const position = fc.record({
  long: fc.boolean(),
  lots: fc.integer({ min: 1, max: 1_000_000 }),
  entry: fc.integer({ min: 1_000, max: 1_000_000 }),
  leverage: fc.integer({ min: 2, max: 50 }),
});

describe('law: a liquidation price is where the margin is used up', () => {
  it('parts the marks at which a position is liquidated from those at which it lives', () => {
    fc.assert(
      fc.property(position, ratePpm, ({ long, lots, entry, leverage }, rate) => {
        const quantity = instrument.quantityOf(long ? lots : -lots);
        const entryPrice = instrument.priceOf(entry);
        const state = aPositionState({
          instrument,
          quantity,
          entryPrice,
          leverage: String(leverage),
          marginMode: 'isolated',
        });
        const price = liquidationPrice(instrument, state.lots, state.cost, state.margin, rate);
        if (price === null) return;
        const isGone = (mark: Decimal) => {
          const marks = instrument.marks(mark);
          const part = { value: state.value(marks), ratePpm: rate };
          return isLiquidatable(state.margin + state.unrealized(marks), [part]);
        };
        // Marks lie on a grain, so the edge is looked at from one grain on either side.
        const grain = Decimal.pow(10, -instrument.markDecimals).mul(2);
        expect(isGone(long ? price.sub(grain) : price.add(grain))).toBe(true);
        expect(isGone(long ? price.add(grain) : price.sub(grain))).toBe(false);
      }),
    );
  });

  it('lies on the losing side of the entry, nearer with more leverage', () => {
    fc.assert(
      fc.property(position, ({ long, lots, entry, leverage }) => {
        const at = (times: number) => {
          const quantity = instrument.quantityOf(long ? lots : -lots);
          const entryPrice = instrument.priceOf(entry);
          const marginMode = 'isolated' as const;
          const state = aPositionState({ instrument, quantity, entryPrice, leverage: String(times), marginMode });
          return liquidationPrice(instrument, state.lots, state.cost, state.margin, 5000);
        };
        const [low, high] = [at(leverage), at(leverage * 2)];
        if (low === null || high === null) return;
        expect(long ? low.lt(high) : low.gt(high)).toBe(true);
        expect(long ? low.lt(instrument.priceOf(entry)) : low.gt(instrument.priceOf(entry))).toBe(true);
      }),
    );
  });
});

describe('law: margin is never rounded in favour of risk', () => {
  it('asks for at least value ÷ leverage, and for less than one unit more', () => {
    fc.assert(
      fc.property(anyValue, fc.integer({ min: 100, max: 12_500 }), (value, leverage) => {
        const margin = initialMargin(value, leverage);
        expect(margin * BigInt(leverage) >= value * 100n).toBe(true);
        expect((margin - 1n) * BigInt(leverage) < value * 100n).toBe(true);
      }),
    );
  });

  it('keeps at least value × rate as maintenance', () => {
    fc.assert(
      fc.property(anyValue, ratePpm, (value, rate) => {
        const margin = maintenanceMargin(value, rate);
        expect(margin * 1_000_000n >= value * BigInt(rate)).toBe(true);
        expect((margin - 1n) * 1_000_000n < value * BigInt(rate)).toBe(true);
      }),
    );
  });

  it('asks a larger position for no smaller rate and allows it no more leverage', () => {
    const tiers = new MarginTiers(instrument, [
      { maxQuantity: '5', maintenanceRate: '0.004', maxLeverage: '100' },
      { maxQuantity: '50', maintenanceRate: '0.01', maxLeverage: '50' },
      { maxQuantity: null, maintenanceRate: '0.05', maxLeverage: '10' },
    ]);
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.nat(1_000_000), (lots, more) => {
        const [small, large] = [tiers.of(lots), tiers.of(Math.abs(lots) + more)];
        expect(large.maintenancePpm).toBeGreaterThanOrEqual(small.maintenancePpm);
        expect(large.maxLeverage).toBeLessThanOrEqual(small.maxLeverage);
        expect(tiers.of(-lots)).toBe(small);
      }),
    );
  });
});
