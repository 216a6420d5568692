import fc from 'fast-check';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderIntent, OrderPricing, Protection } from '../../src/domain/order-intent.ts';
import { anInstrument } from '../../src/testing/index.ts';

/** Instruments of different grain: the real swap, a coarse one, a fine one, and spot. */
export const INSTRUMENTS: readonly Instrument[] = [
  anInstrument(),
  anInstrument({ id: 'COARSE-USDT-SWAP', lotSize: '1', minQuantity: '2', tickSize: '0.5', contractValue: '1' }),
  anInstrument({ id: 'FINE-USDT-SWAP', lotSize: '0.00001', minQuantity: '0.00007', tickSize: '0.0001' }),
  anInstrument({ type: 'spot' }),
];
export const SWAPS = INSTRUMENTS.filter(({ type }) => type === 'swap');

export const anyInstrument = fc.constantFrom(...INSTRUMENTS);
export const anySwap = fc.constantFrom(...SWAPS);

/** A decimal string between zero and 10^`digits`, with up to 12 digits behind the point. */
export function decimalText(digits = 6): fc.Arbitrary<string> {
  return fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
    .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(12, '0')}`);
}

/** A trade of a position: signed lots, never zero, and a price in ticks. */
export interface Trade {
  readonly lots: number;
  readonly ticks: number;
}

export const trade: fc.Arbitrary<Trade> = fc.record({
  lots: fc.integer({ min: -5000, max: 5000 }).filter((lots) => lots !== 0),
  ticks: fc.integer({ min: 1, max: 2_000_000 }),
});
export const trades = fc.array(trade, { minLength: 1, maxLength: 40 });

function nearPrice(center: number): fc.Arbitrary<string> {
  return fc
    .integer({ min: 500, max: 1500 })
    .map((share) => new Decimal(center).mul(share).div(1000).add('0.03').toFixed());
}

function anyPricing(center: number): fc.Arbitrary<OrderPricing> {
  const price = nearPrice(center);
  const trigger = fc.record({ price, by: fc.constantFrom('last' as const, 'mark' as const) });
  return fc.oneof(
    fc.constant({ type: 'market' } as const),
    fc.record({
      type: fc.constant('limit' as const),
      price,
      timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const, 'fok' as const, 'post_only' as const),
    }),
    fc.record({ type: fc.constantFrom('stop_market' as const, 'take_profit_market' as const), trigger }),
    fc.record({ type: fc.constantFrom('stop_limit' as const, 'take_profit_limit' as const), trigger, price }),
    fc.record({
      type: fc.constant('trailing_stop' as const),
      distance: fc.oneof(
        fc.constantFrom('0.001', '0.01', '0.3', '0', '1.5').map((fraction) => ({ fraction })),
        price.map((amount) => ({ amount })),
      ),
    }),
  );
}

/** Intents of every kind around a price, many of which some rule forbids. */
export function anyIntent(instrument: Instrument, center: number): fc.Arbitrary<OrderIntent> {
  const price = nearPrice(center);
  const protection: fc.Arbitrary<Protection> = fc.record(
    {
      stopLoss: fc.record({ trigger: fc.record({ price }) }),
      takeProfit: fc.oneof(fc.record({ trigger: fc.record({ price }) }), fc.record({ resting: price })),
    },
    { requiredKeys: [] },
  );
  return fc.record(
    {
      instrument: fc.constant(instrument.id),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.oneof(decimalText(1), decimalText(4), fc.constant('0'), decimalText(9)),
      pricing: anyPricing(center),
      effect: fc.constantFrom('open' as const, 'open' as const, 'reduce_only' as const),
      marginMode: fc.constantFrom('cash' as const, 'cross' as const, 'isolated' as const),
      protection,
    },
    { requiredKeys: ['instrument', 'side', 'quantity', 'pricing'] },
  );
}
