import { describe, expect, it } from 'vitest';
import { randomIds } from '../../../src/engine/random-ids.ts';

describe('random ids', () => {
  const ids = randomIds();
  const drawn = Array.from({ length: 2000 }, () => ids.next());

  it('are 22 letters and digits', () => {
    expect(drawn.filter((id) => !/^[0-9A-Za-z]{22}$/.test(id))).toEqual([]);
  });

  it('do not repeat', () => {
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});
