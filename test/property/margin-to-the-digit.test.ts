import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MarginTiers } from '../../src/domain/margin.ts';
import type { Side } from '../../src/domain/order-intent.ts';
import { aWorld, OTHER, SPOT, SWAP, type World } from '../unit/exchange/support.ts';

const RICH = new Decimal('10000000');
/** Smaller than anything that a double of these amounts can tell. */
const ONE_LESS = new Decimal('0.00000000000000000001');

const MARKETS = [
  { instrument: SWAP, marginMode: 'cross' },
  { instrument: SWAP, marginMode: 'isolated' },
  { instrument: OTHER, marginMode: 'cross' },
  { instrument: OTHER, marginMode: 'isolated' },
  { instrument: SPOT, marginMode: 'cash' },
] as const;

interface Step {
  readonly market: (typeof MARKETS)[number];
  readonly side: Side;
  readonly lots: number;
  /** Ticks between the price and the limit of an order that rests; 0 is a market order. */
  readonly away: number;
  /** Where the market stands. */
  readonly price: number;
}

const step: fc.Arbitrary<Step> = fc
  .record({
    market: fc.constantFrom(...MARKETS),
    side: fc.constantFrom('buy', 'sell'),
    lots: fc.integer({ min: 1, max: 60 }),
    away: fc.constantFrom(0, 0, 7, 20),
    price: fc.integer({ min: 98, max: 102 }),
  })
  // Coins have first to be bought.
  .map((one) => (one.market.marginMode === 'cash' ? { ...one, side: 'buy', lots: one.lots * 100 } : one));

const account = fc.record({
  leverage: fc.constantFrom(100, 300, 1000),
  feePpm: fc.constantFrom<(readonly [number, number])[]>([200, 500], [-100, 500], [0, 0]),
});
type Account = typeof account extends fc.Arbitrary<infer T> ? T : never;

function start(deposit: Decimal, { leverage, feePpm }: Account): World {
  const tiers = (instrument: Instrument) =>
    new MarginTiers(instrument, [{ maxQuantity: null, maintenanceRate: '0.01', maxLeverage: '50' }]);
  const world = aWorld({ deposit: deposit.toFixed(), feePpm, tiers, defaultLeverage: leverage });
  for (const instrument of [OTHER, SPOT]) world.exchange.openBar(instrument, 1000, 1000, 100, 1_000_000);
  return world;
}

/** Moves the market and places the order; whether the account could bear it. */
function play(world: World, { market, side, lots, away, price }: Step, clientOrderId: string): boolean {
  const { exchange } = world;
  const { instrument, marginMode } = market;
  exchange.closeBar(instrument, Math.max(100, price), Math.min(100, price), price);
  world.at += 1000;
  exchange.advance(world.at);
  exchange.openBar(instrument, world.at, 1000, price, 1_000_000);
  const limit = side === 'buy' ? price - away : price + away;
  const pricing = away === 0 ? { type: 'market' as const } : { type: 'limit' as const, price: `${limit}` };
  const quantity = instrument.quantityOf(lots);
  const result = world.place({ clientOrderId, instrument: instrument.id, marginMode, side, quantity, pricing });
  return result.outcome === 'accepted' && world.order(clientOrderId).cancelReason === null;
}

/** What an account that had `RICH` has left to spend on the next order of a market. */
function left(world: World, instrument: Instrument): Decimal {
  const free = new Decimal(world.free());
  if (instrument !== SPOT) return free;
  const purchases = world.exchange.openOrders('me').filter((order) => order.instrument === SPOT.id);
  const bound = purchases.map((order) => order.remainingQuantity.mul(order.limitPrice ?? '0'));
  return Decimal.min(
    free,
    Decimal.sum('0', ...bound)
      .neg()
      .add(world.cash()),
  );
}

/** Whether an order takes a position out of the market or could; what only reduces passes without money. */
function reduces(world: World, { market, side, lots, away }: Step): boolean {
  if (market.instrument === SPOT) return false;
  const held = world.exchange.account('me').position(market.instrument, market.marginMode).lots;
  const against = side === 'buy' ? held < 0 : held > 0;
  return against && (away > 0 || lots <= Math.abs(held));
}

/** Whether an order turns an isolated position round: its margin comes back when it is closed, after the check. */
function turnsIsolated(world: World, { market, side }: Step): boolean {
  if (market.marginMode !== 'isolated') return false;
  const held = world.exchange.account('me').position(market.instrument, market.marginMode).lots;
  return side === 'buy' ? held < 0 : held > 0;
}

describe('law: the margin check is exact', () => {
  it('takes an order with the very deposit that it needs, and refuses it with the last digit missing', () => {
    fc.assert(
      fc.property(account, fc.array(step, { maxLength: 4 }), step, (who, before, last) => {
        const rich = start(RICH, who);
        const steps = [...before, last];
        const needs = steps.map((one, index) => {
          fc.pre(one !== last || !(reduces(rich, last) || turnsIsolated(rich, last)));
          fc.pre(play(rich, one, `s${index}`));
          return RICH.sub(left(rich, one.market.instrument));
        });
        const need = needs[needs.length - 1] as Decimal;
        // The way there needs less than the last order, which adds to the need.
        fc.pre(needs.slice(0, -1).every((earlier) => earlier.lt(need.sub('0.01'))));
        const taken = [need, need.sub(ONE_LESS)].map((deposit) => {
          const world = start(deposit, who);
          return before.every((one, index) => play(world, one, `s${index}`)) && play(world, last, 'last');
        });
        expect(taken).toEqual([true, false]);
      }),
    );
  });
});
