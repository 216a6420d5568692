import { describe, expect, it, test } from 'vitest';
import { fromMoney } from '../../../src/domain/money.ts';
import { aBook, aWorld, outcome, SPOT, SWAP, World } from './support.ts';

describe('time in force', () => {
  const cases = [
    { tif: 'gtc', state: 'partially_filled', reason: null },
    { tif: 'ioc', state: 'canceled', reason: 'ioc_remainder' },
    { tif: 'fok', state: 'canceled', reason: 'fok_not_fillable' },
    { tif: 'post_only', state: 'canceled', reason: 'post_only_would_take' },
  ] as const;
  test.each(cases)('$tif of more than the book has ends as $state', ({ tif, state, reason }) => {
    const world = aBook();
    const pricing = { type: 'limit', price: '101', timeInForce: tif } as const;
    const result = world.place({ side: 'buy', quantity: '15', pricing });
    expect([outcome(result), world.order('o1').cancelReason]).toEqual([state, reason]);
  });
});

describe('self-trade prevention', () => {
  const cases = [
    { prevention: 'cancel_maker', resting: 'canceled', incoming: 'working' },
    { prevention: 'cancel_taker', resting: 'working', incoming: 'canceled' },
    { prevention: 'cancel_both', resting: 'canceled', incoming: 'canceled' },
  ] as const;
  test.each(cases)('$prevention', ({ prevention, resting, incoming }) => {
    const world = new World();
    world.limit('sell', '100', '10', { clientOrderId: 'resting' });
    world.limit('buy', '100', '10', { clientOrderId: 'incoming', selfTradePrevention: prevention });
    expect([world.order('resting').state, world.order('incoming').state]).toEqual([resting, incoming]);
  });
});

describe('accounts that trade with each other', () => {
  it('meet at the price of the one that rested', () => {
    const world = new World();
    world.openAccount('other', { USDT: '10000' });
    world.limit('sell', '100', '10', {}, 'other');
    world.limit('buy', '103');
    expect([world.trades, world.lots(), world.lots('cross', 'other')]).toEqual([['buy 10 @ 100'], 10, -10]);
  });
});

describe('a reduce-only order', () => {
  const cases = [
    { name: 'without a position', held: 0, side: 'sell', quantity: '10', reason: 'nothing_to_reduce' },
    { name: 'on the side of the position', held: 10, side: 'buy', quantity: '10', reason: 'reduce_only_wrong_side' },
    { name: 'larger than the position', held: 10, side: 'sell', quantity: '11', reason: 'invalid_quantity' },
  ] as const;
  test.each(cases)('$name is refused', ({ held, side, quantity, reason }) => {
    const world = aWorld();
    if (held > 0) world.market('buy');
    expect(outcome(world.market(side, quantity, { effect: 'reduce_only' }))).toBe(reason);
  });

  it('shrinks with the position and goes with it', () => {
    const world = aWorld();
    world.market('buy');
    world.limit('sell', '110', '10', { effect: 'reduce_only', clientOrderId: 'exit' });
    world.market('sell', '4');
    const shrunk = world.order('exit').quantity.toFixed();
    world.market('sell', '6');
    expect([shrunk, world.order('exit').cancelReason]).toEqual(['6', 'position_closed']);
  });
});

describe('what is refused', () => {
  const cases = [
    { name: 'less than the minimum', quantity: '0', reason: 'invalid_quantity' },
    { name: 'more than a market order may have', quantity: '50001', reason: 'invalid_quantity' },
  ] as const;
  test.each(cases)('$name', ({ quantity, reason }) => {
    expect(outcome(aWorld().market('buy', quantity))).toBe(reason);
  });

  it('is an id that is known already', () => {
    const world = aWorld();
    world.limit('buy', '90', '1', { clientOrderId: 'same' });
    expect(outcome(world.limit('buy', '91', '1', { clientOrderId: 'same' }))).toBe('duplicate_client_order_id');
  });

  it('is a stop whose trigger the price has passed', () => {
    const pricing = { type: 'stop_market', trigger: { price: '101' } } as const;
    expect(outcome(aWorld().place({ side: 'sell', pricing }))).toBe('invalid_price');
  });
});

describe('conditional orders', () => {
  const cases = [
    { type: 'stop_market', side: 'buy', trigger: '105', expected: 'buy 10 @ 105' },
    { type: 'stop_market', side: 'sell', trigger: '95', expected: 'sell 10 @ 95' },
    { type: 'take_profit_market', side: 'sell', trigger: '105', expected: 'sell 10 @ 105' },
    { type: 'take_profit_market', side: 'buy', trigger: '95', expected: 'buy 10 @ 95' },
  ] as const;
  test.each(cases)('$side $type acts at $trigger', ({ type, side, trigger, expected }) => {
    const world = aWorld();
    world.place({ side, pricing: { type, trigger: { price: trigger } } });
    world.close(106, 94, 100);
    expect(world.trades).toEqual([expected]);
  });

  it('with a limit rest after their trigger until the limit is there', () => {
    const world = aWorld();
    const pricing = { type: 'stop_limit', trigger: { price: '95' }, price: '97' } as const;
    world.place({ side: 'sell', pricing, clientOrderId: 's' });
    world.close(100, 94, 96);
    const after = world.order('s').state;
    world.bar(96, 98, 96, 98);
    expect([after, world.trades]).toEqual(['working', ['sell 10 @ 97']]);
  });

  it('by mark do not look at the last price', () => {
    const world = aWorld();
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95', by: 'mark' } } });
    world.exchange.mark(SWAP, 1, SWAP.marks('100'));
    world.close(100, 90, 100);
    const before = world.trades.length;
    world.open(99);
    world.exchange.mark(SWAP, 1100, SWAP.marks('94'));
    expect([before, world.trades]).toEqual([0, ['sell 10 @ 99']]);
  });
});

describe('a trailing stop', () => {
  it('follows the best price and acts when it falls back by its distance', () => {
    const world = aWorld();
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'trailing_stop', distance: { amount: '5' } }, effect: 'reduce_only' });
    world.close(110, 100, 110);
    world.bar(110, 111, 104, 106);
    // Worst first: the low of 104 comes before the high of 111, so the best seen is 110.
    expect(world.trades.at(-1)).toBe('sell 10 @ 105');
  });

  it('with an activation sleeps until it', () => {
    const world = aWorld();
    world.market('buy');
    const pricing = {
      type: 'trailing_stop',
      distance: { fraction: '0.02' },
      activation: { price: '110' },
    } as const;
    world.place({ side: 'sell', pricing, effect: 'reduce_only' });
    world.close(105, 90, 105);
    const asleep = world.lots();
    world.bar(105, 110, 105, 107);
    expect([asleep, world.trades.at(-1)]).toEqual([10, 'sell 10 @ 108']);
  });
});

describe('an expiry', () => {
  it('comes at its instant of the path of the bar', () => {
    const world = aWorld();
    world.limit('buy', '95', '10', { clientOrderId: 'brief', expiresAt: 1100 });
    world.close(100, 94, 100);
    expect(world.order('brief').state).toBe('expired');
  });
});

describe('coins that a resting sell reserves', () => {
  it.each(['open', 'reduce_only'] as const)('cannot be sold again by an order that is to %s', (effect) => {
    const world = aWorld();
    world.exchange.openBar(SPOT, world.at, 1000, 100, 1_000_000);
    const spot = { instrument: SPOT.id, marginMode: 'cash' } as const;
    world.market('buy', '10', spot);
    world.limit('sell', '110', '8', { ...spot, effect: 'reduce_only' });
    const free = fromMoney(world.exchange.free('me', 'X')).toFixed();
    const answers = ['2.001', '2'].map((quantity) => outcome(world.market('sell', quantity, { ...spot, effect })));
    expect([free, answers]).toEqual(['2', ['insufficient_balance', 'filled']]);
  });
});

describe('a spot trade', () => {
  it('pays its fee in what it receives', () => {
    const world = new World({ feePpm: [800, 1000] });
    world.exchange.openBar(SPOT, 0, 1000, 100, 1_000_000);
    world.market('buy', '10', { instrument: SPOT.id });
    const bought = [world.cash('X'), world.cash('USDT')];
    world.market('sell', '5', { instrument: SPOT.id });
    expect([...bought, world.cash('X'), world.cash('USDT')]).toEqual(['9.99', '9000', '4.99', '9499.5']);
  });

  it('never sells more than is there', () => {
    const world = new World();
    world.exchange.openBar(SPOT, 0, 1000, 100, 1_000_000);
    expect(outcome(world.market('sell', '1', { instrument: SPOT.id }))).toBe('insufficient_balance');
  });

  it('binds what resting orders will pay', () => {
    const world = new World();
    world.exchange.openBar(SPOT, 0, 1000, 100, 1_000_000);
    world.limit('buy', '60', '100', { instrument: SPOT.id });
    expect([world.free(), outcome(world.limit('buy', '50', '100', { instrument: SPOT.id }))]).toEqual([
      '4000',
      'insufficient_balance',
    ]);
  });
});

describe('a trigger in a bar that has just begun', () => {
  /** The last price is 100, the bar opens at 107, and ten lots were bought there. */
  function boughtAtTheOpen(): World {
    const world = new World();
    world.bar(100, 100, 100, 100);
    world.open(107);
    world.market('buy');
    return world;
  }
  const stopAt = (price: string) => ({ type: 'stop_market', trigger: { price } }) as const;

  it('may lie between the last price and the open', () => {
    const world = boughtAtTheOpen();
    expect(outcome(world.place({ side: 'sell', effect: 'reduce_only', pricing: stopAt('103') }))).toBe('armed');
  });

  it('may be moved there', () => {
    const world = boughtAtTheOpen();
    world.place({ side: 'sell', effect: 'reduce_only', pricing: stopAt('95'), clientOrderId: 'stop' });
    expect(world.exchange.amend('me', { clientOrderId: 'stop' }, { triggerTicks: 103 }).outcome).toBe('done');
    world.close(107, 102, 105);
    expect(world.trades.at(-1)).toBe('sell 10 @ 103');
  });

  it('is refused past both', () => {
    const world = boughtAtTheOpen();
    world.place({ side: 'sell', effect: 'reduce_only', pricing: stopAt('95'), clientOrderId: 'stop' });
    const answers = [
      outcome(world.place({ side: 'sell', effect: 'reduce_only', pricing: stopAt('107') })),
      world.exchange.amend('me', { clientOrderId: 'stop' }, { triggerTicks: 107 }).outcome,
    ];
    expect(answers).toEqual(['invalid_price', 'rejected']);
  });
});
