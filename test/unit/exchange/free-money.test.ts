import { describe, expect, it } from 'vitest';
import { fromMoney } from '../../../src/domain/money.ts';
import { aWorld, OTHER, outcome, SPOT, type World } from './support.ts';

const ON_SPOT = { instrument: SPOT.id, marginMode: 'cash' } as const;
const ISOLATED = { marginMode: 'isolated' } as const;
const freeOf = (world: World, currency: string): string => fromMoney(world.exchange.free('me', currency)).toFixed();

/** A world with a spot market at 100, too. */
function withSpot(feePpm: readonly [number, number] = [0, 0]): World {
  const world = aWorld({ deposit: '1000', feePpm });
  world.exchange.openBar(SPOT, 1000, 1000, 100, 1_000_000);
  return world;
}

/** The price of the swap goes from 100 to another. */
function priced(world: World, price: number): World {
  world.close(100, 100, 100, SPOT);
  world.close(Math.max(100, price), Math.min(100, price), price);
  world.open(price);
  world.exchange.openBar(SPOT, world.at, 1000, 100, 1_000_000);
  return world;
}

describe('what is free', () => {
  it.each<[string, (world: World) => unknown, number, string]>([
    ['of cash alone is all of it', () => {}, 100, '1000'],
    ['beside a long counts its profit and its margin at the mark', (world) => world.market('buy', '10'), 110, '990'],
    ['beside a short counts its loss and its margin at the mark', (world) => world.market('sell', '10'), 110, '790'],
    ['does not count what an isolated long gains', (world) => world.market('buy', '10', ISOLATED), 110, '900'],
    ['does not count what an isolated short loses', (world) => world.market('sell', '10', ISOLATED), 105, '900'],
    ['is less what a resting buy would need', (world) => world.limit('buy', '90', '10'), 100, '910'],
    ['is less what a resting sell would need', (world) => world.limit('sell', '120', '10'), 100, '880'],
    [
      'is less what a resting order adds to a position on its side',
      (world) => [world.market('buy', '10'), world.limit('buy', '90', '10')],
      100,
      '810',
    ],
    [
      'is not less for an order that only reduces',
      (world) => [world.market('buy', '10'), world.limit('sell', '120', '5')],
      100,
      '900',
    ],
    [
      'is less for what an order would turn a position into',
      (world) => [world.market('buy', '10'), world.limit('sell', '120', '30')],
      100,
      '740',
    ],
    [
      'is less what a resting order adds to an isolated position',
      (world) => [world.market('buy', '10', ISOLATED), world.limit('buy', '90', '10', ISOLATED)],
      100,
      '810',
    ],
    [
      'is less what a resting purchase of coins will pay',
      (world) => world.limit('buy', '90', '2', ON_SPOT),
      100,
      '820',
    ],
  ])('%s', (_what, trade, price, expected) => {
    const world = withSpot();
    trade(world);
    expect(priced(world, price).free()).toBe(expected);
  });

  it('is less the taker fee of a resting order', () => {
    const world = withSpot([0, 500]);
    world.limit('buy', '90', '10');
    expect(world.free()).toBe('909.55');
  });

  it('counts no rebate before it is paid', () => {
    const world = withSpot([-100, -100]);
    world.limit('buy', '90', '10');
    expect(world.free()).toBe('910');
  });

  it('of coins is less what a resting sale will give', () => {
    const world = withSpot();
    world.market('buy', '3', ON_SPOT);
    world.limit('sell', '120', '1', ON_SPOT);
    expect([freeOf(world, 'X'), world.cash('X'), world.free()]).toEqual(['2', '3', '700']);
  });

  it('is free again when the order is gone', () => {
    const world = withSpot();
    world.limit('buy', '90', '10', { clientOrderId: 'gone' });
    world.exchange.cancel('me', { clientOrderId: 'gone' });
    expect(world.free()).toBe('1000');
  });
});

describe('equity', () => {
  it('is cash, isolated margin and the profit of every position', () => {
    const world = withSpot();
    world.exchange.openBar(OTHER, 1000, 1000, 100, 1_000_000);
    world.market('buy', '10');
    world.market('sell', '5', ISOLATED);
    world.market('buy', '5', { instrument: OTHER.id });
    priced(world, 105);
    expect([world.equity(), world.cash()]).toEqual(['1025', '950']);
  });
});

describe('coins', () => {
  it('are not bought with what a position has gained', () => {
    const world = withSpot();
    world.market('buy', '50');
    priced(world, 120);
    // Of 1000 + 1000 − 600 that could margin positions, 1000 is cash.
    const tooMuch = outcome(world.limit('buy', '90', '11.2', ON_SPOT));
    expect([world.free(), tooMuch, outcome(world.limit('buy', '90', '11.1', ON_SPOT))]).toEqual([
      '1000',
      'insufficient_balance',
      'working',
    ]);
  });

  it('are not bought with what another purchase will pay', () => {
    const world = withSpot();
    world.limit('buy', '90', '6', ON_SPOT);
    expect([
      outcome(world.limit('buy', '90', '5.2', ON_SPOT)),
      outcome(world.limit('buy', '90', '5.1', ON_SPOT)),
    ]).toEqual(['insufficient_balance', 'working']);
  });
});
