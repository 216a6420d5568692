import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../src/domain/seeded-random.ts';

const draws = (random: SeededRandom, count: number) => Array.from({ length: count }, () => random.fraction());

describe('a seeded generator', () => {
  it('gives the same draws for the same seed', () => {
    expect(draws(new SeededRandom(5), 20)).toEqual(draws(new SeededRandom(5), 20));
  });

  it.each([
    ['neighbours', 5, 6],
    ['seeds that differ beyond 32 bits', 5, 5 + 2 ** 32],
  ])('gives other draws for %s', (_name, one, other) => {
    expect(draws(new SeededRandom(one), 3)).not.toEqual(draws(new SeededRandom(other), 3));
  });

  it('draws fractions from 0 up to, and without, 1, around a half', () => {
    const values = draws(new SeededRandom(9), 20_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect([Math.min(...values) >= 0, Math.max(...values) < 1, Math.abs(mean - 0.5) < 0.01]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('draws every integer below a limit', () => {
    const random = new SeededRandom(9);
    expect(new Set(Array.from({ length: 500 }, () => random.below(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });

  it('draws a bell of deviation 1', () => {
    const random = new SeededRandom(9);
    const values = Array.from({ length: 20_000 }, () => random.bell());
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(variance).toBeCloseTo(1, 1);
  });
});
