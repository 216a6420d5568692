import { describe, expect, it } from 'vitest';
import { aWorld, outcome } from './support.ts';

const BOTH = { stopLoss: { trigger: { price: '95' } }, takeProfit: { resting: '105' } } as const;

describe('attached protection', () => {
  it('comes alive when the entry fills, as a stop and a target', () => {
    const world = aWorld();
    world.limit('buy', '98', '10', { clientOrderId: 'entry', protection: BOTH });
    const before = world.openIds;
    world.close(100, 98, 99);
    expect([before, world.openIds]).toEqual([['entry'], ['entryS', 'entryT']]);
    expect(world.order('entryS')).toMatchObject({
      role: 'stop_loss',
      effect: 'reduce_only',
      parentClientOrderId: 'entry',
    });
  });

  it('covers what has filled and grows with it', () => {
    const world = aWorld();
    world.limit('buy', '98', '10', { clientOrderId: 'entry', protection: BOTH });
    world.close(100, 100, 100);
    world.bar(100, 100, 98, 99, 4);
    const first = world.order('entryS').quantity.toFixed();
    world.bar(99, 99, 98, 99, 100);
    expect([first, world.order('entryS').quantity.toFixed(), world.order('entryT').quantity.toFixed()]).toEqual([
      '4',
      '10',
      '10',
    ]);
  });

  it('loses the stop when the target fills', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    world.close(106, 99, 106);
    expect([world.order('entryS').cancelReason, world.lots()]).toEqual(['sibling_filled', 0]);
  });

  it('loses the target when the stop fills', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    world.close(101, 94, 96);
    expect([world.order('entryT').cancelReason, world.trades.at(-1)]).toEqual(['sibling_filled', 'sell 10 @ 95']);
  });

  it('follows partial closes and goes with the position', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    world.market('sell', '4');
    const sizes = ['entryS', 'entryT'].map((id) => world.order(id).quantity.toFixed());
    world.market('sell', '6');
    expect([sizes, world.order('entryS').cancelReason, world.openIds]).toEqual([['6', '6'], 'position_closed', []]);
  });

  it('shrinks with the other leg as that one fills in parts', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    world.close(100, 100, 100);
    world.bar(100, 105, 100, 104, 3);
    expect(['entryS', 'entryT'].map((id) => world.order(id).remainingQuantity.toFixed())).toEqual(['7', '7']);
  });

  it('covers only what an entry opened beyond an opposite position', () => {
    const world = aWorld();
    world.market('sell', '4');
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    expect([world.lots(), world.order('entryS').quantity.toFixed()]).toEqual([6, '6']);
  });

  it('stands alone for each entry', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'one', protection: BOTH });
    world.market('buy', '10', { clientOrderId: 'two', protection: { stopLoss: { trigger: { price: '90' } } } });
    world.close(100, 94, 96);
    expect([world.lots(), world.openIds]).toEqual([10, ['twoS']]);
  });

  it('keeps the stop when the target is canceled', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    world.exchange.cancel('me', { clientOrderId: 'entryT' });
    expect(world.openIds).toEqual(['entryS']);
  });
});

describe('an amendment', () => {
  it('to less than is filled completes the order', () => {
    const world = aWorld();
    world.limit('buy', '98', '10', { clientOrderId: 'a' });
    world.close(100, 100, 100);
    world.bar(100, 100, 98, 99, 4);
    const answer = world.exchange.amend('me', { clientOrderId: 'a' }, { lots: 4 });
    expect([answer.outcome, world.order('a').state, world.order('a').quantity.toFixed()]).toEqual([
      'done',
      'filled',
      '4',
    ]);
  });

  it('of the trigger moves a stop', () => {
    const world = aWorld();
    world.market('buy', '10', { clientOrderId: 'entry', protection: BOTH });
    world.exchange.amend('me', { clientOrderId: 'entryS' }, { triggerTicks: 90 });
    world.close(100, 92, 93);
    expect([world.lots(), world.order('entryS').triggerPrice?.toFixed()]).toEqual([10, '90']);
  });

  it('to a price past the market takes', () => {
    const world = aWorld();
    world.limit('buy', '90', '10', { clientOrderId: 'a' });
    world.exchange.amend('me', { clientOrderId: 'a' }, { limitTicks: 101 });
    expect(world.trades).toEqual(['buy 10 @ 100']);
  });

  it('of an order that has ended is refused', () => {
    const world = aWorld();
    expect(outcome(world.market('buy', '10', { clientOrderId: 'a' }))).toBe('filled');
    expect(world.exchange.amend('me', { clientOrderId: 'a' }, { lots: 20 })).toMatchObject({
      rejection: { reason: 'order_not_found' },
    });
  });
});
