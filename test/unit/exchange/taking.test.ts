import { describe, expect, it } from 'vitest';
import type { OrderPricing, Side } from '../../../src/domain/order-intent.ts';
import { aBook, aWorld, outcome, SWAP, World } from './support.ts';

/** A world with another account, after a bar at 100. */
function withOther(options: ConstructorParameters<typeof World>[0] = {}): World {
  const world = new World(options);
  world.openAccount('other', { USDT: '10000' });
  world.bar(100, 100, 100, 100);
  return world;
}
const limitOf = (price: string, timeInForce: 'ioc' | 'fok' | 'post_only'): OrderPricing => ({
  type: 'limit',
  price,
  timeInForce,
});

describe('a taker in a bar', () => {
  it('takes no more than the volume that others have left', () => {
    const world = withOther();
    world.open(100, 15);
    world.market('buy', '10');
    world.market('sell', '10');
    expect([world.trades, world.order('o2').cancelReason]).toEqual([['buy 10 @ 100', 'sell 5 @ 100'], 'no_liquidity']);
  });

  it('takes no more than its share of the volume', () => {
    const world = withOther({ volumeSharePpm: 500_000 });
    world.open(100, 9);
    world.market('buy', '10');
    expect(world.trades).toEqual(['buy 4 @ 100']);
  });

  it('rests with what the volume did not fill', () => {
    const world = withOther();
    world.open(100, 4);
    world.limit('buy', '101');
    expect([world.trades, world.order('o1').state, world.exchange.depth(SWAP, 'buy', 5)]).toEqual([
      ['buy 4 @ 100'],
      'partially_filled',
      [[101, 6]],
    ]);
  });

  it.each<[string, Side, string, readonly string[]]>([
    ['a buy meets what rests above the bar when its volume is gone', 'buy', '103', ['buy 4 @ 100', 'buy 6 @ 103']],
    ['a sell meets what rests below the bar when its volume is gone', 'sell', '97', ['sell 4 @ 100', 'sell 6 @ 97']],
    ['a buy meets what rests below the bar first', 'buy', '99', ['buy 8 @ 99', 'buy 2 @ 100']],
    ['a sell meets what rests above the bar first', 'sell', '101', ['sell 8 @ 101', 'sell 2 @ 100']],
    ['a buy meets what rests at the price of the bar first', 'buy', '100', ['buy 8 @ 100', 'buy 2 @ 100']],
    ['a sell meets what rests at the price of the bar first', 'sell', '100', ['sell 8 @ 100', 'sell 2 @ 100']],
  ])('%s', (_what, side, price, trades) => {
    const world = withOther();
    world.limit(side === 'buy' ? 'sell' : 'buy', price, '8', {}, 'other');
    world.open(100, 4);
    world.market(side);
    expect(world.trades).toEqual(trades);
  });

  it.each<[Side, string]>([
    ['buy', '99'],
    ['sell', '101'],
  ])('does not %s at %s what the bar trades at 100', (side, price) => {
    const world = aWorld();
    expect([outcome(world.limit(side, price)), world.trades]).toEqual(['working', []]);
  });
});

describe('where slippage ends', () => {
  it.each<[string, number, Side, OrderPricing, string]>([
    ['a sell stops at its limit', 100, 'sell', { type: 'limit', price: '98' }, 'sell 10 @ 98'],
    ['a sell goes as far as the model says', 100, 'sell', { type: 'limit', price: '90' }, 'sell 10 @ 95'],
    ['a sell for nothing there is not', 3, 'sell', { type: 'market' }, 'sell 10 @ 1'],
    ['a buy at market has no end', 100, 'buy', { type: 'market' }, 'buy 10 @ 105'],
  ])('%s', (_what, price, side, pricing, trade) => {
    const world = new World({ slippage: { type: 'ticks', ticks: 5 } });
    world.exchange.trade(SWAP, 0, price, 20, 'buy');
    world.place({ side, pricing });
    expect(world.trades).toEqual([trade]);
  });

  it('a share of the volume counts what the bar has left, not what the order wants', () => {
    const world = withOther({ slippage: { type: 'volume_share', millionths: 100_000 }, volumeSharePpm: 500_000 });
    world.open(100, 20);
    world.market('buy', '40');
    expect(world.trades).toEqual(['buy 10 @ 105']);
  });
});

describe('the last price', () => {
  it('is the touch of the first trade of all', () => {
    const world = new World();
    world.open(100);
    const before = world.exchange.lastTicks(SWAP);
    world.market('buy');
    expect([before, world.exchange.lastTicks(SWAP)]).toEqual([null, 100]);
  });

  it('is not moved by a taker at the open of a later bar', () => {
    const world = withOther();
    world.open(107);
    world.market('buy');
    expect([world.trades, world.exchange.lastTicks(SWAP)]).toEqual([['buy 10 @ 107'], 100]);
  });

  it('is the best price of a book whose other side is empty, and stays where it was', () => {
    const world = new World();
    world.exchange.depthSnapshot(
      SWAP,
      0,
      [],
      [
        [101, 5],
        [102, 5],
      ],
    );
    world.market('buy');
    expect([world.trades, world.exchange.lastTicks(SWAP)]).toEqual([['buy 5 @ 101', 'buy 5 @ 102'], 101]);
  });

  it('is not moved by a taker in the book of the market', () => {
    const world = aBook();
    world.market('buy', '15');
    expect(world.exchange.lastTicks(SWAP)).toBe(100);
  });

  it('is not moved by a trade between accounts beside a bar', () => {
    const world = withOther();
    world.limit('sell', '103', '8', {}, 'other');
    world.open(100, 0);
    world.market('buy', '5');
    expect([world.trades, world.exchange.lastTicks(SWAP)]).toEqual([['buy 5 @ 103'], 100]);
  });

  it('is the last one at which accounts have traded where there is no market but theirs', () => {
    const world = new World();
    world.openAccount('other', { USDT: '10000' });
    world.limit('sell', '100', '5', {}, 'other');
    world.limit('sell', '103', '5', {}, 'other');
    world.market('buy');
    expect(world.exchange.lastTicks(SWAP)).toBe(103);
  });
});

describe('a book that comes after trades', () => {
  it('is what a taker meets, not the last trade', () => {
    const world = new World();
    world.exchange.trade(SWAP, 0, 100, 5, 'buy');
    world.exchange.depthSnapshot(SWAP, 1, [[95, 10]], [[105, 10]]);
    world.market('buy');
    world.market('sell', '4');
    expect(world.trades).toEqual(['buy 10 @ 105', 'sell 4 @ 95']);
  });
});

describe('an immediate-or-cancel order', () => {
  it('keeps what it has filled, and nothing of it rests', () => {
    const world = withOther();
    world.open(100, 4);
    world.place({ side: 'buy', pricing: limitOf('101', 'ioc') });
    expect([world.trades, world.order('o1').cancelReason, world.exchange.bestBidTicks(SWAP), world.free()]).toEqual([
      ['buy 4 @ 100'],
      'ioc_remainder',
      null,
      '9960',
    ]);
  });
});

describe('a post-only order', () => {
  it.each<[Side, string, string]>([
    ['buy', '100', 'canceled'],
    ['buy', '101', 'canceled'],
    ['buy', '99', 'working'],
    ['sell', '100', 'canceled'],
    ['sell', '99', 'canceled'],
    ['sell', '101', 'working'],
  ])('to %s at %s against a bar at 100 is %s', (side, price, state) => {
    const world = aWorld();
    expect([outcome(world.place({ side, pricing: limitOf(price, 'post_only') })), world.trades]).toEqual([state, []]);
  });

  it.each<[Side, string, string]>([
    ['buy', '101', 'canceled'],
    ['buy', '102', 'canceled'],
    ['buy', '100', 'working'],
    ['sell', '99', 'canceled'],
    ['sell', '98', 'canceled'],
    ['sell', '100', 'working'],
  ])('to %s at %s between 99 and 101 is %s', (side, price, state) => {
    const world = aBook();
    expect([outcome(world.place({ side, pricing: limitOf(price, 'post_only') })), world.trades]).toEqual([state, []]);
  });

  it('rests where the bar has no volume left', () => {
    const world = withOther();
    world.open(100, 0);
    expect(outcome(world.place({ side: 'buy', pricing: limitOf('100', 'post_only') }))).toBe('working');
  });

  it('binds margin while it rests', () => {
    const world = aWorld();
    world.place({ side: 'buy', pricing: limitOf('90', 'post_only') });
    expect(world.free()).toBe('9910');
  });
});

describe('a taker that cannot pay for all of it', () => {
  it('keeps what it has filled and is canceled for the rest', () => {
    const world = new World({ deposit: '160' });
    world.exchange.depthSnapshot(
      SWAP,
      0,
      [[99, 10]],
      [
        [101, 10],
        [150, 10],
      ],
    );
    world.market('buy', '15');
    expect([world.trades, world.order('o1').cancelReason]).toEqual([['buy 10 @ 101'], 'insufficient_margin']);
  });

  it.each<[Side, string]>([
    ['buy', 'insufficient_margin'],
    ['sell', 'insufficient_margin'],
  ])('fills nothing of a %s that slippage makes too dear', (side, reason) => {
    const world = new World({ deposit: '150', slippage: { type: 'ticks', ticks: 10 } });
    world.exchange.trade(SWAP, 0, 100, 20, 'buy');
    world.market(side);
    expect([world.trades, world.order('o1').cancelReason]).toEqual([[], reason]);
  });
});

describe('a taker larger than its position, in a book', () => {
  it.each<[Side, string]>([
    ['sell', '93'],
    ['buy', '107'],
  ])('to %s at %s closes it, and opens nothing that it cannot pay', (side, price) => {
    const world = new World({ deposit: '120' });
    world.openAccount('other', { USDT: '10000' });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit(side, '100', '10', {}, 'other');
    world.market(side === 'buy' ? 'sell' : 'buy');
    world.limit(side === 'buy' ? 'sell' : 'buy', price, '30', {}, 'other');
    world.market(side, '20', { clientOrderId: 'turn' });
    const { cancelReason } = world.order('turn');
    expect([world.trades.slice(1), cancelReason]).toEqual([[`${side} 10 @ ${price}`], 'insufficient_margin']);
  });
});

describe('the fills of a taker', () => {
  const FEES = { feePpm: [200, 500] } as const;
  it.each<[string, () => World, string]>([
    ['from a bar', () => aWorld(FEES), '0.5'],
    ['from the book of the market', () => aBook(FEES), '0.505'],
    [
      'from another account',
      () => {
        const world = withOther(FEES);
        world.limit('sell', '98', '10', {}, 'other');
        return world;
      },
      '0.49',
    ],
  ])('%s say so and cost the taker fee', (_what, prepare, fee) => {
    const world = prepare();
    world.market('buy');
    expect(world.fills.map(({ facts, fee: paid }) => [facts.liquidity, paid.toFixed()])).toEqual([['taker', fee]]);
    expect(world.cash()).toBe(`${10_000 - Number(fee)}`);
  });
});

describe('a stop that finds no liquidity', () => {
  it('waits, and takes what every later bar has', () => {
    const world = withOther();
    world.open(100, 10);
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95' } }, effect: 'reduce_only' });
    world.close(100, 94, 94);
    const waits = [world.order('o2').state, world.trades.length];
    world.bar(93, 93, 93, 93, 4);
    world.bar(92, 92, 92, 92, 9);
    expect([waits, world.trades.slice(1)]).toEqual([
      ['working', 1],
      ['sell 4 @ 93', 'sell 6 @ 92'],
    ]);
  });

  it('takes what comes into the book', () => {
    const world = aBook();
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '97' } }, effect: 'reduce_only' });
    world.exchange.trade(SWAP, 1, 96, 1, 'sell');
    world.exchange.depthUpdate(SWAP, 2, [[95, 6]], []);
    world.exchange.depthUpdate(SWAP, 3, [[94, 9]], []);
    expect(world.trades.slice(1)).toEqual(['sell 6 @ 95', 'sell 4 @ 94']);
  });

  it('waits its turn behind the one that waits longer', () => {
    const world = withOther();
    world.open(100, 10);
    world.market('buy');
    for (const price of ['94', '95']) {
      const pricing = { type: 'stop_market', trigger: { price } } as const;
      world.place({ side: 'sell', quantity: '5', pricing, effect: 'reduce_only', clientOrderId: `at ${price}` });
    }
    world.close(100, 93, 93);
    world.bar(92, 92, 92, 92, 7);
    expect(world.fills.slice(1).map(({ clientOrderId, facts }) => [clientOrderId, facts.lots])).toEqual([
      ['at 95', 5],
      ['at 94', 2],
    ]);
  });

  it('is not worked any more once it is canceled', () => {
    const world = withOther();
    world.open(100, 10);
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95' } }, effect: 'reduce_only' });
    world.close(100, 94, 94);
    world.exchange.cancel('me', { clientOrderId: 'o2' });
    world.bar(93, 93, 93, 93);
    expect([world.order('o2').state, world.lots()]).toEqual(['canceled', 10]);
  });

  it('is not worked any more once the one before it has closed the position', () => {
    const world = withOther();
    world.open(100, 10);
    world.market('buy');
    for (const price of ['94', '95']) {
      const pricing = { type: 'stop_market', trigger: { price } } as const;
      world.place({ side: 'sell', pricing, effect: 'reduce_only', clientOrderId: `at ${price}` });
    }
    world.close(100, 93, 93);
    world.bar(92, 92, 92, 92, 50);
    expect([world.trades.slice(1), world.order('at 94').cancelReason]).toEqual([['sell 10 @ 92'], 'position_closed']);
  });
});

describe('the configured queue', () => {
  it('is not added to that of a book', () => {
    const world = aBook({ queueAheadLots: 5 });
    world.limit('buy', '100');
    world.exchange.trade(SWAP, 1, 100, 4, 'sell');
    expect(world.trades).toEqual(['buy 4 @ 100']);
  });
});

describe('a stop that found nothing to trade with between accounts', () => {
  /** `me` waits to buy 10 since others have traded at 105, and nothing is offered. */
  function aWaitingStop(): World {
    const world = new World();
    for (const id of ['other', 'third']) world.openAccount(id, { USDT: '10000' });
    const trade = (price: string): void => {
      world.limit('sell', price, '1', {}, 'other');
      world.market('buy', '1', {}, 'third');
    };
    trade('100');
    world.place({ side: 'buy', pricing: { type: 'stop_market', trigger: { price: '105' } }, clientOrderId: 'stop' });
    trade('105');
    return world;
  }

  it('waits', () => {
    const world = aWaitingStop();
    expect([world.order('stop').state, world.trades]).toEqual(['working', []]);
  });

  it('trades with the next order that comes to rest', () => {
    const world = aWaitingStop();
    world.limit('sell', '110', '10', {}, 'other');
    expect([world.trades, world.order('stop').state]).toEqual([['buy 10 @ 110'], 'filled']);
  });

  it('waits on with what is left of it', () => {
    const world = aWaitingStop();
    world.limit('sell', '110', '4', {}, 'other');
    world.limit('sell', '111', '6', {}, 'third');
    expect(world.trades).toEqual(['buy 4 @ 110', 'buy 6 @ 111']);
  });

  it('moves the last price by what it trades', () => {
    const world = aWaitingStop();
    world.limit('sell', '110', '10', {}, 'other');
    expect(world.exchange.lastTicks(SWAP)).toBe(110);
  });
});
