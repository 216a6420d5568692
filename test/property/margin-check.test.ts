import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MarginTiers } from '../../src/domain/margin.ts';
import type { MarginMode, OrderIntent, Side } from '../../src/domain/order-intent.ts';
import { aWorld, OTHER, SPOT, SWAP, type World } from '../unit/exchange/support.ts';

const FEES = [200, 500] as const;
/** What the rich account has more than the poor one: it can bear everything that is asked here. */
const MORE = '10000000';

const MARKETS = [
  { instrument: SWAP, marginMode: 'cross' },
  { instrument: SWAP, marginMode: 'isolated' },
  { instrument: OTHER, marginMode: 'cross' },
  { instrument: OTHER, marginMode: 'isolated' },
  { instrument: SPOT, marginMode: 'cash' },
] as const;

/** One wish: an order of about a share of what the account could bear, or another price. */
interface Wish {
  readonly market: (typeof MARKETS)[number];
  readonly side: Side;
  /** Of free money, in thousandths: around 1000 the account is at its limit. */
  readonly share: number;
  /** Lots more or less than that share, to stand on either side of the limit. */
  readonly lots: number;
  /** Ticks away from the price for an order that rests; 0 is a market order. */
  readonly away: number;
  /** Where the price of the market goes before. */
  readonly price: number;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  market: fc.constantFrom(...MARKETS),
  side: fc.constantFrom('buy', 'sell'),
  share: fc.constantFrom(200, 500, 900, 995, 1000, 1005, 2000),
  lots: fc.integer({ min: -2, max: 2 }),
  away: fc.constantFrom(0, 0, 3, 20),
  price: fc.integer({ min: 95, max: 105 }),
});

const deposit = fc.constantFrom('1000', '777.123', '20000');
const wishes = fc.array(wish, { minLength: 1, maxLength: 8 });

type Order = Partial<OrderIntent> & Pick<OrderIntent, 'side' | 'pricing' | 'quantity' | 'clientOrderId'>;
/** What a world went through: a price, then an order that was taken. */
interface Step {
  readonly instrument: Wish['market']['instrument'];
  readonly price: number;
  readonly order: Order | null;
}

function start(cash: string): World {
  const tiers = (instrument: Instrument) =>
    new MarginTiers(instrument, [{ maxQuantity: null, maintenanceRate: '0.01', maxLeverage: '50' }]);
  const world = aWorld({ deposit: cash, feePpm: FEES, tiers });
  for (const instrument of [OTHER, SPOT]) world.exchange.openBar(instrument, 1000, 1000, 100, 1_000_000);
  return world;
}

function play(world: World, { instrument, price, order }: Step): void {
  move(world, instrument, price);
  if (order !== null) world.place(order);
}

/** Ends the bar of one market at a price and opens the next one there. */
function move(world: World, instrument: Step['instrument'], price: number): void {
  const { exchange } = world;
  exchange.closeBar(instrument, Math.max(100, price), Math.min(100, price), price);
  world.at += 1000;
  exchange.advance(world.at);
  exchange.openBar(instrument, world.at, 1000, price, 1_000_000);
}

/** The order of a wish, sized by what is free; `null` where that is less than a lot. */
function orderOf(world: World, wished: Wish, clientOrderId: string): Order | null {
  const { market, side, share, lots, away, price } = wished;
  const { instrument, marginMode } = market;
  const leverage = marginMode === 'cash' ? 1 : 10;
  const limit = side === 'buy' ? price - away : price + away;
  const lotValue = instrument.quantityOf(1).mul(limit).div(leverage);
  const count = new Decimal(world.free()).mul(share).div(1000).div(lotValue).floor().toNumber() + lots;
  if (count < 1 || count > instrument.maxLimitLots) return null;
  const pricing = away === 0 ? { type: 'market' as const } : { type: 'limit' as const, price: `${limit}` };
  return {
    clientOrderId,
    instrument: instrument.id,
    marginMode: marginMode as MarginMode,
    side,
    quantity: instrument.quantityOf(count),
    pricing,
  };
}

/** Whether an order of the side would bring the position of its market nearer to zero; such orders pass in any case. */
function reduces(world: World, { market, side }: Wish): boolean {
  if (market.instrument === SPOT) return false;
  const { lots } = world.exchange.account('me').position(market.instrument, market.marginMode);
  return side === 'buy' ? lots < 0 : lots > 0;
}

/**
 * Free money less what the rich have more: what the poor account would have, had it taken the orders. On spot it spends
 * cash, so there it is not more than the cash that no purchase has bound.
 */
function leftBy(cash: string, steps: readonly Step[]): Decimal {
  const rich = start(new Decimal(cash).add(MORE).toFixed());
  for (const step of steps) play(rich, step);
  const onSpot = steps.at(-1)?.instrument === SPOT;
  return (onSpot ? Decimal.min(rich.free(), unbound(rich)) : new Decimal(rich.free())).sub(MORE);
}

function unbound(world: World): Decimal {
  const purchases = world.exchange.openOrders('me').filter(({ instrument }) => instrument === SPOT.id);
  return purchases.reduce(
    (cash, order) => cash.sub(order.remainingQuantity.mul(order.limitPrice ?? '0')),
    new Decimal(world.cash()),
  );
}

describe('law: an order is taken exactly when the account can bear it', () => {
  it('leaves nothing short, and refuses nothing that would have left nothing short', () => {
    fc.assert(
      fc.property(deposit, wishes, (cash, all) => {
        const poor = start(cash);
        const taken: Step[] = [];
        for (const [index, one] of all.entries()) {
          const { instrument } = one.market;
          move(poor, instrument, one.price);
          const order =
            one.market.marginMode === 'cash' && one.side === 'sell' ? null : orderOf(poor, one, `w${index}`);
          if (order === null) {
            taken.push({ instrument, price: one.price, order });
            continue;
          }
          const fillsBefore = poor.trades.length;
          const wayOut = reduces(poor, one);
          const result = poor.place(order);
          const refused = result.outcome === 'rejected' ? result.rejection.reason : null;
          const ended = result.outcome === 'accepted' ? poor.order(`w${index}`).cancelReason : null;
          if (refused === null && ended === null) {
            taken.push({ instrument, price: one.price, order });
            if (!wayOut) expect(Number(poor.free()), 'left').toBeGreaterThanOrEqual(0);
            continue;
          }
          expect(['insufficient_margin', 'insufficient_balance']).toContain(refused ?? ended);
          expect(poor.trades.length).toBe(fillsBefore);
          const left = leftBy(cash, [...taken, { instrument, price: one.price, order }]);
          expect(left.toNumber(), 'left, had it been taken').toBeLessThan(0);
          taken.push({ instrument, price: one.price, order: null });
        }
      }),
    );
  });
});
