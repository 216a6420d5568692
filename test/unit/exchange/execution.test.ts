import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/domain/order-intent.ts';
import { aWorld, SPOT, SWAP, World } from './support.ts';

const against = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
const ON_SPOT = { instrument: SPOT.id, marginMode: 'cash' } as const;

/** A world where trades are replayed, the last one at 100. */
function withTrades(): World {
  const world = new World();
  world.exchange.trade(SWAP, 0, 100, 1, 'buy');
  return world;
}
/** A world with a spot market at 100, and a thousandth of fee. */
function onSpot(): World {
  const world = new World({ feePpm: [800, 1000] });
  world.exchange.openBar(SPOT, 0, 1000, 100, 1_000_000);
  return world;
}

describe('executions', () => {
  it('are counted for each account of a trade', () => {
    const world = new World();
    world.openAccount('other', { USDT: '10000' });
    world.limit('sell', '100', '4', {}, 'other');
    world.limit('sell', '101', '4', {}, 'other');
    world.market('buy', '8');
    expect(world.exchange.executions).toBe(4);
  });

  it('of coins state their fee in what was received', () => {
    const world = onSpot();
    world.market('buy', '10', ON_SPOT);
    world.market('sell', '5', ON_SPOT);
    expect(world.fills.map(({ fee, facts }) => [fee.toFixed(), facts.feeCurrency])).toEqual([
      ['0.01', 'X'],
      ['0.5', 'USDT'],
    ]);
  });

  it('of coins move the wallets of both at once', () => {
    const world = onSpot();
    world.market('buy', '10', ON_SPOT);
    const bought = world.free();
    world.market('sell', '5', ON_SPOT);
    expect([bought, world.free(), world.cash('X')]).toEqual(['9000', '9499.5', '4.99']);
  });
});

describe('a resting order that the market fills', () => {
  it.each<[Side, number, number, string]>([
    // At 10× the position binds a tenth of what the order did: 99 and 101 for all, or together for both parts.
    ['buy', 99, 10, '9901'],
    ['buy', 99, 4, '9901'],
    ['sell', 101, 10, '9899'],
    ['sell', 101, 4, '9899'],
  ])('to %s at %d gives back what it bound, after %d of ten', (side, price, lots, free) => {
    const world = withTrades();
    world.limit(side, `${price}`);
    world.exchange.trade(SWAP, 1, price, lots, against(side));
    expect([world.trades, world.free()]).toEqual([[`${side} ${lots} @ ${price}`], free]);
  });

  it('gives nothing back where it only reduced and bound nothing', () => {
    const world = withTrades();
    world.market('buy');
    world.limit('sell', '101', '10', { effect: 'reduce_only' });
    world.exchange.trade(SWAP, 1, 101, 4, 'buy');
    world.limit('sell', '110', '30');
    // Profit of 4 and of 6; 30 at 110 less 6 at 101, at 10×.
    expect(world.free()).toBe('9740.6');
  });

  it('stays in the book with what is left, and leaves it with nothing', () => {
    const world = withTrades();
    world.limit('buy', '99');
    world.exchange.trade(SWAP, 1, 99, 4, 'sell');
    const left = world.exchange.depth(SWAP, 'buy', 5);
    world.exchange.trade(SWAP, 2, 99, 6, 'sell');
    expect([left, world.exchange.depth(SWAP, 'buy', 5), world.order('o1').state]).toEqual([[[99, 6]], [], 'filled']);
  });
});

describe('a reduce-only order that has filled in part', () => {
  it('still shrinks with the position', () => {
    const world = withTrades();
    world.market('buy');
    world.limit('sell', '101', '10', { effect: 'reduce_only', clientOrderId: 'exit' });
    world.exchange.trade(SWAP, 1, 101, 4, 'buy');
    world.market('sell', '5');
    const { filledQuantity, quantity, state } = world.order('exit');
    expect([filledQuantity.toFixed(), quantity.toFixed(), state]).toEqual(['4', '5', 'partially_filled']);
  });
});

describe('the protection of an entry', () => {
  it.each<[string, number, Side, string, readonly string[]]>([
    ['all of a long that it opens', 0, 'buy', '10', ['10']],
    ['all of a short that it opens', 0, 'sell', '10', ['10']],
    ['what it adds to a long', 5, 'buy', '10', ['10']],
    ['what it adds to a short', -5, 'sell', '10', ['10']],
    ['what is short beyond a long that it closes', 5, 'sell', '15', ['10']],
    ['what is long beyond a short that it closes', -5, 'buy', '15', ['10']],
    ['nothing of a long that it only reduces', 20, 'sell', '5', []],
    ['nothing of a short that it only reduces', -20, 'buy', '5', []],
    ['nothing where it closes a long', 10, 'sell', '10', []],
    ['nothing where it closes a short', -10, 'buy', '10', []],
  ])('covers %s', (_what, held, side, quantity, covered) => {
    const world = aWorld();
    if (held !== 0) world.market(held > 0 ? 'buy' : 'sell', `${Math.abs(held)}`);
    const trigger = { price: side === 'buy' ? '90' : '110' };
    world.market(side, quantity, { protection: { stopLoss: { trigger } } });
    expect(world.exchange.openOrders('me').map((order) => order.quantity.toFixed())).toEqual(covered);
  });

  it('covers of coins what the fee has left, not those that were there before', () => {
    const world = onSpot();
    world.market('buy', '5', ON_SPOT);
    world.market('buy', '10', { ...ON_SPOT, protection: { stopLoss: { trigger: { price: '90' } } } });
    expect(world.exchange.openOrders('me').map(({ quantity }) => quantity.toFixed())).toEqual(['9.99']);
  });

  it('covers of coins all that was bought where the fee is a rebate', () => {
    const world = new World({ feePpm: [0, -1000] });
    world.exchange.openBar(SPOT, 0, 1000, 100, 1_000_000);
    world.market('buy', '5', ON_SPOT);
    world.market('buy', '10', { ...ON_SPOT, protection: { stopLoss: { trigger: { price: '90' } } } });
    expect(world.exchange.openOrders('me').map(({ quantity }) => quantity.toFixed())).toEqual(['10']);
  });
});
