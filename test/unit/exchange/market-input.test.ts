import { describe, expect, it } from 'vitest';
import { aWorld, SWAP } from './support.ts';

describe('what a market says', () => {
  it.each([
    ['no number', Number.NaN, 1],
    ['zero', 0, 1],
    ['negative', -5, 1],
    ['between two ticks', 100.5, 1],
    ['of no size', 100, Number.NaN],
    ['of negative size', 100, -1],
  ])('is refused when a price is %s', (_what, ticks, lots) => {
    const { exchange } = aWorld();
    const refused = expect.objectContaining({ code: 'config/data_invalid' });
    expect(() => exchange.openBar(SWAP, 2000, 1000, ticks, lots)).toThrow(refused);
    expect(() => exchange.trade(SWAP, 2000, ticks, lots, 'buy')).toThrow(refused);
    expect(() => exchange.depthUpdate(SWAP, 2000, [[ticks, lots]], [])).toThrow(refused);
  });
});
