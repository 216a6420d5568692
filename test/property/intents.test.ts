import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkIntent, type IntentView, measureIntent } from '../../src/domain/check-intent.ts';
import { toDecimal } from '../../src/domain/decimal.ts';
import type { Denial } from '../../src/domain/denial.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { ORDER_TYPES, type OrderIntent } from '../../src/domain/order-intent.ts';
import { anyInstrument, anyIntent } from './arbitraries.ts';

const PRICE = 1000;

const situation = anyInstrument.chain((instrument) =>
  fc.record({
    instrument: fc.constant(instrument),
    intent: anyIntent(instrument, PRICE),
    view: fc.record({
      now: fc.constant(0),
      lastTicks: fc.constant(instrument.ticks(String(PRICE), 'down')),
      marks: fc.integer({ min: 900, max: 1100 }).map((price) => instrument.marks(String(price))),
      positionLots: fc.oneof(fc.constant(0), fc.integer({ min: -50_000, max: 50_000 })),
      orderTypes: fc.constant(ORDER_TYPES),
    }),
  }),
);

function denialOf(intent: OrderIntent, instrument: Instrument, view: IntentView): Denial | null {
  return checkIntent(intent, measureIntent(intent, instrument), instrument, view);
}

describe('law: rounding never raises risk', () => {
  it('orders no more than was asked, and at no worse a limit', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent }) => {
        const { lots, limitTicks, side } = measureIntent(intent, instrument);
        expect(instrument.quantityOf(lots).lte(intent.quantity)).toBe(true);
        if (limitTicks === null || !('price' in intent.pricing)) return;
        const limit = instrument.priceOf(limitTicks);
        expect(side === 'buy' ? limit.lte(intent.pricing.price) : limit.gte(intent.pricing.price)).toBe(true);
      }),
    );
  });

  it('lets a stop act no later than was asked', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent }) => {
        if (!intent.pricing.type.startsWith('stop') || !('trigger' in intent.pricing)) return;
        const asked = toDecimal(intent.pricing.trigger.price);
        const ticks = measureIntent(intent, instrument).triggerTicks;
        const trigger = instrument.priceOf(ticks ?? 0);
        expect(intent.side === 'buy' ? trigger.lte(asked) : trigger.gte(asked)).toBe(true);
      }),
    );
  });

  it('measures what it measured to the same integers', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent }) => {
        const first = measureIntent(intent, instrument);
        const again: OrderIntent = {
          ...intent,
          quantity: instrument.quantityOf(first.lots).toFixed(),
          pricing:
            first.limitTicks !== null && intent.pricing.type === 'limit'
              ? { ...intent.pricing, price: instrument.priceOf(first.limitTicks).toFixed() }
              : intent.pricing,
        };
        const second = measureIntent(again, instrument);
        expect([second.lots, second.limitTicks]).toEqual([first.lots, first.limitTicks]);
      }),
    );
  });
});

describe("law: a denial's nearest order keeps the rule that denied", () => {
  it('is never denied for the same reason, and following it ends', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent, view }) => {
        const seen = new Set<string>();
        let wanted = intent;
        let denial = denialOf(wanted, instrument, view);
        while (denial?.nearest != null) {
          // A trigger that would act at once becomes an order of another type, which has a maximum of its own.
          const rule = `${denial.code} of a ${wanted.pricing.type} order`;
          expect(seen.has(rule), `denied twice for ${rule}`).toBe(false);
          seen.add(rule);
          if (!('instrument' in denial.nearest)) return;
          wanted = denial.nearest;
          denial = denialOf(wanted, instrument, view);
        }
      }),
    );
  });

  it('asks for no more than the order that was denied, save where that was below the minimum', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent, view }) => {
        const denial = denialOf(intent, instrument, view);
        if (denial?.nearest == null || denial.code === 'below_min_quantity') return;
        expect(toDecimal(denial.nearest.quantity ?? intent.quantity).lte(intent.quantity)).toBe(true);
      }),
    );
  });

  it('says figures that are printed, and a sentence', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent, view }) => {
        const denial = denialOf(intent, instrument, view);
        if (denial === null) return;
        expect(denial.message).toMatch(/\.$/);
        for (const figure of Object.values(denial.figures)) expect(typeof figure).toBe('string');
      }),
    );
  });
});

describe('law: what passes the rules of an instrument keeps them', () => {
  it('lies between the minimum and the maximum, and has positive prices', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent, view }) => {
        if (denialOf(intent, instrument, view) !== null) return;
        const { lots, limitTicks, triggerTicks } = measureIntent(intent, instrument);
        expect(lots).toBeGreaterThanOrEqual(instrument.minLots);
        expect(lots).toBeLessThanOrEqual(instrument.maxLimitLots);
        expect(limitTicks ?? 1).toBeGreaterThan(0);
        expect(triggerTicks ?? 1).toBeGreaterThan(0);
      }),
    );
  });

  it('never opens where it says that it reduces', () => {
    fc.assert(
      fc.property(situation, ({ instrument, intent, view }) => {
        if (intent.effect !== 'reduce_only' || denialOf(intent, instrument, view) !== null) return;
        const { lots } = measureIntent(intent, instrument);
        const after = view.positionLots + (intent.side === 'buy' ? lots : -lots);
        expect(Math.abs(after)).toBeLessThan(Math.abs(view.positionLots));
        expect(Math.sign(after) === Math.sign(view.positionLots) || after === 0).toBe(true);
      }),
    );
  });
});
