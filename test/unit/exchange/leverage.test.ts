import { describe, expect, it, test } from 'vitest';
import { fromMoney } from '../../../src/domain/money.ts';
import { aWorld, SWAP, type World } from './support.ts';

const ISOLATED = { instrument: SWAP.id, marginMode: 'isolated' } as const;
const CROSS = { instrument: SWAP.id, marginMode: 'cross' } as const;

function margin(world: World): string {
  return fromMoney(world.exchange.account('me').position(SWAP, 'isolated').margin).toFixed();
}

/** A long position of ten, opened at 100 with ten times leverage: its margin is 100. */
function longOfTen(deposit = '10000'): World {
  const world = aWorld({ deposit });
  world.market('buy', '10', { marginMode: 'isolated' });
  return world;
}

describe('a change of leverage on an open isolated position', () => {
  it('moves margin into the position when the leverage falls', () => {
    const world = longOfTen();
    expect(world.exchange.setLeverage('me', ISOLATED, 400).outcome).toBe('done');
    expect([margin(world), world.cash(), world.equity()]).toEqual(['250', '9750', '10000']);
  });

  it('releases margin from the position when the leverage rises', () => {
    const world = longOfTen();
    world.exchange.setLeverage('me', ISOLATED, 2000);
    expect([margin(world), world.cash(), world.free()]).toEqual(['50', '9950', '9950']);
  });

  it('leaves in it what covers its loss and the initial margin at the mark', () => {
    const world = longOfTen();
    world.close(100, 95, 95);
    world.open(95);
    world.exchange.setLeverage('me', ISOLATED, 2000);
    // 950 ÷ 20 and the loss of 50.
    expect(margin(world)).toBe('97.5');
  });

  it('releases nothing that the position does not have', () => {
    const world = longOfTen();
    world.close(100, 92, 92);
    world.open(92);
    world.exchange.setLeverage('me', ISOLATED, 1200);
    // 920 ÷ 12 and the loss of 80 would be more than the margin of 100.
    expect(margin(world)).toBe('100');
  });

  it('moves the price of its liquidation', () => {
    const world = longOfTen();
    const price = () => world.exchange.liquidationPrice('me', ISOLATED)?.toFixed(2);
    const before = price();
    world.exchange.setLeverage('me', ISOLATED, 500);
    // (1000 − 200) ÷ (10 × 0.99).
    expect([before, price()]).toEqual(['90.91', '80.81']);
    world.close(100, 85, 85);
    expect(world.lots('isolated')).toBe(10);
  });

  it('is refused with the figures when more is needed than is free', () => {
    const world = longOfTen('150');
    const answer = world.exchange.setLeverage('me', ISOLATED, 500);
    expect(answer).toMatchObject({
      outcome: 'rejected',
      rejection: { reason: 'insufficient_margin', figures: { needed: '100', available: '50', currency: 'USDT' } },
    });
    expect([margin(world), world.exchange.account('me').position(SWAP, 'isolated').leverage]).toEqual(['100', 1000]);
  });

  it('tells the margin that is left, so that a ledger can follow', () => {
    const world = longOfTen();
    world.exchange.setLeverage('me', ISOLATED, 500);
    expect(world.events.at(-1)).toMatchObject({ type: 'leverage', leverage: 500, isolatedMargin: 200n * 10n ** 32n });
  });

  it('is undone by changing it back, where nothing was lost meanwhile', () => {
    const world = longOfTen();
    for (const leverage of [300, 1000, 5000, 1000]) world.exchange.setLeverage('me', ISOLATED, leverage);
    expect([margin(world), world.cash()]).toEqual(['100', '9900']);
  });
});

test('a change of leverage on a cross position is refused with the figures when more is needed than is free', () => {
  const world = aWorld({ deposit: '150' });
  world.market('buy', '10');
  expect(world.exchange.setLeverage('me', CROSS, 500)).toMatchObject({
    outcome: 'rejected',
    rejection: { reason: 'insufficient_margin', figures: { needed: '100', available: '50' } },
  });
});
