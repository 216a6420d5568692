import { describe, expect, it, test } from 'vitest';
import { aWorld, outcome, World } from './support.ts';

type Bar = readonly [open: number, high: number, low: number, close: number];

describe('a market order', () => {
  it('meets the opening price of the bar that begins, before it can be seen', () => {
    const world = new World();
    world.bar(100, 100, 100, 100);
    world.open(107);
    world.market('buy');
    expect(world.trades).toEqual(['buy 10 @ 107']);
  });

  it('is canceled for what the bar has no volume for', () => {
    const world = new World();
    world.bar(100, 100, 100, 100);
    world.open(100, 4);
    world.market('buy');
    expect([world.trades, world.order('o1').cancelReason]).toEqual([['buy 4 @ 100'], 'no_liquidity']);
  });

  it('shares the capped volume of the bar with all others', () => {
    const world = new World({ volumeSharePpm: 100_000 });
    world.bar(100, 100, 100, 100);
    world.open(100, 150);
    world.market('buy');
    world.market('buy');
    expect(world.trades).toEqual(['buy 10 @ 100', 'buy 5 @ 100']);
  });
});

describe('a resting limit order', () => {
  const cases: readonly { name: string; bar: Bar; trades: readonly string[] }[] = [
    { name: 'fills at its price when the bar touches it', bar: [100, 101, 95, 97], trades: ['buy 10 @ 95'] },
    { name: 'fills at the open when the bar opens beyond it', bar: [90, 96, 88, 92], trades: ['buy 10 @ 90'] },
    { name: 'does not fill when the bar stays above it', bar: [100, 104, 96, 100], trades: [] },
  ];
  test.each(cases)('$name', ({ bar, trades }) => {
    const world = aWorld();
    world.limit('buy', '95');
    world.close(100, 100, 100);
    world.bar(...bar);
    expect(world.trades).toEqual(trades);
  });

  it('fills nothing in a bar without volume', () => {
    const world = aWorld();
    world.limit('buy', '95');
    world.close(100, 100, 100);
    world.bar(100, 100, 90, 100, 0);
    expect(world.trades).toEqual([]);
  });
});

describe('a stop', () => {
  const cases: readonly { name: string; bar: Bar; trades: string }[] = [
    { name: 'fills at its trigger when the bar touches it', bar: [100, 101, 95, 97], trades: 'sell 10 @ 95' },
    { name: 'fills at the open when the bar opens beyond it', bar: [90, 96, 88, 92], trades: 'sell 10 @ 90' },
  ];
  test.each(cases)('$name', ({ bar, trades }) => {
    const world = aWorld();
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95' } }, effect: 'reduce_only' });
    world.close(100, 100, 100);
    world.bar(...bar);
    expect(world.trades.at(-1)).toBe(trades);
  });

  it('stays and goes on filling as volume comes', () => {
    const world = aWorld();
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95' } }, effect: 'reduce_only' });
    world.close(100, 100, 100);
    world.bar(100, 100, 94, 94, 4);
    world.bar(93, 94, 93, 94, 100);
    expect(world.trades.slice(1)).toEqual(['sell 4 @ 95', 'sell 6 @ 93']);
  });

  it('comes before the target when the bar holds both', () => {
    const world = aWorld();
    const protection = { stopLoss: { trigger: { price: '95' } }, takeProfit: { resting: '105' } };
    world.market('buy', '10', { protection });
    world.close(110, 90, 108);
    expect(world.trades).toEqual(['buy 10 @ 100', 'sell 10 @ 95']);
  });

  it('of a position that opens inside the bar sees the worst of the bar again', () => {
    const world = aWorld();
    const protection = { stopLoss: { trigger: { price: '95' } } };
    world.place({ side: 'buy', pricing: { type: 'limit', price: '98' }, protection });
    // Falling: open, high, low, close. The entry at 98 is on the way to the low, which the stop then meets.
    world.close(103, 94, 96);
    expect(world.trades).toEqual(['buy 10 @ 98', 'sell 10 @ 95']);
  });
});

describe('the path of a flat account', () => {
  const cases = [
    { name: 'goes to the low first when the bar closes higher', close: 101, first: 'buy 10 @ 98' },
    { name: 'goes to the high first when the bar closes lower', close: 99, first: 'sell 10 @ 102' },
  ] as const;
  test.each(cases)('$name', ({ close, first }) => {
    const world = aWorld();
    world.limit('buy', '98');
    world.limit('sell', '102');
    world.close(103, 97, close);
    expect(world.trades[0]).toBe(first);
  });
});

describe('a limit order past the open', () => {
  it('takes at the open, as a taker', () => {
    const world = aWorld();
    expect(outcome(world.limit('buy', '105'))).toBe('filled');
    expect(world.fills.map(({ liquidity, facts }) => `${liquidity} ${facts.ticks}`)).toEqual(['taker 100']);
  });
});
