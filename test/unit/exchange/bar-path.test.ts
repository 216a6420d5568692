import { describe, expect, it } from 'vitest';
import { aWorld, SWAP } from './support.ts';

describe('the path inside a bar', () => {
  it('gives an entry inside the bar no target at a price of before the entry', () => {
    const world = aWorld();
    const protection = { takeProfit: { resting: '108' }, stopLoss: { trigger: { price: '80' } } };
    world.limit('buy', '95', '10', { protection });
    // It closes below its open, so the high comes first and the entry on the way down from it.
    world.close(110, 90, 96);
    expect(world.trades).toEqual(['buy 10 @ 95']);
  });

  it('gives an entry inside the bar the stop that lies in it, wherever the extreme came', () => {
    const world = aWorld();
    const protection = { takeProfit: { resting: '120' }, stopLoss: { trigger: { price: '95' } } };
    // It closes above its open, so the low comes first, and once more after the entry at 105.
    world.place({ side: 'buy', pricing: { type: 'stop_market', trigger: { price: '105' } }, protection });
    world.close(110, 90, 108);
    expect(world.trades).toEqual(['buy 10 @ 105', 'sell 10 @ 95']);
  });

  it('keeps its pace whatever happens on the way', () => {
    const times = (more: boolean): number | undefined => {
      const world = aWorld();
      if (more) for (const price of ['98', '96', '94', '92']) world.limit('buy', price, '1');
      world.limit('buy', '91', '1', { clientOrderId: 'last', marginMode: 'isolated' });
      world.market('buy', '1', { marginMode: 'isolated' });
      world.close(101, 90, 95);
      return world.fills.find(({ clientOrderId }) => clientOrderId === 'last')?.at;
    };
    expect(times(true)).toBe(times(false));
  });
});

describe('a trailing stop by mark', () => {
  const trailing = (price: string) =>
    ({ type: 'trailing_stop', distance: { amount: '5' }, activation: { price, by: 'mark' } }) as const;

  it.each([
    ['above', 10, '112', 'sell 10 @ 100'],
    ['below', -10, '91', 'sell 10 @ 105'],
  ])('acts where the mark, %s the last price, reaches it', (_where, basis, activation, exit) => {
    const world = aWorld();
    world.exchange.markBasis(SWAP, basis * SWAP.marksPerTick);
    world.market('buy', '10');
    world.place({ side: 'sell', effect: 'reduce_only', pricing: trailing(activation) });
    world.close(basis > 0 ? 105 : 110, 80, 85);
    expect(world.trades).toEqual(['buy 10 @ 100', exit]);
  });

  it('waits for the next mark where marks come on their own', () => {
    const world = aWorld();
    world.exchange.mark(SWAP, 1000, 100 * SWAP.marksPerTick);
    world.market('buy', '10');
    world.place({ side: 'sell', effect: 'reduce_only', pricing: trailing('101') });
    world.exchange.mark(SWAP, 1001, 102 * SWAP.marksPerTick);
    world.close(105, 80, 85);
    expect(world.trades).toEqual(['buy 10 @ 100']);
  });
});
