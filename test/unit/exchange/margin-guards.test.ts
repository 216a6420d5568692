import { describe, expect, it } from 'vitest';
import { tenTo } from '../../../src/domain/exact.ts';
import { FUNDING_RATE_DECIMALS } from '../../../src/domain/money.ts';
import { commandOfIntent } from '../../../src/exchange/order-command.ts';
import { aWorld, outcome, SPOT, SWAP, World } from './support.ts';

const HALF_A_PERCENT = 5n * tenTo(FUNDING_RATE_DECIMALS - 3);

describe('an order that turns a position round', () => {
  it('closes an isolated position and opens no more than cash can margin', () => {
    const world = aWorld({ deposit: '101' });
    world.market('buy', '10', { marginMode: 'isolated' });
    world.close(100, 92, 92);
    world.open(92);
    world.market('sell', '20', { marginMode: 'isolated', clientOrderId: 'turn' });
    expect(world.trades).toEqual(['buy 10 @ 100', 'sell 10 @ 92']);
    expect(world.order('turn').state).toBe('canceled');
    expect(world.order('turn').progress.cancelReason).toBe('insufficient_margin');
    expect(world.cash()).toBe('21');
  });

  it('closes a cross position and opens no more than what is left can margin', () => {
    const world = aWorld({ deposit: '110' });
    world.market('buy', '10');
    world.close(100, 93, 93);
    world.open(93);
    world.market('sell', '20');
    expect(world.lots()).toBe(0);
    expect(world.free()).toBe('40');
  });

  it('counts the margin and the profit of what it closes', () => {
    const world = aWorld({ deposit: '101' });
    world.market('buy', '10', { marginMode: 'isolated' });
    world.close(105, 100, 105);
    world.open(105);
    world.market('sell', '20', { marginMode: 'isolated' });
    // 1 of cash, 100 of margin and 50 of profit; 10 at 105 and 10× take 105.
    expect(world.lots('isolated')).toBe(-10);
    expect(world.cash()).toBe('46');
  });
});

describe('an isolated position', () => {
  // 10 at 100 and 3×: 333.33 of margin, of which 334 whole units of cost are set aside.
  it.each([
    ['is opened where cash covers its margin in whole units of cost', '334', 'filled', '0'],
    ['is not opened where only the last unit is missing', '333.99', 'canceled', '333.99'],
  ])('%s', (_what, deposit, state, cash) => {
    const world = aWorld({ deposit, defaultLeverage: 300 });
    expect([outcome(world.market('buy', '10', { marginMode: 'isolated' })), world.cash()]).toEqual([state, cash]);
  });
});

describe('liquidation of a cross position', () => {
  it('knows of the cash that went into isolated margin after it was last looked at', () => {
    const world = aWorld({ deposit: '1000' });
    world.market('buy', '10');
    world.close(100, 99, 99);
    world.open(99);
    world.market('buy', '80', { marginMode: 'isolated' });
    world.close(99, 70, 70);
    expect(world.lots()).toBe(0);
    expect(world.equity()).toBe('0');
  });
});

describe('funding of an isolated position', () => {
  it('comes out of its margin, so that cash never falls below zero', () => {
    const world = aWorld({ deposit: '101' });
    world.market('buy', '10', { marginMode: 'isolated' });
    for (let hour = 1; hour <= 3; hour++) {
      world.exchange.settleFunding(SWAP, world.at + hour, HALF_A_PERCENT, null);
    }
    world.close(100, 100, 100);
    expect(world.cash()).toBe('1');
    expect(world.equity()).toBe('86');
  });

  it('liquidates the position when it has used the margin up', () => {
    const world = aWorld({ deposit: '101' });
    world.market('buy', '10', { marginMode: 'isolated' });
    for (let hour = 1; hour <= 30; hour++) {
      world.exchange.settleFunding(SWAP, world.at + hour, HALF_A_PERCENT, null);
    }
    world.close(100, 100, 100);
    expect(world.lots('isolated')).toBe(0);
    // 18 payments of 5 leave 10 of margin, which is the maintenance.
    expect(world.cash()).toBe('11');
  });
});

describe('a fill-or-kill order', () => {
  it('trades nothing where the account cannot bear all of it', () => {
    const world = new World({ deposit: '160' });
    world.exchange.depthSnapshot(
      SWAP,
      0,
      [[99, 10]],
      [
        [100, 1],
        [150, 9],
      ],
    );
    world.limit('buy', '150', '10', {
      pricing: { type: 'limit', price: '150', timeInForce: 'fok' },
      clientOrderId: 'k',
    });
    expect(world.trades).toEqual([]);
    expect(world.order('k').progress.cancelReason).toBe('insufficient_margin');
  });
});

describe('the tier of a position', () => {
  it('holds for a resting order that grows', () => {
    const world = aWorld({ deposit: '1000000', defaultLeverage: 5000 });
    world.limit('buy', '90', '10', { clientOrderId: 'small' });
    const grown = world.exchange.amend('me', { clientOrderId: 'small' }, { lots: 5000 });
    expect(grown).toMatchObject({ outcome: 'rejected', rejection: { reason: 'position_limit' } });
  });

  it('holds for conditional orders together when they trigger', () => {
    const world = aWorld({ deposit: '1000000', defaultLeverage: 5000 });
    for (let order = 0; order < 5; order++) {
      const pricing = { type: 'stop_market', trigger: { price: '110' } } as const;
      world.place({ side: 'buy', quantity: '900', pricing });
    }
    world.close(111, 100, 111);
    expect(world.lots()).toBe(900);
  });
});

describe('a purchase on spot', () => {
  it('never spends what margins a position, even when a trigger sends it', () => {
    const world = aWorld({ deposit: '1000' });
    world.open(100, 1_000_000, SPOT);
    world.market('buy', '90');
    const pricing = { type: 'stop_market', trigger: { price: '101' } } as const;
    world.place({ instrument: SPOT.id, marginMode: 'cash', side: 'buy', quantity: '9.5', pricing, clientOrderId: 's' });
    world.close(102, 100, 101, SPOT);
    expect(world.order('s').progress.cancelReason).toBe('insufficient_margin');
    expect(world.cash()).toBe('1000');
  });
});

describe('the id of a protective order', () => {
  it('is never that of another order', () => {
    const world = aWorld();
    world.limit('buy', '50', '10', { clientOrderId: 'aS' });
    world.market('buy', '10', { clientOrderId: 'a', protection: { stopLoss: { trigger: { price: '95' } } } });
    expect(world.openIds).toEqual(['aS', 'aS2']);
  });
});

describe('a number that is none', () => {
  const command = commandOfIntent(
    { instrument: SWAP.id, side: 'buy', quantity: '10', pricing: { type: 'limit', price: '90' } },
    SWAP,
    'odd',
  );
  const stop = { ...command, type: 'stop_market', limitTicks: null } as const;

  it.each([
    ['a quantity', { ...command, lots: Number.NaN }, 'invalid_quantity'],
    ['a limit', { ...command, limitTicks: Number.NaN }, 'invalid_price'],
    ['a limit between ticks', { ...command, limitTicks: 90.5 }, 'invalid_price'],
    ['a limit without end', { ...command, limitTicks: Number.POSITIVE_INFINITY }, 'invalid_price'],
    ['a trigger', { ...stop, triggerTicks: Number.NaN }, 'invalid_price'],
    ['a trigger without end', { ...stop, triggerTicks: Number.POSITIVE_INFINITY }, 'invalid_price'],
    ['an expiry', { ...command, expiresAt: Number.NaN }, 'expired'],
  ])('is refused as %s', (_what, odd, reason) => {
    expect(outcome(aWorld().exchange.submit('me', odd))).toBe(reason);
  });

  it.each([
    ['a quantity', { lots: Number.NaN }],
    ['a limit', { limitTicks: Number.NaN }],
    ['a limit between ticks', { limitTicks: 90.5 }],
    ['a limit without end', { limitTicks: Number.POSITIVE_INFINITY }],
  ])('is refused as %s of an amendment, and changes nothing', (_what, change) => {
    const world = aWorld();
    world.limit('buy', '90', '10', { clientOrderId: 'a' });
    expect(world.exchange.amend('me', { clientOrderId: 'a' }, change).outcome).toBe('rejected');
    expect(world.free()).toBe('9910');
  });
});
