import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/domain/drawdown.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import { LedgerWorld, money, text, X_SPOT, X_SWAP, X_USDC_SWAP, Y_SWAP } from './a-ledger.ts';

const ON_SPOT = { instrument: X_SPOT } as const;
const ISOLATED = { marginMode: 'isolated' } as const;

describe('a ledger', () => {
  it('tells the time of its clock', () => {
    const world = new LedgerWorld({ startsAt: 5 });
    world.clock.advance(2);
    expect(world.ledger.now).toBe(7);
  });

  it('knows the instruments of its venue by id, and no others', () => {
    const { ledger } = new LedgerWorld();
    expect([ledger.instrument('X-USDT'), ledger.instrument('Z-USDT')]).toEqual([X_SPOT, undefined]);
  });

  it('knows no mark before a price came, and then that one', () => {
    const world = new LedgerWorld();
    const before = world.ledger.marks(X_SWAP);
    world.price('101');
    expect([before, world.ledger.marks(X_SWAP)]).toEqual([null, X_SWAP.marks('101')]);
  });

  it('shows the open orders that it is given', () => {
    const world = new LedgerWorld();
    world.orders.push(anOrder());
    expect([...world.ledger.openOrders()]).toEqual(world.orders);
  });

  it.each([
    ['the leverage of the venue', 500, '5'],
    ['leverage 1 where the venue states none', null, '1'],
  ])('gives positions %s', (_what, defaultLeverage, expected) => {
    const world = new LedgerWorld({ defaultLeverage });
    world.buy('1', '100');
    expect(world.ledger.positions()[0]?.leverage.toFixed()).toBe(expected);
  });

  it('sets the leverage of one margin mode only', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.buy('1', '100', ISOLATED);
    world.ledger.setLeverage(X_SWAP, 'cross', 400);
    expect(world.ledger.positions().map(({ leverage }) => leverage.toFixed())).toEqual(['4', '10']);
  });
});

describe('equity', () => {
  it('is cash, and the profit of positions at the mark price', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.buy('10', '100', { fee: '1' });
    world.price('103');
    expect([world.equity, world.ledger.equityEstimate()]).toEqual(['1029', 1029]);
  });

  it('values a position at its first trade while no price has come', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.buy('10', '100');
    world.buy('10', '104');
    expect([world.equity, text(BigInt(world.ledger.marks(X_SWAP) ?? 0) * X_SWAP.markMoney)]).toEqual(['960', '100']);
  });

  it('is not moved by a trade away from a price that is known', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.price('100');
    world.buy('10', '98');
    expect(world.equity).toBe('1020');
  });

  it('counts coins at their price', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.entry({ type: 'transfer', currency: 'X', amount: '2' });
    world.price('50', X_SPOT);
    expect(world.equity).toBe('1100');
  });

  it('leaves out a currency that nothing prices', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.entry({ type: 'transfer', currency: 'Z', amount: '2' });
    expect([world.equity, world.transferred]).toEqual(['1000', '0']);
  });
});

describe('an entry', () => {
  it.each([
    ['transfer', '10100', '100', '0'],
    ['insurance', '10100', '100', '0'],
    ['adjustment', '10100', '0', '100'],
  ] as const)('of type %s makes cash %s, transfers %s and the realized result %s', (type, cash, transferred, net) => {
    const world = new LedgerWorld();
    world.entry({ type, amount: '100' });
    expect([world.cash, world.transferred, world.realizedNet]).toEqual([cash, transferred, net]);
  });

  it('of another currency counts at its worth', () => {
    const world = new LedgerWorld();
    world.price('50', X_SPOT);
    world.entry({ type: 'transfer', currency: 'X', amount: '2' });
    world.entry({ type: 'adjustment', currency: 'X', amount: '3' });
    expect([world.transferred, world.realizedNet, text(world.ledger.account.cash('X'))]).toEqual(['100', '150', '5']);
  });

  it('of funding belongs to its position', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.entry({ type: 'funding', instrument: X_SWAP.id, marginMode: 'cross', amount: '-2' });
    expect([world.ledger.positions()[0]?.funding.toFixed(), world.totals.funding, world.cash]).toEqual([
      '-2',
      '-2',
      '9998',
    ]);
  });

  it('of funding that names no margin mode belongs to the cross position', () => {
    const world = new LedgerWorld();
    world.buy('1', '100');
    world.entry({ type: 'funding', instrument: X_SWAP.id, amount: '3' });
    expect(world.ledger.position(X_SWAP, 'cross')?.funding.toFixed()).toBe('3');
  });

  it('of funding for an isolated position comes out of its margin', () => {
    const world = new LedgerWorld();
    world.buy('10', '100', ISOLATED);
    world.entry({ type: 'funding', instrument: X_SWAP.id, marginMode: 'isolated', amount: '-2' });
    expect([world.ledger.positions()[0]?.isolatedMargin.toFixed(), world.cash]).toEqual(['98', '9900']);
  });

  it.each([
    ['an instrument that is not listed', 'Z-USDT-SWAP'],
    ['no instrument', null],
  ])('of funding for %s changes cash and is part of the result', (_what, instrument) => {
    const world = new LedgerWorld();
    world.entry({ type: 'funding', instrument, amount: '-2' });
    expect([world.cash, world.realizedNet, world.totals.funding]).toEqual(['9998', '-2', '0']);
  });

  it('of another type that names an instrument is cash all the same', () => {
    const world = new LedgerWorld();
    world.entry({ type: 'adjustment', instrument: X_SWAP.id, amount: '4' });
    expect([world.realizedNet, world.totals.funding]).toEqual(['4', '0']);
  });
});

describe('the realized result', () => {
  it('is profit less fees plus funding, of positions that are open and closed', () => {
    const world = new LedgerWorld();
    world.buy('10', '100', { fee: '1' });
    world.sell('10', '105', { fee: '2' });
    world.buy('5', '100', { instrument: Y_SWAP, fee: '0.5' });
    world.entry({ type: 'funding', instrument: Y_SWAP.id, amount: '-0.25' });
    expect(world.totals).toEqual({ realized: '50', fees: '3.5', funding: '-0.25' });
    expect(world.realizedNet).toBe('46.25');
  });

  it('counts what spot sales earned', () => {
    const world = new LedgerWorld();
    world.buy('2', '100', ON_SPOT);
    world.sell('1', '130', { ...ON_SPOT, fee: '1' });
    expect(world.totals).toEqual({ realized: '30', fees: '1', funding: '0' });
  });

  it('counts a fee that was paid in coins at the price of the fill', () => {
    const world = new LedgerWorld();
    world.buy('2', '100', { ...ON_SPOT, fee: '0.1' });
    expect([world.totals.fees, world.realizedNet]).toEqual(['10', '0']);
  });

  it('adds up the fees of several buys', () => {
    const world = new LedgerWorld();
    world.buy('2', '100', { ...ON_SPOT, fee: '0.1' });
    world.buy('2', '200', { ...ON_SPOT, fee: '0.1' });
    expect(world.totals.fees).toBe('30');
  });

  it('of another currency counts at its worth', () => {
    const world = new LedgerWorld();
    world.buy('10', '100', { instrument: X_USDC_SWAP, fee: '1' });
    world.sell('10', '105', { instrument: X_USDC_SWAP, fee: '1' });
    expect(world.totals).toEqual({ realized: '0', fees: '0', funding: '0' });
  });
});

describe('cash that the venue states', () => {
  it('is no change of fortune before anything was traded', () => {
    const world = new LedgerWorld({ cash: '700' });
    expect([world.cash, world.equity, world.realizedNet, world.transferred]).toEqual(['700', '700', '0', '0']);
  });

  it('is part of the result later, up or down', () => {
    const world = new LedgerWorld({ cash: '700' });
    world.ledger.adoptCash('USDT', money('690'), false);
    expect([world.cash, world.equity, world.realizedNet]).toEqual(['690', '690', '-10']);
  });

  it('of another currency changes the result by its worth', () => {
    const world = new LedgerWorld();
    world.price('50', X_SPOT);
    world.ledger.adoptCash('X', money('2'), false);
    expect([world.realizedNet, world.equity]).toEqual(['100', '10100']);
  });

  it('as we have it changes nothing', () => {
    const world = new LedgerWorld({ cash: '700' });
    world.buy('1', '100');
    const before = world.ledger.positions();
    world.ledger.adoptCash('USDT', money('700'), false);
    expect(world.ledger.positions()).toBe(before);
  });
});

describe('margin of a currency', () => {
  it('is equity, profit and what is free beside positions and open orders', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.buy('10', '100');
    world.price('110');
    world.orders.push(anOrder({ instrument: X_SWAP, quantity: '5', pricing: { type: 'limit', price: '100' } }));
    const { equity, unrealized, free } = world.ledger.margin('USDT');
    // 1000 + 100 profit, less 110 for the position and 50 + 0.5 for the order.
    expect([text(equity), text(unrealized), text(free)]).toEqual(['1100', '100', '939.5']);
  });
});

describe('the record of performance', () => {
  const started = (startsAt = 0): LedgerWorld => {
    const world = new LedgerWorld({ cash: '1000', startsAt });
    world.ledger.begin();
    return world;
  };
  const drawdownOf = ({ ledger }: LedgerWorld): string => ledger.performance.drawdown(ledger.equity()).toFixed();

  it('measures drawdown from the highest equity at the end of an instant', () => {
    const world = started();
    world.buy('10', '100');
    world.price('120');
    world.ledger.endInstant(1);
    world.price('90');
    world.ledger.endInstant(2);
    expect(drawdownOf(world)).toBe('0.25');
  });

  it('does not see a price that passed within an instant', () => {
    const world = started();
    world.buy('10', '100');
    world.price('120');
    world.price('100');
    world.ledger.endInstant(1);
    world.price('90');
    expect(drawdownOf(world)).toBe('0.1');
  });

  it('records nothing at the end of an instant before it has begun', () => {
    const world = new LedgerWorld({ cash: '1000' });
    world.buy('10', '100');
    world.price('120');
    world.ledger.endInstant(1);
    world.price('100');
    world.ledger.begin();
    expect(drawdownOf(world)).toBe('0');
  });

  it('takes a deposit for no gain', () => {
    const world = started();
    world.entry({ type: 'transfer', amount: '1000' });
    world.ledger.adoptCash('USDT', money('1900'), false);
    expect(drawdownOf(world)).toBe('0.05');
  });

  it('takes a withdrawal for no loss', () => {
    const world = started();
    world.entry({ type: 'transfer', amount: '-500' });
    expect(drawdownOf(world)).toBe('0');
  });

  it('takes what an insurance fund pays for no gain', () => {
    const world = started();
    world.entry({ type: 'insurance', amount: '1000' });
    world.ledger.adoptCash('USDT', money('1900'), false);
    expect(drawdownOf(world)).toBe('0.05');
  });

  it('sees an adjustment at the end of its instant, as a price', () => {
    const world = started();
    world.entry({ type: 'adjustment', amount: '1000' });
    world.entry({ type: 'adjustment', amount: '-1000' });
    world.ledger.endInstant(1);
    expect(drawdownOf(world)).toBe('0');
  });

  it('counts positions that won', () => {
    const world = started();
    world.buy('1', '100');
    world.sell('1', '104');
    world.buy('1', '100');
    world.sell('1', '98');
    expect([world.ledger.performance.winRate, world.ledger.performance.profitFactor]).toEqual([0.5, 2]);
  });

  it('begins when it is first asked for where nobody began it', () => {
    const world = new LedgerWorld({ cash: '1000' });
    const { performance } = world.ledger;
    world.ledger.adoptCash('USDT', money('900'), false);
    expect([world.ledger.performance === performance, drawdownOf(world)]).toEqual([true, '0.1']);
  });

  it('takes the return of each whole day', () => {
    const world = started();
    for (const [day, cash] of [
      [1, '1100'],
      [2, '1045'],
    ] as const) {
      world.ledger.adoptCash('USDT', money(cash), false);
      world.ledger.enterDay(day * DAY_MS - 1);
      world.ledger.enterDay(day * DAY_MS);
    }
    // +10 % and −5 %: mean 2.5 %, deviation 7.5 % × √2.
    expect(world.ledger.performance.sharpe).toBeCloseTo((0.025 / (0.075 * Math.SQRT2)) * Math.sqrt(365), 9);
  });
});
