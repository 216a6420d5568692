import { describe, expect, it } from 'vitest';
import { type DrawdownEpisode, drawdownEpisode } from '../../../../src/backtest/statistics/drawdown-episode.ts';
import { aCurve } from '../builders/a-run-record.ts';

function episodeOf(points: readonly (readonly [number, number])[]): DrawdownEpisode | null {
  const curve = aCurve(points);
  return drawdownEpisode(() => curve.points());
}

/** From 1,200 at 10 to 900 at 30, back at 50; a later and shallower fall follows. */
const RECOVERED = [
  [0, 1000],
  [10, 1200],
  [20, 1100],
  [30, 900],
  [40, 1000],
  [50, 1250],
  [60, 1200],
] as const;

describe('the largest drawdown', () => {
  it('is a fraction of the high before it', () => {
    expect(episodeOf(RECOVERED)?.fraction.toFixed()).toBe('0.25');
  });

  it('is an amount below that high', () => {
    expect(episodeOf(RECOVERED)?.amount.toFixed()).toBe('300');
  });

  it('lasts from the high to the recovery', () => {
    expect(episodeOf(RECOVERED)).toMatchObject({ from: 10, troughAt: 30, recoveredAt: 50, durationMs: 40 });
  });

  it('lasts to the end of the run when equity does not come back', () => {
    const points = RECOVERED.slice(0, 5);
    expect(episodeOf(points)).toMatchObject({ from: 10, recoveredAt: null, durationMs: 30 });
  });

  it('is not defined when equity never fell', () => {
    expect(
      episodeOf([
        [0, 1000],
        [10, 1000],
        [20, 1100],
      ]),
    ).toBeNull();
  });

  it('is not defined without a curve', () => {
    expect(episodeOf([])).toBeNull();
  });
});
