import { describe, expect, it } from 'vitest';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { LedgerWorld, X_SPOT, X_SWAP, Y_SWAP } from './a-ledger.ts';

const ON_SPOT = { instrument: X_SPOT } as const;
type Trade = readonly ['buy' | 'sell', quantity: string, fee?: string];

/** What a change says: lots before and after, whether something opened and what ended. */
const told = ({ before, after, opened, closed }: ReturnType<LedgerWorld['buy']>): string =>
  [`${before} → ${after}`, ...(opened ? ['opened'] : []), ...(closed === null ? [] : [`closed ${closed.side}`])].join();

/** What the last of some trades at 100 did. */
function toldLast(trades: readonly Trade[], instrument = X_SWAP): string {
  const world = new LedgerWorld();
  return (
    trades.map(([side, quantity, fee = '0']) => told(world[side](quantity, '100', { instrument, fee }))).at(-1) ?? ''
  );
}

describe('a fill of a swap', () => {
  it.each<[string, readonly Trade[], string]>([
    ['opens a long', [['buy', '3']], '0 → 3,opened'],
    ['opens a short', [['sell', '3']], '0 → -3,opened'],
    [
      'makes a long longer',
      [
        ['buy', '3'],
        ['buy', '2'],
      ],
      '3 → 5',
    ],
    [
      'makes a short larger',
      [
        ['sell', '3'],
        ['sell', '2'],
      ],
      '-3 → -5',
    ],
    [
      'closes a part of a long',
      [
        ['buy', '3'],
        ['sell', '2'],
      ],
      '3 → 1',
    ],
    [
      'closes a part of a short',
      [
        ['sell', '3'],
        ['buy', '2'],
      ],
      '-3 → -1',
    ],
    [
      'closes a long',
      [
        ['buy', '3'],
        ['sell', '3'],
      ],
      '3 → 0,closed long',
    ],
    [
      'closes a short',
      [
        ['sell', '3'],
        ['buy', '3'],
      ],
      '-3 → 0,closed short',
    ],
    [
      'turns a long round',
      [
        ['buy', '3'],
        ['sell', '5'],
      ],
      '3 → -2,opened,closed long',
    ],
    [
      'turns a short round',
      [
        ['sell', '3'],
        ['buy', '5'],
      ],
      '-3 → 2,opened,closed short',
    ],
  ])('%s', (_what, trades, expected) => {
    expect(toldLast(trades)).toBe(expected);
  });

  it('tells whose position it changed', () => {
    const change = new LedgerWorld().buy('1', '100', { instrument: Y_SWAP, marginMode: 'isolated' });
    expect([change.instrument, change.marginMode]).toEqual([Y_SWAP, 'isolated']);
  });

  it('leaves the other margin mode alone', () => {
    const world = new LedgerWorld();
    world.buy('3', '100');
    expect(told(world.sell('2', '100', { marginMode: 'isolated' }))).toBe('0 → -2,opened');
  });
});

describe('a swap position that ended', () => {
  it('says what it was', () => {
    const world = new LedgerWorld();
    world.clock.advance(1);
    world.buy('3', '100', { fee: '1', decisionId: 'first' });
    world.clock.advance(1);
    world.buy('1', '104', { fee: '1', decisionId: 'second' });
    world.entry({ type: 'funding', instrument: X_SWAP.id, amount: '-2' });
    world.clock.advance(1);
    world.sell('1', '110', { fee: '1', decisionId: 'exit' });
    world.clock.advance(1);
    const { closed } = world.sell('3', '106', { fee: '1' });
    expect(closed?.toJSON()).toEqual({
      instrument: 'X-USDT-SWAP',
      marginMode: 'cross',
      side: 'long',
      maxQuantity: '4',
      entryPrice: '101',
      exitPrice: '107',
      realizedPnl: '24',
      fees: '4',
      funding: '-2',
      netPnl: '18',
      openedAt: 1,
      closedAt: 4,
      closedBy: 'order',
      decisionIds: ['first', 'second'],
    });
  });

  it('earned as a short what the price fell', () => {
    const world = new LedgerWorld();
    world.sell('3', '100');
    const { closed } = world.buy('3', '90');
    expect([closed?.side, closed?.entryPrice.toFixed(), closed?.realizedPnl.toFixed()]).toEqual(['short', '100', '30']);
  });

  it.each([
    ['by an order', {}, 'order'],
    ['by an exit order', { role: 'exit' }, 'order'],
    ['by its stop', { role: 'stop_loss' }, 'stop_loss'],
    ['by its target', { role: 'take_profit' }, 'take_profit'],
    ['by a liquidation, whatever the order', { role: 'stop_loss', cause: 'liquidation' }, 'liquidation'],
  ] as const)('was closed %s', (_what, more, expected) => {
    const world = new LedgerWorld();
    world.buy('3', '100');
    expect(world.sell('3', '100', more).closed?.closedBy).toBe(expected);
  });

  it('counts a decision once that built it twice', () => {
    const world = new LedgerWorld();
    world.buy('1', '100', { decisionId: 'same' });
    world.buy('1', '100', { decisionId: 'same' });
    expect(world.sell('2', '100').closed?.decisionIds).toEqual(['same']);
  });

  it('has nothing of the one before it', () => {
    const world = new LedgerWorld();
    world.buy('9', '100', { fee: '7', decisionId: 'former' });
    world.sell('9', '150', { fee: '7' });
    world.clock.advance(5);
    world.sell('2', '100', { fee: '1', decisionId: 'this' });
    const { closed } = world.buy('2', '95', { fee: '1' });
    expect([closed?.maxQuantity.toFixed(), closed?.netPnl.toFixed(), closed?.openedAt, closed?.decisionIds]).toEqual([
      '2',
      '8',
      5,
      ['this'],
    ]);
  });
});

describe('a fill that turns a position round', () => {
  const turned = () => {
    const world = new LedgerWorld();
    world.buy('3', '100', { fee: '0.3', decisionId: 'long' });
    world.clock.advance(1);
    const { closed } = world.sell('5', '110', { fee: '1', decisionId: 'turn' });
    return { world, closed };
  };

  it('ends the old one with its part of the fee', () => {
    const { closed } = turned();
    expect([
      closed?.exitPrice.toFixed(),
      closed?.maxQuantity.toFixed(),
      closed?.realizedPnl.toFixed(),
      closed?.fees.toFixed(),
      closed?.decisionIds,
    ]).toEqual(['110', '3', '30', '0.9', ['long']]);
  });

  it('begins the new one with the rest of the fee', () => {
    const [position] = turned().world.ledger.positions();
    expect([
      position?.side,
      position?.quantity.toFixed(),
      position?.entryPrice.toFixed(),
      position?.realizedPnl.toFixed(),
      position?.fees.toFixed(),
      position?.openedAt,
      position?.decisionIds,
    ]).toEqual(['short', '2', '110', '0', '0.4', 1, ['turn']]);
  });

  it('begins one that ends for itself', () => {
    const { world } = turned();
    const { closed } = world.buy('2', '105', { fee: '0.1' });
    expect([
      closed?.side,
      closed?.maxQuantity.toFixed(),
      closed?.entryPrice.toFixed(),
      closed?.netPnl.toFixed(),
    ]).toEqual(['short', '2', '110', '9.5']);
  });

  it('from short to long begins a long', () => {
    const world = new LedgerWorld();
    world.sell('3', '100');
    world.buy('5', '90');
    expect([world.positions, world.totals.realized]).toEqual([['long 2 @ 90'], '30']);
    expect(world.sell('2', '90').closed?.side).toBe('long');
  });

  it('counts every fee once', () => {
    const { world } = turned();
    expect(world.totals.fees).toBe('1.3');
  });
});

describe('a fill of a spot instrument', () => {
  it.each<[string, readonly Trade[], string]>([
    ['opens a holding', [['buy', '3']], '0 → 30,opened'],
    [
      'adds to it',
      [
        ['buy', '3'],
        ['buy', '1'],
      ],
      '30 → 40',
    ],
    [
      'sells a part of it',
      [
        ['buy', '3'],
        ['sell', '1'],
      ],
      '30 → 20',
    ],
    [
      'sells all of it',
      [
        ['buy', '3'],
        ['sell', '3'],
      ],
      '30 → 0,closed long',
    ],
    ['opens nothing when the fee takes the only lot', [['buy', '0.1', '0.1']], '0 → 0'],
    ['sells coins that were deposited without ending a position', [['sell', '1']], '0 → 0'],
  ])('%s', (_what, trades, expected) => {
    expect(toldLast(trades, X_SPOT)).toBe(expected);
  });

  it('belongs to margin mode cash', () => {
    const change = new LedgerWorld().buy('1', '100', ON_SPOT);
    expect([change.instrument, change.marginMode]).toEqual([X_SPOT, 'cash']);
  });
});

describe('a holding that ended', () => {
  it('says what it was', () => {
    const world = new LedgerWorld();
    world.clock.advance(1);
    world.buy('2', '100', { ...ON_SPOT, decisionId: 'first' });
    world.buy('2', '102', { ...ON_SPOT, decisionId: 'second' });
    world.sell('1', '110', { ...ON_SPOT, fee: '1' });
    world.clock.advance(1);
    const { closed } = world.sell('3', '106', { ...ON_SPOT, fee: '1', role: 'take_profit' });
    expect(closed?.toJSON()).toEqual({
      instrument: 'X-USDT',
      marginMode: 'cash',
      side: 'long',
      maxQuantity: '4',
      entryPrice: '101',
      exitPrice: '107',
      realizedPnl: '24',
      fees: '2',
      funding: '0',
      netPnl: '22',
      openedAt: 1,
      closedAt: 2,
      closedBy: 'take_profit',
      decisionIds: ['first', 'second'],
    });
  });

  it('lost the fee that its buy paid in coins', () => {
    const world = new LedgerWorld();
    world.buy('2', '100', { ...ON_SPOT, fee: '0.1' });
    const { closed } = world.sell('1.9', '100', ON_SPOT);
    expect([closed?.realizedPnl.toFixed(), closed?.fees.toFixed(), closed?.netPnl.toFixed()]).toEqual([
      '0',
      '10',
      '-10',
    ]);
  });

  it('is not what was deposited beside it', () => {
    const world = new LedgerWorld();
    world.buy('2', '100', ON_SPOT);
    const { closed } = world.sell('5', '110', ON_SPOT);
    expect([closed?.exitPrice.toFixed(), closed?.realizedPnl.toFixed()]).toEqual(['110', '20']);
  });

  it('has nothing of the one before it', () => {
    const world = new LedgerWorld();
    world.buy('2', '100', { ...ON_SPOT, fee: '0.1' });
    world.sell('1.9', '150', ON_SPOT);
    world.buy('1', '100', ON_SPOT);
    const { closed } = world.sell('1', '103', ON_SPOT);
    expect([closed?.maxQuantity.toFixed(), closed?.fees.toFixed(), closed?.netPnl.toFixed()]).toEqual(['1', '0', '3']);
  });
});

describe('the book of positions', () => {
  it('counts those that are open', () => {
    const world = new LedgerWorld();
    const counts = [world.ledger.book.openCount];
    world.buy('1', '100');
    world.buy('1', '100', ON_SPOT);
    counts.push(world.ledger.book.openCount);
    world.sell('1', '100');
    counts.push(world.ledger.book.openCount);
    expect(counts).toEqual([0, 2, 1]);
  });

  it('says the lots of a swap with their sign, and of coins what could be sold', () => {
    const world = new LedgerWorld();
    world.sell('2', '100');
    world.buy('2', '100', { ...ON_SPOT, fee: '0.05' });
    const { book } = world.ledger;
    expect([book.lots(X_SWAP, 'cross'), book.lots(X_SWAP, 'isolated'), book.lots(X_SPOT, 'cash')]).toEqual([-2, 0, 19]);
  });

  it('keeps costs that no double holds', () => {
    const instrument = anInstrument({ maxLimitQuantity: '9999999999', maxMarketQuantity: '9999999999' });
    const world = new LedgerWorld();
    for (let count = 0; count < 3; count++) world.buy('300000000.0001', '30000.1', { instrument });
    const { closed } = world.sell('900000000.0003', '30000.1', { instrument });
    expect([closed?.entryPrice.toFixed(), closed?.exitPrice.toFixed(), closed?.realizedPnl.toFixed()]).toEqual([
      '30000.1',
      '30000.1',
      '0',
    ]);
  });
});
