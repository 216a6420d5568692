import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/domain/order-intent.ts';
import { commandOfIntent } from '../../../src/exchange/order-command.ts';
import { aWorld, SPOT, SWAP, World, type WorldOptions } from './support.ts';

const against = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
const fillOrKill = (price: string) => ({ type: 'limit', price, timeInForce: 'fok' }) as const;

/** An account beside another one, which has enough. */
function aPair(options: WorldOptions = {}): World {
  const world = new World(options);
  world.openAccount('other', { USDT: '10000' });
  return world;
}

/** A bar at 100 with ten lots, two ticks of slippage, and an order of the other account for a taker on that side. */
function besideABar(deposit: string, side: Side, price: string, quantity: string): World {
  const world = aPair({ deposit, slippage: { type: 'ticks', ticks: 2 } });
  world.bar(100, 100, 100, 100);
  world.limit(against(side), price, quantity, {}, 'other');
  world.open(100, 10);
  return world;
}

describe('what a fill-or-kill order has to be able to pay in a book', () => {
  it.each<[string, Side, string, string, string | null]>([
    // 1 at 100 and 9 at 150 with the mark at 99: 460 lost at once, and 99 of margin.
    ['a buy needs the loss of every level and the margin', 'buy', '150', '559', null],
    ['a buy is canceled where a cent of it is missing', 'buy', '150', '558.99', 'insufficient_margin'],
    // 1 at 98 and 9 at 58: 370 and 99, the mark again being 99.
    ['a sell needs the loss of every level and the margin', 'sell', '58', '469', null],
    ['a sell is canceled where a cent of it is missing', 'sell', '58', '468.99', 'insufficient_margin'],
  ])('%s', (_what, side, price, deposit, reason) => {
    const world = new World({ deposit });
    world.exchange.depthSnapshot(
      SWAP,
      0,
      [
        [98, 1],
        [58, 20],
      ],
      [
        [100, 1],
        [150, 20],
      ],
    );
    world.place({ side, pricing: fillOrKill(price) });
    expect([world.order('o1').cancelReason, world.trades.length]).toEqual([reason, reason === null ? 2 : 0]);
  });

  it.each<[Side, string]>([
    ['buy', '102'],
    ['sell', '98'],
  ])('is not rounded in favour of a %s', (side, worse) => {
    // 1 at 100 and 2 at two ticks worse, the mark at 100: 4 lost and 30 of margin.
    const world = aPair({ deposit: '33.5' });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit(against(side), '100', '1', {}, 'other');
    world.limit(against(side), worse, '2', {}, 'other');
    world.place({ side, quantity: '3', pricing: fillOrKill(worse), clientOrderId: 'k' });
    expect([world.order('k').cancelReason, world.trades]).toEqual(['insufficient_margin', []]);
  });

  it.each<[Side, string]>([
    ['buy', '102'],
    ['sell', '98'],
  ])('is not rounded against a %s', (side, worse) => {
    const world = aPair({ deposit: '34' });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit(against(side), '100', '1', {}, 'other');
    world.limit(against(side), worse, '2', {}, 'other');
    world.place({ side, quantity: '3', pricing: fillOrKill(worse) });
    expect(world.trades).toEqual([`${side} 1 @ 100`, `${side} 2 @ ${worse}`]);
  });

  it.each<[string, string, readonly string[]]>([
    // A third of 100 and of 202, each rounded up to a unit.
    ['is that of every execution', '102', ['buy 1 @ 100', 'buy 2 @ 101']],
    ['is not that of all of them together', '101.99', []],
  ])('isolated margin %s', (_what, deposit, trades) => {
    const world = aPair({ deposit });
    world.exchange.setLeverage('me', { instrument: SWAP.id, marginMode: 'isolated' }, 300);
    world.limit('sell', '100', '1', {}, 'other');
    world.limit('sell', '101', '2', {}, 'other');
    world.place({ side: 'buy', quantity: '3', pricing: fillOrKill('101'), marginMode: 'isolated' });
    expect(world.trades).toEqual(trades);
  });

  it.each<[string, string, readonly string[]]>([
    // 5 at 110 and at 130 close a short of 5 at 100 and open a long of 5: 50 and 150 lost, 50 of margin.
    ['the loss of what it closes and the margin of what it opens', '250', ['buy 5 @ 110', 'buy 5 @ 130']],
    ['not a cent less', '249.99', []],
  ])('turning a position round takes %s', (_what, deposit, trades) => {
    const world = aPair({ deposit });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit('buy', '100', '5', {}, 'other');
    world.market('sell', '5');
    world.limit('sell', '110', '5', {}, 'other');
    world.limit('sell', '130', '5', {}, 'other');
    world.place({ side: 'buy', pricing: fillOrKill('130') });
    expect(world.trades.slice(1)).toEqual(trades);
  });

  it('is less by what an own order binds that it cancels on its way', () => {
    const world = aPair({ deposit: '310' });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit('sell', '101', '30', { clientOrderId: 'own' });
    world.limit('sell', '115', '10', {}, 'other');
    // 150 lost and 100 of margin; beside the own order it would be 203.
    world.place({ side: 'buy', pricing: fillOrKill('115') });
    expect([world.trades, world.order('own').cancelReason]).toEqual([['buy 10 @ 115'], 'self_trade']);
  });

  it.each<[string, readonly string[]]>([
    ['0.304', ['buy 1 @ 100', 'buy 2 @ 102']],
    ['0.3039', []],
  ])('is the price of every level for a stop on spot, with %s at hand', (deposit, trades) => {
    const world = new World({ deposit });
    world.openAccount('other', { X: '1' });
    world.openAccount('third', { USDT: '10' });
    const onSpot = { instrument: SPOT.id, marginMode: 'cash' } as const;
    const trade = (price: string): void => {
      world.limit('sell', price, '0.001', onSpot, 'other');
      world.market('buy', '0.001', onSpot, 'third');
    };
    trade('90');
    world.limit('sell', '100', '0.001', onSpot, 'other');
    world.limit('sell', '102', '0.002', onSpot, 'other');
    const pricing = { type: 'stop_limit', trigger: { price: '95' }, price: '102' } as const;
    const stop = commandOfIntent({ ...onSpot, side: 'buy', quantity: '0.003', pricing }, SPOT, 'stop');
    world.exchange.submit('me', { ...stop, timeInForce: 'fok' });
    trade('95');
    expect(world.trades).toEqual(trades);
  });

  it('does not include an own order that it would only cancel, which stays', () => {
    const world = aPair({ deposit: '300' });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit('sell', '100', '10', { clientOrderId: 'own' });
    world.limit('sell', '150', '10', {}, 'other');
    world.place({ side: 'buy', pricing: fillOrKill('150'), clientOrderId: 'k' });
    expect([world.order('k').cancelReason, world.order('own').state]).toEqual(['insufficient_margin', 'working']);
  });

  it('includes an own order that it would trade with', () => {
    const world = aPair({ deposit: '300' });
    world.exchange.mark(SWAP, 0, SWAP.marks('100'));
    world.limit('buy', '100');
    const intent = { instrument: SWAP.id, side: 'sell', quantity: '10', pricing: fillOrKill('100') } as const;
    world.exchange.submit('me', { ...commandOfIntent(intent, SWAP, 'k'), selfTradePrevention: 'none' });
    expect(world.trades).toEqual(['buy 10 @ 100', 'sell 10 @ 100']);
  });
});

describe('what a fill-or-kill order has to be able to pay in a bar', () => {
  it.each<[string, Side, string, string, string | null]>([
    ['two ticks of slippage on a buy', 'buy', '105', '120', null],
    ['not a cent less on a buy', 'buy', '105', '119.99', 'insufficient_margin'],
    ['two ticks of slippage on a sell', 'sell', '95', '120', null],
    ['not a cent less on a sell', 'sell', '95', '119.99', 'insufficient_margin'],
    ['only one tick where the limit of a buy ends there', 'buy', '101', '110', null],
    ['only one tick where the limit of a sell ends there', 'sell', '99', '110', null],
  ])('is %s', (_what, side, price, deposit, reason) => {
    const world = aWorld({ deposit, slippage: { type: 'ticks', ticks: 2 } });
    world.place({ side, pricing: fillOrKill(price) });
    expect([world.order('o1').cancelReason, world.trades.length]).toEqual([reason, reason === null ? 1 : 0]);
  });

  it.each<[string, Side, string, string, readonly string[]]>([
    // 10 two ticks from the bar and 10 at 120 or 80 behind it: 20 and 200 lost, 200 of margin.
    ['a buy beyond the bar can pay all of it', 'buy', '120', '420', ['buy 10 @ 102', 'buy 10 @ 120']],
    ['a buy beyond the bar cannot pay a cent of it', 'buy', '120', '419.99', []],
    ['a sell beyond the bar can pay all of it', 'sell', '80', '420', ['sell 10 @ 98', 'sell 10 @ 80']],
    ['a sell beyond the bar cannot pay a cent of it', 'sell', '80', '419.99', []],
  ])('includes what rests behind it: %s', (_what, side, price, deposit, trades) => {
    const world = besideABar(deposit, side, price, '30');
    world.place({ side, quantity: '20', pricing: fillOrKill(price) });
    expect(world.trades).toEqual(trades);
  });

  it.each<[string, Side, string, string, string, string]>([
    ['the slippage for a buy of what rests before it', 'buy', '95', '105', '110', 'buy 10 @ 95'],
    ['the slippage for a sell to what rests before it', 'sell', '105', '95', '110', 'sell 10 @ 105'],
    ['the slippage for a buy of what rests at its price', 'buy', '100', '105', '110', 'buy 10 @ 100'],
    ['the slippage for a sell to what rests at its price', 'sell', '100', '95', '110', 'sell 10 @ 100'],
    ['what rests behind it for a buy that it fills', 'buy', '106', '110', '130', 'buy 10 @ 102'],
    ['what rests behind it for a sell that it fills', 'sell', '94', '90', '130', 'sell 10 @ 98'],
  ])('does not include %s', (_what, side, resting, price, deposit, trade) => {
    const world = besideABar(deposit, side, resting, '10');
    world.place({ side, pricing: fillOrKill(price) });
    expect(world.trades).toEqual([trade]);
  });

  it('includes the taker fee', () => {
    const answers = ['100.5', '100.49'].map((deposit) => {
      const world = aWorld({ deposit, feePpm: [0, 500] });
      return world.place({ side: 'buy', pricing: fillOrKill('100') }).outcome;
    });
    expect(answers).toEqual(['accepted', 'rejected']);
  });
});

describe('a fill-or-kill order where trades are replayed', () => {
  it.each<Side>(['buy', 'sell'])(
    'to %s fills at the last trade, whatever its size, with the margin of that price',
    (side) => {
      const world = new World({ deposit: '100' });
      world.exchange.trade(SWAP, 0, 100, 1, 'buy');
      world.place({ side, pricing: fillOrKill('100') });
      expect(world.trades).toEqual([`${side} 10 @ 100`]);
    },
  );
});
