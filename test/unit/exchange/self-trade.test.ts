import { describe, expect, it } from 'vitest';
import type { Side, TimeInForce } from '../../../src/domain/order-intent.ts';
import { commandOfIntent, type OrderCommand } from '../../../src/exchange/order-command.ts';
import { SWAP, World, type WorldOptions } from './support.ts';

type Prevention = OrderCommand['selfTradePrevention'];

/** Two accounts without any market but their own orders. */
function aPair(options: WorldOptions = {}): World {
  const world = new World(options);
  world.openAccount('other', { USDT: '10000' });
  return world;
}
const against = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** Sends a limit order with the id `incoming`, under a prevention that an intent cannot ask for, too. */
function send(
  world: World,
  selfTradePrevention: Prevention,
  order: { side: Side; quantity?: string; price: string; timeInForce?: TimeInForce },
): void {
  const { side, quantity = '10', price, timeInForce = 'gtc' } = order;
  const intent = { instrument: SWAP.id, side, quantity, pricing: { type: 'limit', price, timeInForce } } as const;
  world.exchange.submit('me', { ...commandOfIntent(intent, SWAP, 'incoming'), selfTradePrevention });
}

describe('an order that meets one of its own account', () => {
  it.each<[Prevention, string | null, string | null]>([
    ['cancel_maker', 'self_trade', null],
    ['cancel_taker', null, 'self_trade'],
    ['cancel_both', 'self_trade', 'self_trade'],
  ])('under %s is canceled for it, or the other is', (prevention, resting, incoming) => {
    const world = aPair();
    world.limit('sell', '100', '10', { clientOrderId: 'resting' });
    send(world, prevention, { side: 'buy', price: '100' });
    const reasons = [world.order('resting').cancelReason, world.order('incoming').cancelReason];
    expect([reasons, world.trades]).toEqual([[resting, incoming], []]);
  });

  it('under none trades with it, and pays both fees', () => {
    const world = aPair({ feePpm: [200, 500] });
    world.limit('sell', '100');
    send(world, 'none', { side: 'buy', price: '100' });
    expect(world.fills.map(({ side, facts }) => [side, facts.lots, facts.liquidity])).toEqual([
      ['sell', 10, 'maker'],
      ['buy', 10, 'taker'],
    ]);
    expect([world.lots(), world.cash(), world.free()]).toEqual([0, '9999.3', '9999.3']);
  });

  it('under cancel_maker goes on to what others offer behind it', () => {
    const world = aPair();
    world.limit('sell', '100');
    world.limit('sell', '101', '10', {}, 'other');
    send(world, 'cancel_maker', { side: 'buy', price: '101' });
    expect(world.trades).toEqual(['buy 10 @ 101']);
  });

  it.each<[Prevention, string]>([
    ['cancel_taker', 'working'],
    ['cancel_both', 'canceled'],
  ])('under %s keeps what it has filled before', (prevention, resting) => {
    const world = aPair();
    world.limit('sell', '100', '4', {}, 'other');
    world.limit('sell', '101', '10', { clientOrderId: 'resting' });
    send(world, prevention, { side: 'buy', price: '101' });
    const incoming = world.order('incoming');
    expect([world.trades, incoming.cancelReason, world.order('resting').state]).toEqual([
      ['buy 4 @ 100'],
      'self_trade',
      resting,
    ]);
  });
});

describe('a fill-or-kill order that looks ahead', () => {
  /** Others offer 6 and then 4, and this account 5 between them, each a tick worse than the one before. */
  function offers(side: Side): World {
    const world = aPair();
    const prices = side === 'buy' ? ['100', '101', '102'] : ['100', '99', '98'];
    world.limit(against(side), prices[0]!, '6', {}, 'other');
    world.limit(against(side), prices[1]!, '5', { clientOrderId: 'own' });
    world.limit(against(side), prices[2]!, '4', {}, 'other');
    return world;
  }
  const rows: readonly [Prevention, string, string | null, string][] = [
    ['cancel_maker', '10', null, 'canceled'],
    ['cancel_maker', '11', 'fok_not_fillable', 'working'],
    ['cancel_taker', '6', null, 'working'],
    ['cancel_taker', '7', 'fok_not_fillable', 'working'],
    ['cancel_both', '6', null, 'working'],
    ['cancel_both', '7', 'fok_not_fillable', 'working'],
    ['none', '15', null, 'filled'],
    ['none', '16', 'fok_not_fillable', 'working'],
  ];
  describe.each<[Side, string]>([
    ['buy', '102'],
    ['sell', '98'],
  ])('to %s', (side, price) => {
    it.each(rows)('under %s and of %s is canceled for %s and leaves its own %s', (prevention, lots, reason, own) => {
      const world = offers(side);
      send(world, prevention, { side, quantity: lots, price, timeInForce: 'fok' });
      expect([world.order('incoming').cancelReason, world.order('own').state]).toEqual([reason, own]);
      expect(world.order('incoming').filledQuantity.toFixed()).toBe(reason === null ? lots : '0');
    });

    it('counts nothing beyond its limit', () => {
      const world = offers(side);
      const nearer = side === 'buy' ? '101' : '99';
      send(world, 'cancel_maker', { side, quantity: '7', price: nearer, timeInForce: 'fok' });
      expect(world.order('incoming').cancelReason).toBe('fok_not_fillable');
    });

    it('reaches the bar only within its limit, and the bar only as far as its volume goes', () => {
      const [within, beyond] = side === 'buy' ? ['100', '99'] : ['100', '101'];
      const answers = [
        [within, '10'],
        [within, '11'],
        [beyond, '10'],
      ].map(([limit = '', quantity = '']) => {
        const world = aPair();
        world.open(100, 10);
        send(world, 'cancel_maker', { side, quantity, price: limit, timeInForce: 'fok' });
        return world.order('incoming').state;
      });
      expect(answers).toEqual(['filled', 'canceled', 'canceled']);
    });

    it('adds what rests behind the bar to its volume', () => {
      const behind = side === 'buy' ? '103' : '97';
      const answers = ['13', '14'].map((quantity) => {
        const world = aPair();
        world.limit(against(side), behind, '3', {}, 'other');
        world.open(100, 10);
        send(world, 'cancel_maker', { side, quantity, price: behind, timeInForce: 'fok' });
        return [world.order('incoming').cancelReason, ...world.trades];
      });
      expect(answers).toEqual([[null, `${side} 10 @ 100`, `${side} 3 @ ${behind}`], ['fok_not_fillable']]);
    });
  });
});
