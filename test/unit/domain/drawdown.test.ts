import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '../../../src/domain/decimal.ts';
import {
  DAY_MS,
  DRAWDOWN_WINDOWS,
  type DrawdownWindow,
  drawdown,
  drawdownReaches,
  type EquityPoint,
  HighWaterMark,
  largestDrawdown,
} from '../../../src/domain/drawdown.ts';
import { fromMoney, type Money, toMoney } from '../../../src/domain/money.ts';

const HOUR = 3_600_000;
const money = (amount: string): Money => toMoney(toDecimal(amount));

/** `[hours, equity, transferred?]` as points. */
function points(...rows: readonly (readonly [hours: number, equity: string, transferred?: string])[]): EquityPoint[] {
  return rows.map(([hours, equity, transferred]) => ({
    at: hours * HOUR,
    equity: money(equity),
    ...(transferred === undefined ? {} : { transferred: money(transferred) }),
  }));
}

function markAfter(window: DrawdownWindow, list: readonly EquityPoint[]): HighWaterMark {
  const mark = new HighWaterMark(window);
  for (const point of list) mark.observe(point);
  return mark;
}

function drawdownAfter(window: DrawdownWindow, list: readonly EquityPoint[]): string {
  return drawdown(markAfter(window, list).value, list.at(-1)?.equity ?? 0n)
    .toDecimalPlaces(12)
    .toFixed();
}

describe('a drawdown', () => {
  it.each([
    ['below the mark', '100', '95', '0.05'],
    ['at the mark', '100', '100', '0'],
    ['above the mark', '100', '101', '0'],
    ['at nothing', '100', '0', '1'],
    ['without a mark', '0', '0', '0'],
  ])('%s', (_what, mark, equity, expected) => {
    expect(drawdown(money(mark), money(equity)).toFixed()).toBe(expected);
  });

  it.each([
    ['exactly there', '95', true],
    ['a grain above', '95.00000000000000000000000000000001', false],
    ['below', '94', true],
  ])('reaches a limit of 5 %% %s', (_what, equity, expected) => {
    expect(drawdownReaches(money('100'), money(equity), 50_000)).toBe(expected);
  });
});

describe('the window', () => {
  // Highest on the first evening, lower highs since.
  const course = points([20, '120'], [22, '100'], [25, '110'], [30, '105'], [50, '99']);

  it.each<[DrawdownWindow, string]>([
    ['all_time', '0.175'],
    ['utc_day', '0'],
    ['rolling_24h', '0.057142857143'],
  ])('%s decides which high counts', (window, expected) => {
    expect(drawdownAfter(window, course)).toBe(expected);
  });

  it('of a day begins at midnight UTC, not before', () => {
    expect(drawdownAfter('utc_day', points([0, '100'], [23.99, '90']))).toBe('0.1');
    expect(drawdownAfter('utc_day', points([0, '100'], [24, '90']))).toBe('0');
  });

  it('of 24 hours ends 24 hours later, not before', () => {
    expect(drawdownAfter('rolling_24h', points([1, '100'], [24.99, '90']))).toBe('0.1');
    expect(drawdownAfter('rolling_24h', points([1, '100'], [25, '90']))).toBe('0');
  });

  it('of 24 hours equals a look at every point', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 1000 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(steps, (list) => {
        let at = 0;
        const course = list.map(([hours, equity]) => {
          at += hours * HOUR;
          return { at, equity: BigInt(equity) };
        });
        const last = course.at(-1)?.at ?? 0;
        const seen = course.filter((point) => point.at > last - DAY_MS).map(({ equity }) => Number(equity));
        expect(Number(markAfter('rolling_24h', course).value)).toBe(Math.max(...seen));
      }),
    );
  });
});

describe('a transfer', () => {
  it.each(DRAWDOWN_WINDOWS.flatMap((window) => ['900', '-50', '-94.9'].map((amount) => [window, amount] as const)))(
    'leaves the drawdown of the window %s as it was: %s',
    (window, amount) => {
      const equity = toDecimal('95').add(amount).toFixed();
      const course = points([1, '100'], [2, '95'], [3, equity, amount]);
      expect(drawdownAfter(window, course)).toBe('0.05');
    },
  );

  it('that empties the account begins anew', () => {
    const mark = markAfter('all_time', points([1, '100'], [2, '0', '-100'], [3, '50', '-50']));
    expect(fromMoney(mark.value).toFixed()).toBe('50');
  });
});

describe('a high-water mark', () => {
  it('knows when it was set', () => {
    expect(markAfter('all_time', points([1, '90'], [2, '100'], [3, '95'])).at).toBe(2 * HOUR);
  });

  it('begins anew when it is told to', () => {
    const mark = markAfter('utc_day', points([1, '100']));
    mark.restart({ at: 2 * HOUR, equity: money('80') });
    expect(fromMoney(mark.value).toFixed()).toBe('80');
  });

  it.each(DRAWDOWN_WINDOWS)('of the window %s carries on from its record', (window) => {
    const [before, after] = [points([20, '120'], [22, '100', '5']), points([25, '110', '5'], [45, '99', '7'])];
    const mark = markAfter(window, before);
    const restored = new HighWaterMark(window, JSON.parse(JSON.stringify(mark.record())));
    for (const point of after) {
      mark.observe(point);
      restored.observe(point);
    }
    expect(restored.record()).toEqual(mark.record());
  });
});

describe('the largest drawdown', () => {
  it('is the deepest of all, with its beginning and end', () => {
    const found = largestDrawdown(
      points([0, '100'], [1, '90'], [2, '120'], [3, '96'], [4, '130'], [5, '120']),
      'all_time',
    );
    expect([found?.fraction.toFixed(), found?.from, found?.to]).toEqual(['0.2', 2 * HOUR, 3 * HOUR]);
  });

  it('is zero for a course that only rises', () => {
    expect(largestDrawdown(points([0, '1'], [1, '2']), 'all_time')?.fraction.toFixed()).toBe('0');
  });

  it('does not exist without points', () => {
    expect(largestDrawdown([], 'all_time')).toBeNull();
  });

  it('equals the largest of the drawdowns at each point', () => {
    const course = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(course, fc.constantFrom(...DRAWDOWN_WINDOWS), (list, window) => {
        const all = list.map((equity, hour) => ({ at: hour * HOUR, equity: BigInt(equity) }));
        const mark = new HighWaterMark(window);
        const depths = all.map((point) => {
          mark.observe(point);
          return drawdown(mark.value, point.equity);
        });
        const deepest = depths.reduce((a, b) => (b.gt(a) ? b : a));
        expect(largestDrawdown(all, window)?.fraction.toFixed()).toBe(deepest.toFixed());
      }),
    );
  });
});
