import fc from 'fast-check';
import { describe, it } from 'vitest';
import { day, print, take } from './parity/day.ts';
import { Twins } from './parity/twins.ts';

/** A day over sockets costs much more than one in process: a few in the plain run, many in the full one. */
const DAYS = Math.ceil((fc.readConfigureGlobal().numRuns ?? 25) / 10);

describe('the simulator and OKX demo trading, in the same market', () => {
  it('say the same of orders, fills, fees, positions and balances after every step of any day', {
    timeout: 600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(day(), async (steps) => {
        const twins = await Twins.open();
        try {
          for (const step of steps) {
            await take(twins, step);
            await print(twins);
            await twins.agree();
          }
        } finally {
          await twins.close();
        }
      }),
      { numRuns: DAYS, interruptAfterTimeLimit: 60_000, endOnFailure: true },
    );
  });
});
