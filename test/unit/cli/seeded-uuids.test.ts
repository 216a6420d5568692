import { describe, expect, it } from 'vitest';
import { seededUuids } from '../../../src/cli/seeded-uuids.ts';

const drawn = (seed: number) => {
  const uuid = seededUuids(seed);
  return Array.from({ length: 200 }, uuid);
};

describe('seeded UUIDs', () => {
  it('are UUIDs of version 4, each another', () => {
    const ids = drawn(7);
    expect(ids.filter((id) => !/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toEqual(
      [],
    );
    expect(new Set(ids).size).toBe(200);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(8)).not.toEqual(drawn(7));
  });
});
