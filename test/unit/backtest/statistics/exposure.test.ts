import { describe, expect, it } from 'vitest';
import { exposure, type Span } from '../../../../src/backtest/statistics/exposure.ts';

const RUN: Span = { from: 100, to: 200 };

describe('exposure', () => {
  it.each<[string, readonly Span[], number]>([
    ['nothing open', [], 0],
    ['one position for a quarter of the time', [{ from: 110, to: 135 }], 0.25],
    [
      'two apart',
      [
        { from: 110, to: 120 },
        { from: 150, to: 160 },
      ],
      0.2,
    ],
    [
      'two that overlap, counted once',
      [
        { from: 110, to: 140 },
        { from: 130, to: 150 },
      ],
      0.4,
    ],
    [
      'one inside the other, in any order',
      [
        { from: 120, to: 130 },
        { from: 110, to: 160 },
      ],
      0.5,
    ],
    ['one that began before and ended after', [{ from: 0, to: 300 }], 1],
    ['one that ended before', [{ from: 0, to: 100 }], 0],
  ])('with %s is the share of the time covered', (_name, spans, share) => {
    expect(exposure(spans, RUN)).toBeCloseTo(share, 12);
  });

  it('is not defined for a run without length', () => {
    expect(exposure([], { from: 100, to: 100 })).toBeNull();
  });
});
