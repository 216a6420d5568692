import { describe, expect, it, test } from 'vitest';
import {
  ORDER_ROLES,
  type OrderIntent,
  SELF_TRADE_PREVENTIONS,
  TIMES_IN_FORCE,
  TRIGGER_SOURCES,
} from '../../../src/domain/order-intent.ts';
import { commandOfIntent, type OrderCommand } from '../../../src/exchange/order-command.ts';
import {
  BINDS,
  CONDITIONAL,
  FOLLOWS,
  KEPT,
  LIQUIDATES,
  PROTECTED,
  traitsOf,
  wordsOf,
} from '../../../src/exchange/order-traits.ts';
import { aWorld, SPOT, SWAP } from './support.ts';

/** The traits that rules ask for one by one. */
const FLAGS = BINDS | CONDITIONAL | FOLLOWS | LIQUIDATES | PROTECTED;

describe('the traits of a command', () => {
  const plain = commandOfIntent(
    { instrument: SWAP.id, side: 'buy', quantity: '1', pricing: { type: 'limit', price: '100' } },
    SWAP,
    'o',
  );
  const stopLoss = { type: 'stop_market', triggerTicks: 90, triggerBy: 'last', limitTicks: null } as const;
  const cases: readonly { name: string; change: Partial<OrderCommand>; traits: number }[] = [
    { name: 'an order that can open binds money', change: {}, traits: BINDS },
    { name: 'an order that only reduces binds none', change: { effect: 'reduce_only' }, traits: 0 },
    {
      name: 'on spot every order binds money',
      change: { instrument: SPOT, marginMode: 'cash', effect: 'reduce_only' },
      traits: BINDS,
    },
    { name: 'a stop is conditional', change: { type: 'stop_market' }, traits: BINDS | CONDITIONAL },
    { name: 'a target is conditional', change: { type: 'take_profit_limit' }, traits: BINDS | CONDITIONAL },
    { name: 'a trailing stop is conditional', change: { type: 'trailing_stop' }, traits: BINDS | CONDITIONAL },
    {
      name: 'an entry may be protected',
      change: { protection: { stopLoss, takeProfit: null } },
      traits: BINDS | PROTECTED,
    },
    { name: 'a liquidation says so', change: { role: 'liquidation', effect: 'reduce_only' }, traits: LIQUIDATES },
    {
      name: 'protection of a whole position follows it',
      change: { followsPosition: true, effect: 'reduce_only' },
      traits: FOLLOWS,
    },
    {
      name: 'protection on spot has no position to follow',
      change: { followsPosition: true, effect: 'reduce_only', instrument: SPOT, marginMode: 'cash' },
      traits: BINDS,
    },
  ];
  test.each(cases)('$name', ({ change, traits }) => {
    expect(traitsOf({ ...plain, ...change }) & FLAGS).toBe(traits);
  });
});

describe('the words of a command that its traits stand for', () => {
  const intent: OrderIntent = {
    instrument: SWAP.id,
    side: 'buy',
    quantity: '1',
    pricing: { type: 'limit', price: '100' },
  };
  const limit = commandOfIntent(intent, SWAP, 'o');
  const changes: Partial<OrderCommand>[] = [
    ...TIMES_IN_FORCE.map((timeInForce) => ({ timeInForce })),
    ...ORDER_ROLES.map((role) => ({ role })),
    ...TRIGGER_SOURCES.map((triggerBy) => ({ triggerBy })),
    ...SELF_TRADE_PREVENTIONS.map((selfTradePrevention) => ({ selfTradePrevention })),
    { selfTradePrevention: 'none' },
    { effect: 'reduce_only' },
    { type: 'market' },
  ];
  test.each(changes.map((change) => [JSON.stringify(change), change] as const))('are those of %s', (_name, change) => {
    const command = { ...limit, ...change };
    expect(command).toEqual({ ...command, ...wordsOf(traitsOf(command)) });
  });

  test.each<[string, Partial<OrderCommand>]>([
    ['an expiry', { expiresAt: 1 }],
    ['a trigger', { type: 'stop_limit', triggerTicks: 90 }],
    ['a trailing distance', { type: 'trailing_stop', trail: { ticks: 1 } }],
    ['protection', { protection: { stopLoss: null, takeProfit: null } }],
    ['whether it follows the position', { followsPosition: false }],
  ])('are not all where a command has %s', (_what, change) => {
    expect(traitsOf({ ...limit, ...change }) & KEPT).toBe(KEPT);
    expect(traitsOf(limit) & KEPT).toBe(0);
  });
});

describe('an order whose price and quantity have changed', () => {
  it.each<[string, (world: ReturnType<typeof aWorld>) => void]>([
    ['was amended', (world) => world.exchange.amend('me', { clientOrderId: 'o1' }, { lots: 4, limitTicks: 91 })],
    ['was made smaller', (world) => world.exchange.amend('me', { clientOrderId: 'o1' }, { lots: 4 })],
  ])('is still known as it was sent after it %s', (_how, change) => {
    const world = aWorld();
    world.limit('buy', '90', '10');
    change(world);
    const { quantity, identity } = world.order('o1');
    expect([quantity.toFixed(), identity.intent.quantity, identity.pricing]).toEqual([
      '4',
      '10',
      { type: 'limit', price: '90', timeInForce: 'gtc' },
    ]);
  });
});
