import { describe, expect, it } from 'vitest';
import { HostClock } from '../../examples/express-host/dashboard/src/live/host-clock.ts';

const MINUTE = 60_000;

/** Messages, each with the host's instant and when it was heard. */
type Heard = readonly (readonly [at: number, now: number])[];

function aheadAfter(heard: Heard): number | undefined {
  const clock = new HostClock();
  return heard.map(([at, now]) => clock.hear(at, now)).at(-1);
}

describe("the host's clock as a page knows it", () => {
  it.each<[string, Heard, number]>([
    ['is as far ahead as a message says', [[1_005_000, 1_000_000]], 5_000],
    [
      'is not put back by a message that is told again after a gap',
      [
        [1_005_000, 1_000_000],
        [900_000, 1_000_500],
      ],
      5_000,
    ],
    [
      'is corrected by a message that was less late',
      [
        [998_000, 1_000_000],
        [1_000_900, 1_001_000],
      ],
      -100,
    ],
    [
      'is known anew when this machine is set ahead for good',
      [
        [1_000_000, 1_000_000],
        [1_000_000 + MINUTE, 1_000_000 + 61 * MINUTE],
        [1_000_000 + 3 * MINUTE, 1_000_000 + 63 * MINUTE],
      ],
      -60 * MINUTE,
    ],
    [
      'is known anew when this machine is set back',
      [
        [10 * MINUTE, 10 * MINUTE],
        [11 * MINUTE, 5 * MINUTE],
      ],
      6 * MINUTE,
    ],
  ])('%s', (_, heard, ahead) => {
    expect(aheadAfter(heard)).toBe(ahead);
  });
});
