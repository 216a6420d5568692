import { describe, expect, it } from 'vitest';
import type { OrderIntent } from '../../../src/domain/order-intent.ts';
import { commandOfIntent, type OrderCommand } from '../../../src/exchange/order-command.ts';
import { aWorld, SPOT, SWAP, type World } from './support.ts';

/** Sends an exit that follows the position, as `protectPosition` does. */
function protect(world: World, id: string, pricing: OrderIntent['pricing'], more: Partial<OrderIntent> = {}): void {
  const instrument = more.instrument === SPOT.id ? SPOT : SWAP;
  const intent: OrderIntent = {
    instrument: instrument.id,
    side: 'sell',
    quantity: '10',
    pricing,
    effect: 'reduce_only',
    ...more,
  };
  const role = pricing.type === 'stop_market' ? 'stop_loss' : 'take_profit';
  const command: OrderCommand = { ...commandOfIntent(intent, instrument, id), role, followsPosition: true };
  expect(world.exchange.submit('me', command).outcome).toBe('accepted');
}

/** Ten lots with a stop at 90 and a resting target at 110 over the whole position. */
function aProtectedPosition(): World {
  const world = aWorld();
  world.market('buy', '10');
  protect(world, 'stop', { type: 'stop_market', trigger: { price: '90' } });
  protect(world, 'target', { type: 'limit', price: '110' });
  return world;
}

function sizes(world: World): readonly string[] {
  return ['stop', 'target'].map((id) => {
    const { progress, state } = world.order(id);
    return `${state} ${progress.lots - progress.filledLots}`;
  });
}

describe('protection of a whole position', () => {
  it('shrinks with a partial close', () => {
    const world = aProtectedPosition();
    world.market('sell', '4');
    expect(sizes(world)).toEqual(['armed 6', 'working 6']);
  });

  it('grows with the position', () => {
    const world = aProtectedPosition();
    world.market('buy', '5');
    expect(sizes(world)).toEqual(['armed 15', 'working 15']);
  });

  it('grows no further than the largest order', () => {
    const world = aWorld({ deposit: '100000000' });
    world.market('buy', '900');
    protect(world, 'stop', { type: 'stop_market', trigger: { price: '90' } }, { quantity: '900' });
    world.exchange.setLeverage('me', { instrument: SWAP.id, marginMode: 'cross' }, 100);
    world.market('buy', '50000');
    expect(world.order('stop').progress.lots).toBe(50_000);
  });

  it('tells of every size that it takes', () => {
    const world = aProtectedPosition();
    world.market('buy', '5');
    world.market('sell', '8');
    const told = world.events.flatMap((event) =>
      event.type === 'order' && event.event.type === 'order.amended' && event.event.clientOrderId === 'stop'
        ? [event.event.lots]
        : [],
    );
    expect(told).toEqual([15, 7]);
  });

  it('has one leg shrink as the other fills in parts', () => {
    const world = aProtectedPosition();
    world.close(100, 100, 100);
    world.bar(100, 110, 100, 105, 4);
    expect(sizes(world)).toEqual(['armed 6', 'partially_filled 6']);
  });

  it('loses the stop when the target has closed the position', () => {
    const world = aProtectedPosition();
    world.close(111, 100, 105);
    expect([world.lots(), world.order('target').state, world.order('stop').cancelReason]).toEqual([
      0,
      'filled',
      'position_closed',
    ]);
  });

  it('loses the target when the stop has closed the position', () => {
    const world = aProtectedPosition();
    world.close(100, 89, 95);
    expect([world.lots(), world.order('stop').state, world.openIds]).toEqual([0, 'filled', []]);
  });

  it('covers what the entry that came after it opened', () => {
    const world = aProtectedPosition();
    world.market('buy', '5');
    world.close(100, 89, 95);
    expect([world.trades.at(-1), world.lots()]).toEqual(['sell 15 @ 90', 0]);
  });

  it('does not turn round with the position', () => {
    const world = aProtectedPosition();
    world.market('sell', '15');
    expect([world.lots(), world.openIds]).toEqual([-5, []]);
  });

  it('follows on after a restart', () => {
    const world = aProtectedPosition();
    world.exchange.restore(world.exchange.snapshot());
    world.market('buy', '5');
    expect(sizes(world)).toEqual(['armed 15', 'working 15']);
  });

  it('does not make a plain reduce-only order grow', () => {
    const world = aWorld();
    world.market('buy', '10');
    world.limit('sell', '110', '10', { clientOrderId: 'exit', effect: 'reduce_only' });
    world.market('buy', '5');
    expect(world.order('exit').progress.lots).toBe(10);
  });
});

describe('protection of what is held on spot', () => {
  /** One coin bought, nine others deposited. */
  function aProtectedHolding(): World {
    const world = aWorld();
    world.openAccount('rich', {});
    world.exchange.transfer('me', 'X', 9n * 10n ** 32n);
    world.exchange.openBar(SPOT, world.at, 1000, 100, 1_000_000);
    const spot = { instrument: SPOT.id, marginMode: 'cash', quantity: '1' } as const;
    world.market('buy', '1', spot);
    protect(world, 'stop', { type: 'stop_market', trigger: { price: '90' } }, spot);
    protect(world, 'target', { type: 'limit', price: '110' }, spot);
    return world;
  }

  it('is a pair: when the target has filled the stop goes, though other coins are there', () => {
    const world = aProtectedHolding();
    world.exchange.closeBar(SPOT, 111, 100, 105);
    expect([world.order('target').state, world.order('stop').cancelReason]).toEqual(['filled', 'sibling_filled']);
  });

  it('has one leg shrink as the other fills in parts', () => {
    const world = aProtectedHolding();
    world.exchange.closeBar(SPOT, 100, 100, 100);
    world.exchange.openBar(SPOT, world.at + 1000, 1000, 100, 400);
    world.exchange.closeBar(SPOT, 110, 100, 105);
    expect(sizes(world)).toEqual(['armed 600', 'partially_filled 600']);
  });

  it('pairs a new stop with the target that is there', () => {
    const world = aProtectedHolding();
    const spot = { instrument: SPOT.id, marginMode: 'cash', quantity: '1' } as const;
    protect(world, 'moved', { type: 'stop_market', trigger: { price: '95' } }, spot);
    world.exchange.cancel('me', { clientOrderId: 'stop' });
    world.exchange.restore(world.exchange.snapshot());
    world.exchange.closeBar(SPOT, 100, 94, 95);
    expect([world.order('moved').state, world.order('target').cancelReason]).toEqual(['filled', 'sibling_filled']);
  });
});
