import { describe, expect, it, test } from 'vitest';
import { aWorld, outcome, SWAP, World } from './support.ts';

const CROSS = { instrument: SWAP.id, marginMode: 'cross' } as const;
const ISOLATED = { instrument: SWAP.id, marginMode: 'isolated' } as const;

describe('fees', () => {
  it('are the maker rate for what rested and the taker rate for what took, to the last digit', () => {
    const world = aWorld({ feePpm: [200, 500] });
    world.market('buy', '7');
    world.limit('sell', '103', '7');
    world.close(103, 100, 101);
    expect(world.fills.map(({ fee }) => fee.toFixed())).toEqual(['0.35', '0.1442']);
    expect(world.cash()).toBe('10020.5058');
  });
});

describe('the margin check', () => {
  it('refuses what the account cannot bear, with needed and available', () => {
    const world = aWorld({ deposit: '100', feePpm: [0, 500] });
    const result = world.market('buy', '100');
    expect(result).toMatchObject({
      rejection: { reason: 'insufficient_margin', figures: { needed: '1005', available: '100', currency: 'USDT' } },
    });
  });

  it('takes an order that needs the free margin to the last digit, and not one more', () => {
    const world = aWorld({ deposit: '100' });
    expect([outcome(world.limit('buy', '100', '10')), outcome(world.limit('buy', '1', '1'))]).toEqual([
      'filled',
      'insufficient_margin',
    ]);
  });

  it('counts the worse side of position and orders', () => {
    const world = aWorld({ deposit: '1000' });
    world.limit('buy', '90', '50');
    world.limit('sell', '110', '50');
    // Bought 4500 or sold 5500, at 10×: the worse is 550.
    expect(world.free()).toBe('450');
  });

  it('lets an order pass that only reduces, whatever is free', () => {
    const world = aWorld({ deposit: '100' });
    world.market('buy', '10');
    expect(outcome(world.limit('sell', '105', '10'))).toBe('working');
  });

  it('is made again at the fill', () => {
    const world = aWorld({ deposit: '1000' });
    world.market('buy', '50');
    world.limit('buy', '95', '50', { clientOrderId: 'more' });
    world.close(100, 92, 93);
    expect([world.order('more').state, world.order('more').cancelReason]).toEqual(['canceled', 'insufficient_margin']);
  });

  it('keeps positions within the leverage of their tier', () => {
    const world = aWorld({ deposit: '1000000' });
    expect(outcome(world.market('buy', '1001'))).toBe('position_limit');
  });

  it('sets the margin of an isolated position apart from cash', () => {
    const world = aWorld();
    world.market('buy', '10', { marginMode: 'isolated' });
    expect([world.cash(), world.equity(), world.free()]).toEqual(['9900', '10000', '9900']);
  });
});

describe('leverage', () => {
  const cases = [
    { name: 'above the instrument', leverage: 5001, answer: 'rejected' },
    { name: 'below one', leverage: 99, answer: 'rejected' },
    { name: 'that the margin does not bear', leverage: 100, answer: 'rejected' },
    { name: 'that the margin bears', leverage: 5000, answer: 'done' },
  ] as const;
  test.each(cases)('$name is $answer', ({ leverage, answer }) => {
    const world = aWorld({ deposit: '500' });
    world.market('buy', '10');
    expect(world.exchange.setLeverage('me', CROSS, leverage).outcome).toBe(answer);
  });
});

describe('liquidation', () => {
  it('of an isolated position comes at the price that the formula gives, and costs its margin at most', () => {
    const world = aWorld({ feePpm: [0, 500] });
    world.market('buy', '10', { marginMode: 'isolated' });
    // (1000 − 100) ÷ (10 × (1 − 0.0105)) = 90.95…
    const price = world.exchange.liquidationPrice('me', ISOLATED)?.toFixed(2);
    world.close(100, 91, 91);
    const alive = world.lots('isolated');
    world.bar(91, 91, 90, 90);
    expect([price, alive, world.trades.at(-1), world.lots('isolated')]).toEqual(['90.96', 10, 'sell 10 @ 90', 0]);
    // Ten ticks lost are the margin of 100; the fees of 0.95 beyond it are not the account's.
    expect([world.cash(), world.ledger]).toEqual(['9899.5', ['insurance 0.45']]);
  });

  it('of a cross position cancels the orders first and never leaves a debt', () => {
    const world = aWorld({ deposit: '150' });
    world.market('buy', '10');
    world.limit('buy', '70', '1', { clientOrderId: 'more' });
    world.close(100, 100, 100);
    world.bar(80, 80, 80, 80);
    expect([world.order('more').cancelReason, world.trades.at(-1), world.cash(), world.ledger]).toEqual([
      'liquidation',
      'sell 10 @ 80',
      '0',
      ['insurance 50'],
    ]);
  });

  it('is told as an order that appeared and fills for the cause', () => {
    const world = aWorld({ deposit: '150' });
    world.market('buy', '10');
    world.close(100, 85, 85);
    const appeared = world.events.find(({ type }) => type === 'appeared');
    expect(appeared).toMatchObject({ order: { role: 'liquidation' } });
    expect(world.fills.at(-1)?.cause).toBe('liquidation');
  });

  it('waits for volume', () => {
    const world = aWorld({ deposit: '150' });
    world.market('buy', '10');
    world.close(100, 100, 100);
    world.bar(85, 85, 85, 85, 0);
    const held = world.lots();
    world.bar(84, 84, 84, 84);
    expect([held, world.trades.at(-1), world.lots()]).toEqual([10, 'sell 10 @ 84', 0]);
  });

  it('of a short comes when the price rises', () => {
    const world = aWorld({ deposit: '150' });
    world.market('sell', '10');
    world.close(120, 100, 110);
    // 150 − 10 × (p − 100) ≤ 10 × p × 0.01 from 113.86 on.
    expect(world.trades.at(-1)).toBe('buy 10 @ 114');
  });
});

describe('funding', () => {
  const cases = [
    { name: 'longs pay a positive rate', side: 'buy', rate: 1_000_000_000_000n, cash: '9999.9' },
    { name: 'shorts receive it', side: 'sell', rate: 1_000_000_000_000n, cash: '10000.1' },
    { name: 'longs receive a negative rate', side: 'buy', rate: -123n, cash: '10000.0000000000123' },
  ] as const;
  test.each(cases)('$name', ({ side, rate, cash }) => {
    const world = aWorld();
    world.market(side);
    world.exchange.settleFunding(SWAP, 1000, rate, null);
    expect(world.cash()).toBe(cash);
  });

  it('is nothing for who holds nothing', () => {
    const world = aWorld();
    world.exchange.settleFunding(SWAP, 1000, 10_000_000_000_000n, null);
    expect(world.ledger).toEqual([]);
  });
});

describe('transfers', () => {
  it('move only what is free', () => {
    const world = aWorld({ deposit: '100' });
    world.market('buy', '5');
    expect(() => world.exchange.transfer('me', 'USDT', -51n * 10n ** 32n)).toThrow(/cannot leave/);
    world.exchange.transfer('me', 'USDT', -50n * 10n ** 32n);
    expect([world.free(), world.ledger]).toEqual(['0', ['transfer -50']]);
  });
});

describe('an exchange without any price', () => {
  it('refuses a market order', () => {
    expect(outcome(new World().market('buy'))).toBe('no_liquidity');
  });
});
