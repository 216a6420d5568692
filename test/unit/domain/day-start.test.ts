import { describe, expect, it } from 'vitest';
import { DayStart } from '../../../src/domain/day-start.ts';
import { DAY_MS } from '../../../src/domain/drawdown.ts';

const NOON = DAY_MS / 2;

function aDay(): DayStart {
  return DayStart.at({ at: NOON, equity: 1_000n, transferred: 200n });
}

describe('the loss of the day', () => {
  it.each([
    ['nothing at first', 1_000n, 200n, 0n],
    ['what equity has fallen by', 900n, 200n, 100n],
    ['below nothing for a gain', 1_100n, 200n, -100n],
    ['not what was withdrawn', 700n, -100n, 0n],
    ['what is lost behind a deposit', 1_200n, 500n, 100n],
  ])('is %s', (_name, equity, transferred, loss) => {
    expect(aDay().loss(equity, transferred)).toBe(loss);
  });

  it('begins anew with the UTC day', () => {
    const day = aDay();
    expect(day.observe({ at: DAY_MS, equity: 900n, transferred: 200n })).toBe(true);
    expect([day.day, day.loss(850n, 200n)]).toEqual([1, 50n]);
  });

  it('goes on within the day', () => {
    const day = aDay();
    expect(day.observe({ at: DAY_MS - 1, equity: 900n, transferred: 200n })).toBe(false);
    expect(day.loss(900n, 200n)).toBe(100n);
  });

  it('is not forgotten by a clock that goes back over midnight and on again', () => {
    const day = DayStart.at({ at: DAY_MS, equity: 1_000n });
    for (const at of [DAY_MS - 1, DAY_MS + 1]) expect(day.observe({ at, equity: 900n })).toBe(false);
    expect(day.loss(900n, 0n)).toBe(100n);
  });
});
