import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Side } from '../../../src/domain/order-intent.ts';
import { aWorld, OTHER, outcome, SPOT, SWAP, World, type WorldOptions } from './support.ts';

const ISOLATED = { marginMode: 'isolated' } as const;
const ON_SPOT = { instrument: SPOT.id, marginMode: 'cash' } as const;
const against = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
/** Less than doubles can tell from the amount, and less by a cent. */
const tooLittle = (amount: string): readonly string[] =>
  ['0.000000001', '0.01'].map((missing) => new Decimal(amount).sub(missing).toFixed());

/** Trades are replayed, the last one at 100, and a taker fills a distance from it. */
function slipping(ticks: number, deposit: string): World {
  const options: WorldOptions = { deposit, feePpm: [0, 500], slippage: { type: 'ticks', ticks } };
  const world = new World(options);
  world.exchange.trade(SWAP, 0, 100, 1, 'buy');
  return world;
}

describe('a fill that opens', () => {
  const rows: readonly [string, Side, string, 'cross' | 'isolated', string][] = [
    // Cross: 100 lost against the mark at once, 100 of margin at the mark, and the fee.
    ['a cross long at 110', 'buy', '110', 'cross', '200.55'],
    ['a cross short at 90', 'sell', '90', 'cross', '200.45'],
    // Isolated: a tenth of the cost, and the fee.
    ['an isolated long at 110', 'buy', '110', 'isolated', '110.55'],
    ['an isolated short at 90', 'sell', '90', 'isolated', '90.45'],
  ];
  it.each(rows)('%s takes the account to its last digit', (_what, side, price, marginMode, deposit) => {
    const world = slipping(10, deposit);
    world.place({ side, pricing: { type: 'limit', price }, marginMode });
    expect([world.trades, world.free()]).toEqual([[`${side} 10 @ ${price}`], '0']);
  });

  it.each(rows)('%s does not happen where anything is missing', (_what, side, price, marginMode, deposit) => {
    for (const less of tooLittle(deposit)) {
      const world = slipping(10, less);
      world.place({ side, pricing: { type: 'limit', price }, marginMode });
      expect(world.trades).toEqual([]);
    }
  });
});

describe('a fill that turns a position of ten round by twenty', () => {
  const rows: readonly [string, Side, 'cross' | 'isolated', string][] = [
    // 20 realized, 20 lost against the mark, 200 of margin, and fees of 0.505 + 1.485 or of 0.495 + 1.515.
    ['a cross long', 'buy', 'cross', '241.99'],
    ['a cross short', 'sell', 'cross', '242.01'],
    // 20 realized, a tenth of 20 at 99 or at 101, and the same fees.
    ['an isolated long', 'buy', 'isolated', '219.99'],
    ['an isolated short', 'sell', 'isolated', '224.01'],
  ];
  const turn = (deposit: string, side: Side, marginMode: 'cross' | 'isolated'): readonly string[] => {
    const world = slipping(1, deposit);
    world.market(side, '10', { marginMode });
    world.market(against(side), '30', { marginMode });
    return world.trades.slice(1).map((trade) => trade.split(' @')[0]!);
  };
  it.each(rows)('turns %s where the last digit of it is there', (_what, side, marginMode, deposit) => {
    expect(turn(deposit, side, marginMode)).toEqual([`${against(side)} 30`]);
  });

  it.each(rows)('only closes %s where anything is missing', (_what, side, marginMode, deposit) => {
    for (const less of tooLittle(deposit)) expect(turn(less, side, marginMode)).toEqual([`${against(side)} 10`]);
  });
});

describe('a fill that only closes', () => {
  it.each<[Side, string, number]>([
    ['buy', '5', 92],
    ['buy', '10', 92],
    ['sell', '5', 108],
    ['sell', '10', 108],
  ])('a %s by %s at a loss happens with nothing free', (side, quantity, price) => {
    const world = aWorld({ deposit: '100' });
    world.market(side);
    world.close(Math.max(100, price), Math.min(100, price), price);
    world.open(price);
    world.market(against(side), quantity);
    expect(world.trades.at(-1)).toBe(`${against(side)} ${quantity} @ ${price}`);
  });
});

describe('the fill of an order that rested', () => {
  it.each<[Side, 'cross' | 'isolated']>([
    ['buy', 'cross'],
    ['sell', 'cross'],
    ['buy', 'isolated'],
    ['sell', 'isolated'],
  ])('to %s in %s margin is paid by what the order bound, all there is', (side, marginMode) => {
    const world = new World();
    world.openAccount('other', { USDT: '100' });
    world.limit(side, '100', '10', { marginMode }, 'other');
    world.market(against(side), '10');
    expect(Math.abs(world.lots(marginMode, 'other'))).toBe(10);
  });

  it('of coins is paid by what the order bound, all there is', () => {
    const world = new World({ deposit: '900' });
    world.exchange.trade(SPOT, 0, 100, 1, 'buy');
    world.limit('buy', '90', '10', ON_SPOT);
    world.exchange.trade(SPOT, 1, 89, 100_000, 'sell');
    expect([world.cash(), world.cash('X')]).toEqual(['0', '10']);
  });

  it('of coins does not happen where the cash has gone meanwhile', () => {
    const world = slipping(0, '1000');
    world.exchange.trade(SPOT, 0, 100, 1, 'buy');
    world.market('buy', '9');
    world.limit('buy', '90', '10', { ...ON_SPOT, clientOrderId: 'coins' });
    world.exchange.trade(SWAP, 1, 88, 1, 'sell');
    world.market('sell', '9');
    world.exchange.trade(SPOT, 2, 89, 100_000, 'sell');
    expect([world.order('coins').cancelReason, world.cash('X')]).toEqual(['insufficient_margin', '0']);
  });
});

describe('a purchase of coins', () => {
  const buy = (deposit: string): World => {
    const world = new World({ deposit, slippage: { type: 'ticks', ticks: 10 } });
    world.exchange.trade(SPOT, 0, 100, 1, 'buy');
    world.market('buy', '10', ON_SPOT);
    return world;
  };
  it('takes all the cash to the last digit', () => {
    expect([buy('1100').cash('X'), buy('1100').cash()]).toEqual(['10', '0']);
  });
  it('does not happen where anything is missing', () => {
    expect(tooLittle('1100').map((less) => buy(less).cash('X'))).toEqual(['0', '0']);
  });
});

describe('an order beside everything else that an account has', () => {
  const rows: readonly [string, (world: World) => unknown, Side, string, string][] = [
    ['a buy beside nothing', () => {}, 'buy', '90', '90.45'],
    ['a sell beside nothing', () => {}, 'sell', '120', '120.6'],
    ['a buy on the side of a long', (world) => world.market('buy'), 'buy', '90', '190.95'],
    ['a sell on the side of a short', (world) => world.market('sell'), 'sell', '120', '221.1'],
    ['a buy beside another buy', (world) => world.limit('buy', '80'), 'buy', '90', '170.85'],
    ['a sell beside another sell', (world) => world.limit('sell', '110'), 'sell', '120', '231.15'],
    // Only the worse side binds margin; the fee of both is bound.
    ['a sell beside a cheaper buy', (world) => world.limit('buy', '90'), 'sell', '120', '121.05'],
    ['a buy beside a dearer sell', (world) => world.limit('sell', '120', '5'), 'buy', '90', '90.75'],
    ['a buy beside an isolated long', (world) => world.market('buy', '10', ISOLATED), 'buy', '90', '190.95'],
    [
      'a buy beside a position elsewhere',
      (world) => world.market('sell', '10', { instrument: OTHER.id }),
      'buy',
      '90',
      '190.95',
    ],
    [
      'a buy beside an order elsewhere',
      (world) => world.limit('sell', '130', '10', { instrument: OTHER.id }),
      'buy',
      '90',
      '221.1',
    ],
    ['a buy beside a purchase of coins', (world) => world.limit('buy', '90', '2', ON_SPOT), 'buy', '90', '270.45'],
  ];
  const answerTo = (deposit: string, before: (world: World) => unknown, side: Side, price: string): string => {
    const world = new World({ deposit, feePpm: [0, 500] });
    for (const instrument of [SWAP, OTHER, SPOT]) world.exchange.trade(instrument, 0, 100, 1, 'buy');
    before(world);
    return outcome(world.limit(side, price));
  };
  it.each(rows)(
    '%s is taken where its margin and fee are there to the last digit',
    (_what, before, side, price, deposit) => {
      expect(answerTo(deposit, before, side, price)).toBe('working');
    },
  );

  it.each(rows)('%s is refused where anything is missing', (_what, before, side, price, deposit) => {
    for (const less of tooLittle(deposit)) expect(answerTo(less, before, side, price)).toBe('insufficient_margin');
  });

  it.each<[string, string, string]>([
    ['all of its margin', '90', 'working'],
    ['a little less, whatever rebate there will be', '89.99', 'insufficient_margin'],
  ])('needs %s where the fee is a rebate', (_what, deposit, answer) => {
    const world = new World({ deposit, feePpm: [0, -500] });
    world.exchange.trade(SWAP, 0, 100, 1, 'buy');
    expect(outcome(world.limit('buy', '90'))).toBe(answer);
  });

  it.each<[string, Side, number, string, string]>([
    ['spends what a long has gained', 'buy', 110, '90', 'working'],
    ['spends no more than that', 'buy', 110, '91', 'insufficient_margin'],
    ['spends what a short has gained', 'sell', 90, '110', 'working'],
    ['spends no more than that on the other side', 'sell', 90, '111', 'insufficient_margin'],
  ])('%s', (_what, side, price, limit, answer) => {
    // Of 100 and a gain of 100, the position binds 110 or 90 at the new mark.
    const world = aWorld({ deposit: '100' });
    world.market(side);
    world.close(Math.max(100, price), Math.min(100, price), price);
    expect(outcome(world.limit(side, limit))).toBe(answer);
  });
});

describe('with nothing free, beside a position of ten at 100', () => {
  it.each<[string, Side, Side, string, string, string]>([
    ['a sale of a part of a long', 'buy', 'sell', '105', '5', 'working'],
    ['a sale that turns it round, but not into more', 'buy', 'sell', '105', '19', 'working'],
    ['a sale that turns it round into as much', 'buy', 'sell', '125', '16', 'working'],
    ['a sale that turns it round into more', 'buy', 'sell', '105', '20', 'insufficient_margin'],
    ['a purchase on top of it', 'buy', 'buy', '1', '1', 'insufficient_margin'],
    ['a purchase of a part of a short', 'sell', 'buy', '95', '5', 'working'],
    ['a purchase that turns it round, but not into more', 'sell', 'buy', '95', '21', 'working'],
    ['a purchase that turns it round into as much', 'sell', 'buy', '80', '25', 'working'],
    ['a purchase that turns it round into more', 'sell', 'buy', '80', '26', 'insufficient_margin'],
    ['a sale on top of it', 'sell', 'sell', '101', '1', 'insufficient_margin'],
  ])('%s is judged by the worse side', (_what, held, side, price, quantity, answer) => {
    const world = aWorld({ deposit: '100' });
    world.market(held);
    expect(outcome(world.limit(side, price, quantity))).toBe(answer);
  });

  it.each<[string, Side, string, string, readonly string[]]>([
    ['sales', 'buy', '105', '9', ['working', 'insufficient_margin']],
    ['purchases', 'sell', '95', '11', ['working', 'insufficient_margin']],
  ])('two %s are judged together', (_what, held, price, quantity, answers) => {
    const world = aWorld({ deposit: '100' });
    world.market(held);
    world.limit(against(held), price);
    const more = `${Number(quantity) + 1}`;
    expect([
      outcome(world.limit(against(held), price, quantity)),
      outcome(world.limit(against(held), price, more)),
    ]).toEqual(answers);
  });
});
