import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { TickSet } from '../../../src/exchange/tick-set.ts';

const SIZE = 2 ** 17;

describe('a set of ticks', () => {
  test.each([
    ['the same word', 5, 9],
    ['the word before', 31, 32],
    ['another block of words', 3, 1030],
    ['another region', 7, 40_000],
    ['the far end', 0, SIZE],
  ])('finds the greatest member below a limit in %s', (_, member, limit) => {
    const set = new TickSet(SIZE);
    set.add(member);
    expect(set.lastBelow(limit)).toBe(member);
  });

  it('does not count the limit itself', () => {
    const set = new TickSet(SIZE);
    set.add(64);
    expect(set.lastBelow(64)).toBe(-1);
  });

  test.each([0, -1])('has nothing below %i', (limit) => {
    const set = new TickSet(SIZE);
    set.add(0);
    expect(set.lastBelow(limit)).toBe(-1);
  });

  test.each([
    ['the same word', 65, 66],
    ['the same block of words', 65, 130],
    ['the same region', 65, 2000],
  ])('still finds a member when another of %s is gone', (_, member, gone) => {
    const set = new TickSet(SIZE);
    set.add(member);
    set.add(gone);
    set.delete(gone);
    expect([set.lastBelow(SIZE), set.lastBelow(1000), set.lastBelow(100)]).toEqual([member, member, member]);
  });

  it('has no member after it was cleared', () => {
    const set = new TickSet(SIZE);
    for (const member of [3, 1030, 40_000]) set.add(member);
    set.clear();
    expect([4, 1031, 40_001, SIZE].map((limit) => set.lastBelow(limit))).toEqual([-1, -1, -1, -1]);
  });

  it('knows the members that are left after additions and deletions', () => {
    const member = fc.nat({ max: SIZE - 1 });
    fc.assert(
      fc.property(fc.array(member), fc.array(member), fc.nat({ max: SIZE }), (added, deleted, limit) => {
        const set = new TickSet(SIZE);
        for (const one of added) set.add(one);
        const gone = [...deleted, ...added.filter((_, index) => index % 3 === 0)];
        for (const one of gone) set.delete(one);
        const left = added.filter((one) => one < limit && !gone.includes(one));
        expect(set.lastBelow(limit)).toBe(Math.max(-1, ...left));
      }),
    );
  });
});
