import { SeededRandom } from '../domain/seeded-random.ts';
import type { MockOkx } from '../testing/mock-okx/mock-okx.ts';
import { partsOf } from '../testing/mock-okx/mock-parts.ts';

/** Standard deviation of one step, as a fraction of the price. */
const STEP = 0.0003;

/** Lets every price of a mock take a random step again and again, until the mock is closed. */
export function walkPrices(mock: MockOkx, terms: { readonly everyMs: number; readonly seed: number }): void {
  const random = new SeededRandom(terms.seed);
  const step = (): void => {
    for (const { listed, ticks } of partsOf(mock).core.market.all()) {
      const next = Math.max(1, Math.round(ticks * (1 + random.bell() * STEP)));
      mock.market.setPrice(listed.instId, listed.priceOf(next));
    }
    mock.clock.schedule(terms.everyMs, step);
  };
  mock.clock.schedule(terms.everyMs, step);
}
