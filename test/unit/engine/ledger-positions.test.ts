import { describe, expect, it } from 'vitest';
import { NO_PROTECTION } from '../../../src/domain/position.ts';
import { LedgerWorld, money, X_SPOT, X_SWAP, X_USDC_SWAP, Y_SWAP } from './a-ledger.ts';

const ON_SPOT = { instrument: X_SPOT } as const;
const ISOLATED = { marginMode: 'isolated' } as const;

describe('a position that the venue states', () => {
  it('is taken over with its cost and leverage', () => {
    const world = new LedgerWorld();
    world.adopt(-3, 100, 5, { leverage: 300 });
    const [position] = world.ledger.positions();
    expect([...world.positions, position?.leverage.toFixed(), position?.openedAt]).toEqual(['short 3 @ 100', '3', 5]);
  });

  it('is taken over with its isolated margin', () => {
    const world = new LedgerWorld();
    world.adopt(3, 100, 5, { ...ISOLATED, isolatedMargin: money('40') });
    expect([world.ledger.position(X_SWAP, 'isolated')?.isolatedMargin.toFixed(), world.cash]).toEqual(['40', '9960']);
  });

  it('is gone when the venue has none', () => {
    const world = new LedgerWorld();
    world.buy('3', '100');
    world.adopt(0, 0, 5);
    expect([world.positions, world.equity]).toEqual([[], '10000']);
  });

  it.each([
    ['with more lots goes on', 3, 5, 1],
    ['that turned round begins anew', 3, -5, 9],
    ['that turned round the other way begins anew', -3, 5, 9],
  ])('%s', (_what, before, after, openedAt) => {
    const world = new LedgerWorld();
    world.adopt(before, 100, 1);
    world.adopt(after, 110, 9);
    expect(world.ledger.positions().map((position) => [position.facts.lots, position.openedAt])).toEqual([
      [after, openedAt],
    ]);
  });

  it('is closed for what it was taken over at', () => {
    const world = new LedgerWorld();
    world.adopt(3, 100, 1);
    world.sell('3', '104');
    const [closed] = world.ledger.closedPositions({});
    expect([closed?.entryPrice.toFixed(), closed?.maxQuantity.toFixed(), closed?.netPnl.toFixed()]).toEqual([
      '100',
      '3',
      '12',
    ]);
  });

  it('of coins is counted in lots', () => {
    const world = new LedgerWorld();
    world.adopt(25, 100, 1, { ...ON_SPOT, marginMode: 'cash' });
    expect(world.positions).toEqual(['long 2.5 @ 100']);
  });

  it('of coins is exact where the venue is', () => {
    const world = new LedgerWorld();
    const holding = { quantity: money('2.55'), cost: money('510') };
    world.adopt(25, 100, 1, { ...ON_SPOT, marginMode: 'cash', holding });
    expect(world.positions).toEqual(['long 2.55 @ 200']);
  });
});

describe('a position that is taken over', () => {
  it('keeps the decisions that built it when it is taken over again', () => {
    const world = new LedgerWorld();
    world.buy('1', '100', { decisionId: 'ours' });
    world.adopt(3, 100, 5);
    expect(world.ledger.positions().map(({ decisionIds }) => decisionIds)).toEqual([['ours']]);
  });

  it('gets the decisions that are known of it, each once', () => {
    const world = new LedgerWorld();
    world.buy('1', '100', { decisionId: 'ours' });
    const { book, account } = world.ledger;
    book.adopt(account.position(X_SWAP, 'cross'), 'cross', 1, 100, 5, ['ours', 'known']);
    expect(book.tripOf(account.position(X_SWAP, 'cross'))?.decisionIds).toEqual(['ours', 'known']);
  });

  it('takes its place behind the others', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.buy('1', '100', { instrument: Y_SWAP });
    world.adopt(3, 100, 5);
    expect(world.ledger.positions().map(({ instrument }) => instrument)).toEqual(['Y-USDT-SWAP', 'X-USDT-SWAP']);
  });

  it.each([
    ['long', 3, 110, '30'],
    ['short', -3, 90, '30'],
  ])('ends as a %s with what it cost', (side, lots, price, realized) => {
    const world = new LedgerWorld();
    world.adopt(lots, 100, 1);
    const exit = lots > 0 ? world.sell('3', `${price}`) : world.buy('3', `${price}`);
    const { closed } = exit;
    expect([
      closed?.side,
      closed?.maxQuantity.toFixed(),
      closed?.entryPrice.toFixed(),
      closed?.realizedPnl.toFixed(),
    ]).toEqual([side, '3', '100', realized]);
  });

  it('counts as nothing what was realized before', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.sell('1', '150');
    world.adopt(3, 100, 1);
    expect(world.ledger.positions()[0]?.realizedPnl.toFixed()).toBe('0');
  });

  it('has for its entry only what was seen traded, however often it is taken over', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.adopt(3, 110, 5);
    expect(world.sell('3', '120').closed?.entryPrice.toFixed()).toBe('100');
  });

  it('of coins ends in margin mode cash', () => {
    const world = new LedgerWorld();
    world.adopt(20, 100, 1, { ...ON_SPOT, marginMode: 'cash' });
    expect(world.sell('2', '110', ON_SPOT).closed?.marginMode).toBe('cash');
  });
});

describe('open positions', () => {
  it('are none at first, the same none each time', () => {
    const { ledger } = new LedgerWorld();
    const none = ledger.positions();
    ledger.touch();
    expect([none, ledger.positions() === none]).toEqual([[], true]);
  });

  it('come in the order in which they were opened', () => {
    const world = new LedgerWorld();
    world.buy('1', '100', { instrument: Y_SWAP });
    world.buy('1', '100');
    world.buy('1', '100', { instrument: Y_SWAP });
    expect(world.ledger.positions().map(({ instrument }) => instrument)).toEqual(['Y-USDT-SWAP', 'X-USDT-SWAP']);
  });

  it('cannot be changed from outside', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    expect(Object.isFrozen(world.ledger.positions())).toBe(true);
  });

  it('are the same objects until something changes', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    expect(world.ledger.positions()).toBe(world.ledger.positions());
  });

  it('are read anew after a price that matters to them', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.ledger.equity();
    world.ledger.positions();
    world.price('107');
    expect(world.ledger.positions()[0]?.unrealizedPnl?.toFixed()).toBe('7');
  });

  it('are read anew after a price when it is not known yet which prices matter', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.ledger.positions();
    world.price('107');
    expect(world.ledger.positions()[0]?.markPrice?.toFixed()).toBe('107');
  });

  it('stay the same objects after a price of something else', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.ledger.equity();
    const before = world.ledger.positions();
    world.price('50', Y_SWAP);
    expect(world.ledger.positions()).toBe(before);
  });

  it('show protection as it is when orders changed', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.ledger.positions();
    world.protection = { ...NO_PROTECTION, status: 'verified' };
    const before = world.ledger.positions()[0]?.protection.status;
    world.ledger.ordersChanged();
    expect([before, world.ledger.positions()[0]?.protection.status]).toEqual(['none_requested', 'verified']);
  });

  it('are found by instrument and margin mode', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.sell('2', '100', ISOLATED);
    const found = (mode: 'cross' | 'isolated', instrument = X_SWAP) =>
      world.ledger.position(instrument, mode)?.quantity.toFixed();
    expect([found('cross'), found('isolated'), found('cross', Y_SWAP)]).toEqual(['1', '2', undefined]);
  });

  it('of coins are found in margin mode cash', () => {
    const world = new LedgerWorld();
    world.buy('1.5', '100', ON_SPOT);
    world.price('110', X_SPOT);
    const position = world.ledger.position(X_SPOT, 'cash');
    expect([position?.quantity.toFixed(), position?.unrealizedPnl?.toFixed(), position?.leverage.toFixed()]).toEqual([
      '1.5',
      '15',
      '1',
    ]);
  });

  it('count profit, fees and funding since they were opened, not those of former ones', () => {
    const world = new LedgerWorld();
    world.buy('1', '100', { fee: '5' });
    world.sell('1', '150', { fee: '5' });
    world.buy('2', '100', { fee: '1' });
    world.sell('1', '103', { fee: '1' });
    const position = world.ledger.position(X_SWAP, 'cross');
    expect([position?.realizedPnl.toFixed(), position?.fees.toFixed()]).toEqual(['3', '2']);
  });
});

// 100 lots at 100 with leverage 10: maintenance 1 % and closing fee 0.1 % of the value at the mark.
describe('the liquidation price', () => {
  const liquidationOf = (world: LedgerWorld): number =>
    Number(world.ledger.position(X_SWAP, 'cross')?.liquidationPrice?.toFixed(6));

  it('of a cross position is where cash is used up', () => {
    const world = new LedgerWorld({ cash: '2000' });
    world.buy('100', '100');
    expect(liquidationOf(world)).toBeCloseTo((100 * 100 - 2000) / (100 * (1 - 0.011)), 5);
  });

  it('is backed by the profit of other cross positions less their maintenance and fee', () => {
    const world = new LedgerWorld({ cash: '2000' });
    world.buy('100', '100');
    world.buy('10', '50', { instrument: Y_SWAP });
    world.price('60', Y_SWAP);
    const backing = 2000 + 10 * 10 - 10 * 60 * 0.011;
    expect(liquidationOf(world)).toBeCloseTo((100 * 100 - backing) / (100 * (1 - 0.011)), 5);
  });

  it.each<[string, (world: LedgerWorld) => void, number]>([
    [
      'an isolated position but for its margin',
      (world) => world.buy('10', '50', { ...ISOLATED, instrument: Y_SWAP }),
      50,
    ],
    [
      'a position that is flat again',
      (world) => {
        world.buy('10', '50', { instrument: Y_SWAP });
        world.sell('10', '50', { instrument: Y_SWAP });
      },
      0,
    ],
    ['a position that settles in another currency', (world) => world.buy('10', '50', { instrument: X_USDC_SWAP }), 0],
  ])('is not moved by %s', (_what, other, gone) => {
    const world = new LedgerWorld({ cash: '2000' });
    world.buy('100', '100');
    other(world);
    world.price('80', Y_SWAP);
    world.price('80', X_USDC_SWAP);
    expect(liquidationOf(world)).toBeCloseTo((100 * 100 - 2000 + gone) / (100 * (1 - 0.011)), 5);
  });

  it('is not moved by a position that no price is known of', () => {
    const world = new LedgerWorld({ cash: '2000' });
    world.buy('100', '100');
    world.adopt(10, 50, 0, { instrument: Y_SWAP });
    expect(liquidationOf(world)).toBeCloseTo((100 * 100 - 2000) / (100 * (1 - 0.011)), 5);
  });
});

describe('another leverage', () => {
  it('comes with the isolated margin that the venue states', () => {
    const world = new LedgerWorld();
    world.buy('10', '100', ISOLATED);
    world.ledger.setLeverage(X_SWAP, 'isolated', 500, money('200'));
    expect([world.ledger.positions()[0]?.isolatedMargin.toFixed(), world.cash]).toEqual(['200', '9800']);
  });

  it.each([
    ['cross', money('200'), '0'],
    ['isolated', undefined, '100'],
  ] as const)(
    'leaves the margin of a position in mode %s where none is stated for it',
    (marginMode, margin, expected) => {
      const world = new LedgerWorld();
      world.buy('10', '100', { marginMode });
      world.ledger.setLeverage(X_SWAP, marginMode, 500, margin);
      expect(world.ledger.positions()[0]?.isolatedMargin.toFixed()).toBe(expected);
    },
  );
});

describe('closed positions', () => {
  const closedTwice = (historyLimit = 100): LedgerWorld => {
    const world = new LedgerWorld({ historyLimit });
    for (const instrument of [X_SWAP, Y_SWAP, X_SWAP]) {
      world.buy('1', '100', { instrument });
      world.clock.advance(1);
      world.sell('1', '101', { instrument });
    }
    return world;
  };
  const closedAt = (world: LedgerWorld, query: Parameters<LedgerWorld['ledger']['closedPositions']>[0]) =>
    world.ledger.closedPositions(query).map((closed) => closed.closedAt);

  it('are given newest first', () => {
    expect(closedAt(closedTwice(), {})).toEqual([3, 2, 1]);
  });

  it('are given of one instrument', () => {
    expect(closedAt(closedTwice(), { instrument: 'X-USDT-SWAP' })).toEqual([3, 1]);
  });

  it('are given as many as asked for', () => {
    expect(closedAt(closedTwice(), { limit: 2 })).toEqual([3, 2]);
  });

  it('are kept up to the limit of the history', () => {
    expect(closedAt(closedTwice(2), {})).toEqual([3, 2]);
  });
});
