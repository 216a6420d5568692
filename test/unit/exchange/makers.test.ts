import { describe, expect, it } from 'vitest';
import { fromMoney } from '../../../src/domain/money.ts';
import type { Side } from '../../../src/domain/order-intent.ts';
import { SWAP, World, type WorldOptions } from './support.ts';

const against = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** No market but the orders of these accounts: `me` and `third` with 10000, `other` with what is said. */
function anExchange(others: string, options: WorldOptions = {}): World {
  const world = new World(options);
  world.openAccount('other', { USDT: others });
  world.openAccount('third', { USDT: '10000' });
  return world;
}
const freeOf = (world: World, account: string): string => fromMoney(world.exchange.free(account, 'USDT')).toFixed();
const orderOf = (world: World, account: string, clientOrderId: string) =>
  world.exchange.order(account, { clientOrderId });

describe('a maker that cannot pay any more', () => {
  it.each<[Side, string]>([
    ['sell', '120'],
    ['buy', '80'],
  ])('of a %s with the mark at %s is canceled, and the next one trades', (side, mark) => {
    const world = anExchange('100');
    world.limit(side, '100', '10', { clientOrderId: 'poor' }, 'other');
    world.limit(side, '100', '10', {}, 'third');
    world.exchange.mark(SWAP, 1, SWAP.marks(mark));
    world.limit(against(side), '100');
    expect(orderOf(world, 'other', 'poor')?.cancelReason).toBe('insufficient_margin');
    expect([freeOf(world, 'other'), world.lots('cross', 'other')]).toEqual(['100', 0]);
    expect([world.trades, Math.abs(world.lots('cross', 'third'))]).toEqual([[`${against(side)} 10 @ 100`], 10]);
  });

  it.each<[Side, string]>([
    ['sell', '110'],
    ['buy', '90'],
  ])('of a %s larger than its position closes it and is canceled for the rest', (side, mark) => {
    const world = anExchange('60');
    world.limit(side, '100', '5', {}, 'third');
    world.market(against(side), '5', {}, 'other');
    world.limit(side, '100', '10', { clientOrderId: 'turns' }, 'other');
    world.exchange.mark(SWAP, 1, SWAP.marks(mark));
    world.limit(against(side), '100');
    expect([world.trades, world.lots('cross', 'other')]).toEqual([[`${against(side)} 5 @ 100`], 0]);
    expect(orderOf(world, 'other', 'turns')?.cancelReason).toBe('insufficient_margin');
  });
});

describe('a maker of what it can pay', () => {
  it.each<[Side, string]>([
    ['sell', '4'],
    ['sell', '10'],
    ['buy', '4'],
    ['buy', '10'],
  ])('to %s binds for its position what it bound for the order, after %s of ten', (side, taken) => {
    const world = anExchange('1000');
    world.limit(side, '100', '10', {}, 'other');
    world.market(against(side), taken);
    expect([freeOf(world, 'other'), freeOf(world, 'me')]).toEqual(['900', `${10_000 - 10 * Number(taken)}`]);
  });

  it('that only reduces bound nothing and gives nothing back', () => {
    const world = anExchange('1000');
    world.limit('sell', '100', '10', {}, 'third');
    world.market('buy', '10', {}, 'other');
    world.limit('sell', '100', '10', { effect: 'reduce_only' }, 'other');
    world.market('buy', '4');
    world.limit('sell', '110', '30', {}, 'other');
    // 30 at 110 less the 6 that are left at 100, at 10×.
    expect(freeOf(world, 'other')).toBe('730');
  });

  it('pays the maker fee, and its taker the taker fee', () => {
    const world = anExchange('1000', { feePpm: [200, 500] });
    world.limit('sell', '100', '10', {}, 'other');
    world.market('buy', '10');
    expect([world.cash('USDT', 'other'), world.cash()]).toEqual(['999.8', '9999.5']);
  });

  it('keeps its place for what is left of it', () => {
    const world = anExchange('1000');
    world.limit('sell', '100', '10', {}, 'other');
    world.limit('sell', '100', '10', {}, 'third');
    world.market('buy', '4');
    world.market('buy', '7');
    expect([world.lots('cross', 'other'), world.lots('cross', 'third')]).toEqual([-10, -1]);
  });
});

describe('a trade between accounts', () => {
  it('sets off the stops that watch its price', () => {
    const world = anExchange('1000');
    world.limit('sell', '100', '10', {}, 'third');
    world.market('buy');
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '95' } }, effect: 'reduce_only' });
    world.limit('buy', '95', '3', {}, 'other');
    world.limit('buy', '94', '20', {}, 'third');
    world.limit('sell', '95', '3', {}, 'third');
    expect(world.trades).toEqual(['buy 10 @ 100', 'sell 10 @ 94']);
  });
});
