import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkIntent, type IntentView, measureIntent } from '../../../src/domain/check-intent.ts';
import { toDecimal } from '../../../src/domain/decimal.ts';
import type { Denial } from '../../../src/domain/denial.ts';
import type { Instrument, InstrumentSpec } from '../../../src/domain/instrument.ts';
import { ORDER_TYPES, type OrderIntent, type OrderPricing, SIDES } from '../../../src/domain/order-intent.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';

const SWAP = anInstrument();
const SPOT = anInstrument({ type: 'spot' });

interface Moment extends Partial<IntentView> {
  readonly instrument?: Instrument;
}

/** The verdict at a last and mark price of 50,000 with no position. */
function check(change: Partial<OrderIntent> = {}, moment: Moment = {}): Denial | null {
  const { instrument = SWAP, ...view } = moment;
  const intent = anIntent({ instrument: instrument.id, ...change });
  return checkIntent(intent, measureIntent(intent, instrument), instrument, {
    now: 1000,
    lastTicks: 500_000,
    marks: instrument.marks('50000'),
    positionLots: 0,
    orderTypes: ORDER_TYPES,
    ...view,
  });
}

const codeOf = (...args: Parameters<typeof check>): string | null => check(...args)?.code ?? null;
const limit = (price: string): OrderPricing => ({ type: 'limit', price });
const stop = (price: string): OrderPricing => ({ type: 'stop_market', trigger: { price } });
const target = (price: string): OrderPricing => ({ type: 'take_profit_market', trigger: { price } });

describe('measuring an intent', () => {
  it.each([
    ['a buy’s limit goes down to the tick', 'buy', limit('50000.19'), 500_001],
    ['a sell’s limit goes up to the tick', 'sell', limit('50000.11'), 500_002],
  ] as const)('%s', (_what, side, pricing, ticks) => {
    expect(measureIntent(anIntent({ side, pricing }), SWAP).limitTicks).toBe(ticks);
  });

  it.each([
    ['a buy’s stop, which a rise reaches, goes down', 'buy', stop('50000.19'), 500_001],
    ['a sell’s stop, which a fall reaches, goes up', 'sell', stop('49999.91'), 500_000],
    ['a buy’s target, which a fall reaches, goes up', 'buy', target('49999.91'), 500_000],
    ['a sell’s target, which a rise reaches, goes down', 'sell', target('50000.19'), 500_001],
  ] as const)('%s', (_what, side, pricing, ticks) => {
    expect(measureIntent(anIntent({ side, pricing }), SWAP).triggerTicks).toBe(ticks);
  });

  it('rounds a quantity down, never up', () => {
    expect(measureIntent(anIntent({ quantity: '0.01239' }), SWAP).lots).toBe(123);
  });

  it.each([
    ['a swap to cross margin', SWAP, 'cross'],
    ['spot to cash', SPOT, 'cash'],
  ])('defaults %s', (_what, instrument, mode) => {
    expect(measureIntent(anIntent(), instrument).marginMode).toBe(mode);
  });

  it('never pays more, nor sells for less, than the intent’s limit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIDES), fc.integer({ min: 1, max: 10 ** 9 }), (side, thousandths) => {
        const price = toDecimal((thousandths / 1000).toFixed(3));
        const ticks = measureIntent(anIntent({ side, pricing: limit(price.toFixed()) }), SWAP).limitTicks ?? Number.NaN;
        const kept = SWAP.priceOf(ticks);
        expect(side === 'buy' ? kept.lte(price) : kept.gte(price)).toBe(true);
      }),
    );
  });
});

describe('an intent that keeps all rules', () => {
  it.each<[string, Partial<OrderIntent>, Moment]>([
    ['a market order', {}, {}],
    ['a limit order without a market price', { pricing: limit('50000') }, { lastTicks: null, marks: null }],
    ['the smallest order', { quantity: '0.0001' }, {}],
    ['the largest market order', { quantity: '340' }, {}],
    ['a limit order larger than a market order may be', { quantity: '1000', pricing: limit('50000') }, {}],
    ['a buy’s stop above the market', { pricing: stop('50000.1') }, {}],
    ['a sell’s stop below the market', { side: 'sell', pricing: stop('49999.9') }, {}],
    ['a buy’s target below the market', { pricing: target('49999.9') }, {}],
    ['a sell’s target above the market', { side: 'sell', pricing: target('50000.1') }, {}],
    [
      'a trailing stop by a fraction',
      { side: 'sell', pricing: { type: 'trailing_stop', distance: { fraction: '0.01' } } },
      {},
    ],
    ['a trailing stop by a tick', { pricing: { type: 'trailing_stop', distance: { amount: '0.1' } } }, {}],
    ['a reduce-only sell of a long', { side: 'sell', effect: 'reduce_only' }, { positionLots: 100 }],
    ['a reduce-only buy of a short', { effect: 'reduce_only' }, { positionLots: -100 }],
    [
      'an entry with stop and target',
      {
        protection: {
          stopLoss: { trigger: { price: '49000' } },
          takeProfit: { trigger: { price: '51000' } },
        },
      },
      {},
    ],
    [
      'a short entry with stop and resting target',
      {
        side: 'sell',
        protection: { stopLoss: { trigger: { price: '51000' } }, takeProfit: { resting: '49000' } },
      },
      {},
    ],
    [
      'a limit entry far below with a stop below that',
      { pricing: limit('40000'), protection: { stopLoss: { trigger: { price: '39000' } } } },
      {},
    ],
    [
      'a post-only order on a post-only instrument',
      { pricing: { ...limit('1'), timeInForce: 'post_only' } as never },
      { instrument: anInstrument({ state: 'post_only' }) },
    ],
    ['an intent that is valid a moment longer', { validUntil: 1001, expiresAt: 1001 }, {}],
  ])('%s passes', (_what, change, moment) => {
    expect(check(change, moment)).toBeNull();
  });
});

describe('an intent that breaks a rule of the instrument', () => {
  it.each<[string, Partial<OrderIntent>, Moment, string]>([
    ['a type that the venue does not have', {}, { orderTypes: ['limit'] }, 'unsupported_order_type'],
    ['spot on margin', { marginMode: 'cross' }, { instrument: SPOT }, 'invalid_margin_mode'],
    ['a swap for cash', { marginMode: 'cash' }, {}, 'invalid_margin_mode'],
    ['less than a lot', { quantity: '0.00009' }, {}, 'below_min_quantity'],
    ['nothing', { quantity: '0' }, {}, 'below_min_quantity'],
    ['a negative quantity', { quantity: '-1' }, {}, 'below_min_quantity'],
    ['more than a market order may have', { quantity: '340.0001' }, {}, 'above_max_quantity'],
    ['more than a stop may have', { quantity: '340.0001', pricing: stop('51000') }, {}, 'above_max_quantity'],
    ['more than any limit order may have', { quantity: '1000001', pricing: limit('50000') }, {}, 'above_max_quantity'],
    ['a market order on spot worth too much', { quantity: '20.1' }, { instrument: SPOT }, 'above_max_value'],
    ['a limit that rounds to zero', { pricing: limit('0.09') }, {}, 'invalid_price'],
    ['a negative limit', { pricing: limit('-1') }, {}, 'invalid_price'],
    ['a trigger of zero', { side: 'sell', pricing: stop('0') }, {}, 'invalid_price'],
    ['a market order without a price', {}, { lastTicks: null }, 'no_market_price'],
    ['a stop without a price', { pricing: stop('1') }, { lastTicks: null }, 'no_market_price'],
    [
      'a stop by mark without a mark',
      { pricing: { type: 'stop_market', trigger: { price: '51000', by: 'mark' } } },
      { marks: null },
      'no_market_price',
    ],
    ['a buy’s stop at the market', { pricing: stop('50000') }, {}, 'trigger_on_wrong_side'],
    ['a sell’s stop at the market', { side: 'sell', pricing: stop('50000') }, {}, 'trigger_on_wrong_side'],
    ['a buy’s target above the market', { pricing: target('50001') }, {}, 'trigger_on_wrong_side'],
    ['a sell’s target below the market', { side: 'sell', pricing: target('49999') }, {}, 'trigger_on_wrong_side'],
    [
      'a trailing distance of zero',
      { pricing: { type: 'trailing_stop', distance: { amount: '0' } } },
      {},
      'invalid_price',
    ],
    [
      'a trailing distance of everything',
      { pricing: { type: 'trailing_stop', distance: { fraction: '1' } } },
      {},
      'invalid_price',
    ],
    ['an id with a dash', { clientOrderId: 'a-b' }, {}, 'invalid_client_order_id'],
    ['an id of 33 letters', { clientOrderId: 'a'.repeat(33) }, {}, 'invalid_client_order_id'],
    ['a tag of 17 letters', { tag: 'a'.repeat(17) }, {}, 'invalid_tag'],
    ['an expiry that is now', { expiresAt: 1000 }, {}, 'expired'],
    ['a validity that has ended', { validUntil: 999 }, {}, 'expired'],
    ['a reduction of nothing', { effect: 'reduce_only' }, {}, 'nothing_to_reduce'],
    ['a reduction that would enlarge', { effect: 'reduce_only' }, { positionLots: 5 }, 'reduce_only_wrong_side'],
    ['a reduction of too much', { side: 'sell', effect: 'reduce_only' }, { positionLots: 99 }, 'above_position'],
  ])('is denied: %s', (_what, change, moment, code) => {
    expect(codeOf(change, moment)).toBe(code);
  });

  it.each<[InstrumentSpec['state']]>([['suspended'], ['pre_open'], ['post_only'], ['delisted']])(
    'is denied on an instrument that is %s',
    (state) => {
      const denial = check({}, { instrument: anInstrument({ ...(state ? { state } : {}) }) });
      expect(denial).toMatchObject({ code: 'instrument_not_live', figures: { state } });
    },
  );

  it('is let out of an instrument that is not live, as far as we know', () => {
    const instrument = anInstrument({ state: 'suspended' });
    expect(check({ side: 'sell', effect: 'reduce_only' }, { instrument, positionLots: 10_000 })).toBeNull();
  });

  it('names what was asked and what is the minimum', () => {
    expect(check({ quantity: '0.00009' })?.figures).toEqual({
      requested: '0.00009',
      minimum: '0.0001',
      lot: '0.0001',
    });
  });

  it('throws for a trailing fraction that is no number', () => {
    expect(() => check({ pricing: { type: 'trailing_stop', distance: { fraction: 'wide' } } })).toThrow(
      expect.objectContaining({ code: 'order/invalid_number' }),
    );
  });

  it('offers no nearest order where the largest is below the smallest', () => {
    const instrument = anInstrument({ type: 'spot', maxMarketValue: '0.1' });
    expect(check({ quantity: '1' }, { instrument })).toMatchObject({ code: 'above_max_value', nearest: null });
  });
});

describe('protection that cannot be', () => {
  const stopAt = (price: string) => ({ stopLoss: { trigger: { price } } });
  const targetAt = (price: string) => ({ takeProfit: { trigger: { price } } });

  it.each<[string, Partial<OrderIntent>, string]>([
    ['neither stop nor target', { protection: {} }, 'protection_without_stop_or_target'],
    ['a long’s stop at the price', { protection: stopAt('50000') }, 'stop_on_wrong_side'],
    ['a short’s stop below the price', { side: 'sell', protection: stopAt('49000') }, 'stop_on_wrong_side'],
    ['a long’s target at the price', { protection: targetAt('50000') }, 'target_on_wrong_side'],
    ['a short’s target above the price', { side: 'sell', protection: targetAt('51000') }, 'target_on_wrong_side'],
    [
      'a resting target on the wrong side',
      { protection: { takeProfit: { resting: '49000' } } },
      'target_on_wrong_side',
    ],
    ['a stop above a limit entry', { pricing: limit('40000'), protection: stopAt('41000') }, 'stop_on_wrong_side'],
    [
      'a stop above the market under a limit that takes',
      { pricing: limit('52000'), protection: stopAt('51000') },
      'stop_on_wrong_side',
    ],
    [
      'a stop below a stop entry of a short',
      { side: 'sell', pricing: stop('49000'), protection: stopAt('48000') },
      'stop_on_wrong_side',
    ],
  ])('is denied: %s', (_what, change, code) => {
    expect(codeOf(change)).toBe(code);
  });

  it('is denied on an order that reduces', () => {
    const change = { side: 'sell', effect: 'reduce_only', protection: stopAt('49000') } as const;
    expect(codeOf(change, { positionLots: 1000 })).toBe('protection_on_reduce_only');
  });

  it('is offered without the part that is wrong', () => {
    const denial = check({ protection: { ...stopAt('51000'), ...targetAt('52000') } });
    expect(denial?.nearest).toMatchObject({ protection: targetAt('52000') });
  });

  it('is left out of the offer when nothing of it is right', () => {
    expect(check({ protection: stopAt('51000') })?.nearest).not.toHaveProperty('protection');
  });
});

describe('the nearest order', () => {
  const quantity = fc
    .integer({ min: 0, max: 10 ** 8 })
    .map((parts) => toDecimal((parts / 10 ** 5).toFixed(5)).toFixed());
  const around = fc.integer({ min: 0, max: 10 ** 6 }).map((tenths) => (tenths / 10).toFixed(1));
  const pricing = fc.oneof<fc.Arbitrary<OrderPricing>[]>(
    fc.constant({ type: 'market' }),
    around.map(limit),
    around.map(stop),
    around.map(target),
  );
  const protection = fc.option(
    fc.record(
      { stopLoss: around.map((price) => ({ trigger: { price } })), takeProfit: around.map((resting) => ({ resting })) },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  );

  it('never breaks the rule that it was offered for', () => {
    fc.assert(
      fc.property(
        fc.record({
          instrument: fc.constantFrom(SWAP, SPOT),
          side: fc.constantFrom(...SIDES),
          effect: fc.constantFrom('open' as const, 'reduce_only' as const),
          quantity,
          pricing,
          protection,
          positionLots: fc.integer({ min: -1000, max: 1000 }),
        }),
        ({ instrument, positionLots, protection: asked, ...rest }) => {
          const change = { ...rest, ...(asked === undefined ? {} : { protection: asked }) };
          const denial = check(change, { instrument, positionLots });
          fc.pre(denial !== null && denial.nearest !== null);
          const { instrument: _id, ...nearest } = denial.nearest as OrderIntent;
          const again = check({ protection: undefined, ...nearest } as Partial<OrderIntent>, {
            instrument,
            positionLots,
          });
          expect(again?.code).not.toBe(denial.code);
        },
      ),
    );
  });
});
