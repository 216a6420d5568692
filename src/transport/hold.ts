import type { Brake } from './brake.ts';
import type { Quota } from './quota.ts';
import type { Hold, HoldEnd } from './token-source.ts';

/** A timer may fire a millisecond early, and two clocks round differently. */
const MARGIN_MS = 5;

/** Tokens in the hands of a request; `comeBackAfter` hears, once, when the bucket has them again. */
export function makeHold(quota: Quota, brake: Brake, comeBackAfter: (delayMs: number) => void): Hold {
  const storm = brake.storm;
  let held = true;
  return {
    quota,
    giveBack: (end) => {
      if (!held) return;
      held = false;
      comeBackAfter(returnDelayMs(quota, end));
      if (end === 'answered') brake.passed(storm);
    },
    refused: (retryAfterMs) => {
      if (!held) return;
      held = false;
      comeBackAfter(returnDelayMs(quota, 'answered'));
      brake.refused(storm, retryAfterMs);
    },
  };
}

/** How long tokens stay away after the end of a request, in milliseconds. */
function returnDelayMs(quota: Quota, end: HoldEnd): number {
  switch (end) {
    case 'unused':
      return 0;
    case 'answered':
      return quota.windowMs + MARGIN_MS;
    case 'unanswered':
      // What nobody waits for any more may be on its way yet; it has a window to arrive in.
      return 2 * quota.windowMs + MARGIN_MS;
  }
}
