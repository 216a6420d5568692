import { describe, expect, it, test } from 'vitest';
import { aBook, outcome, SWAP, World } from './support.ts';

describe('a market order in a book', () => {
  it('walks the levels and consumes them', () => {
    const world = aBook();
    world.market('buy', '15');
    world.market('buy', '3');
    expect(world.trades).toEqual(['buy 10 @ 101', 'buy 5 @ 102', 'buy 3 @ 102']);
  });

  it('is canceled for what the book does not hold', () => {
    const world = aBook();
    world.market('buy', '25');
    expect([world.order('o1').filledQuantity.toFixed(), world.order('o1').cancelReason]).toEqual([
      '20',
      'no_liquidity',
    ]);
  });

  it('finds a level whole again after an update of it', () => {
    const world = aBook();
    world.market('buy', '4');
    world.exchange.depthUpdate(SWAP, 1, [], [[101, 10]]);
    expect(world.exchange.walk(SWAP, 'buy', 12)).toEqual({ lots: 12, cost: 1214, worstTicks: 102 });
  });
});

describe('a resting order in a book', () => {
  const trade = (world: World, lots: number) => world.exchange.trade(SWAP, 1, 99, lots, 'sell');
  const cases = [
    { name: 'waits behind what was there', act: (world: World) => trade(world, 10), trades: [] },
    { name: 'fills with what comes beyond that', act: (world: World) => trade(world, 12), trades: ['buy 2 @ 99'] },
    {
      name: 'does not wait for what joined behind it',
      act: (world: World) => {
        world.exchange.depthUpdate(SWAP, 1, [[99, 30]], []);
        trade(world, 14);
      },
      trades: ['buy 4 @ 99'],
    },
    {
      name: 'gains nothing from what leaves behind it',
      act: (world: World) => {
        world.exchange.depthUpdate(SWAP, 1, [[99, 30]], []);
        world.exchange.depthUpdate(SWAP, 1, [[99, 10]], []);
        trade(world, 10);
      },
      trades: [],
    },
    {
      name: 'moves up when less is left than stood before it',
      act: (world: World) => {
        world.exchange.depthUpdate(SWAP, 1, [[99, 6]], []);
        trade(world, 8);
      },
      trades: ['buy 2 @ 99'],
    },
    {
      name: 'fills when the market trades through it',
      act: (world: World) => world.exchange.trade(SWAP, 1, 98, 7, 'sell'),
      trades: ['buy 7 @ 99'],
    },
    {
      name: 'fills at its own price when the other side crosses it',
      act: (world: World) => world.exchange.depthUpdate(SWAP, 1, [], [[97, 6]]),
      trades: ['buy 6 @ 99'],
    },
  ] as const;
  test.each(cases)('$name', ({ act, trades }) => {
    const world = aBook();
    world.limit('buy', '99');
    act(world);
    expect(world.trades).toEqual(trades);
  });
});

describe('a resting order where only trades are replayed', () => {
  it('waits behind the configured queue at its price', () => {
    const world = new World({ queueAheadLots: 5 });
    world.exchange.trade(SWAP, 0, 100, 1, 'buy');
    world.limit('buy', '99');
    world.exchange.trade(SWAP, 1, 99, 4, 'sell');
    world.exchange.trade(SWAP, 2, 99, 4, 'sell');
    expect(world.trades).toEqual(['buy 3 @ 99']);
  });

  it('fills when the market trades through it, queue or not', () => {
    const world = new World({ queueAheadLots: 5 });
    world.exchange.trade(SWAP, 0, 100, 1, 'buy');
    world.limit('buy', '99');
    world.exchange.trade(SWAP, 1, 98, 4, 'buy');
    expect(world.trades).toEqual(['buy 4 @ 99']);
  });
});

describe('a stop where trades are replayed', () => {
  it('acts on the first trade at or past its trigger', () => {
    const world = new World();
    world.exchange.trade(SWAP, 0, 100, 1, 'buy');
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95' } }, effect: 'reduce_only' });
    world.exchange.trade(SWAP, 1, 93, 1, 'sell');
    expect(world.trades.at(-1)).toBe('sell 10 @ 93');
  });
});

describe('slippage', () => {
  const cases = [
    { model: { type: 'ticks', ticks: 2 }, price: 102 },
    { model: { type: 'fraction', millionths: 25_000 }, price: 103 },
    { model: { type: 'volume_share', millionths: 100_000 }, price: 105 },
  ] as const;
  test.each(cases)('of $model.type makes a buy worse', ({ model, price }) => {
    const world = new World({ slippage: model });
    world.exchange.trade(SWAP, 0, 100, 20, 'buy');
    world.market('buy');
    expect(world.trades).toEqual([`buy 10 @ ${price}`]);
  });

  it('of a volatile bar is a share of its range', () => {
    const world = new World({ slippage: { type: 'volatility', millionths: 100_000 } });
    world.bar(100, 120, 90, 100);
    world.open(100);
    world.market('sell');
    expect(world.trades).toEqual(['sell 10 @ 97']);
  });

  it('never passes a limit price', () => {
    const world = new World({ slippage: { type: 'ticks', ticks: 5 } });
    world.exchange.trade(SWAP, 0, 100, 20, 'buy');
    world.limit('buy', '102');
    expect(world.trades).toEqual(['buy 10 @ 102']);
  });
});

describe('latency', () => {
  it('lets an order arrive at its fraction of the bar', () => {
    const world = new World({ latency: { type: 'fixed', ms: 500 } });
    world.bar(100, 100, 100, 100);
    world.open(100);
    const sent = world.market('buy');
    // Open to low, high and close take a third of the time each: half-way is the middle between 90 and 120.
    world.close(120, 90, 110);
    expect([outcome(sent), world.trades, world.fills[0]?.at]).toEqual(['sent', ['buy 10 @ 105'], 1500]);
  });

  it('lets an order that arrives at the end of a bar meet the next open', () => {
    const world = new World({ latency: { type: 'fixed', ms: 1000 } });
    world.bar(100, 100, 100, 100);
    world.open(100);
    world.market('buy');
    world.close(100, 100, 100);
    world.open(104);
    expect(world.trades).toEqual(['buy 10 @ 104']);
  });

  it('draws its jitter from the seed', () => {
    const arrivals = [7, 7, 8].map((seed) => {
      const world = new World({ latency: { type: 'jitter', minMs: 10, maxMs: 900 }, seed });
      const sent = world.market('buy');
      return sent.outcome === 'sent' ? sent.arrivesAt : null;
    });
    expect(arrivals[0]).toBe(arrivals[1]);
    expect(arrivals[0]).not.toBe(arrivals[2]);
  });

  it('answers a refusal by an event', () => {
    const world = new World({ latency: { type: 'fixed', ms: 10 }, deposit: '1' });
    world.bar(100, 100, 100, 100);
    world.open(100);
    world.market('buy');
    world.close(100, 100, 100);
    expect(world.events).toMatchObject([
      { event: { type: 'order.rejected', rejection: { reason: 'insufficient_margin' } } },
    ]);
  });
});
