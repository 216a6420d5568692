import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readsMarket } from '../../../src/pipeline/context/reads-market.ts';
import type { ContextMarket } from '../../../src/ports/context-market.ts';
import { MarketBench, SWAP } from '../okx/market-bench.ts';

let bench: MarketBench;
let market: ContextMarket;
beforeAll(async () => {
  bench = await MarketBench.start({ instruments: [SWAP] });
  market = readsMarket(bench.market.data, bench.clock);
}, 60_000);
afterAll(() => bench.close());

describe('the market of OKX as a context reads it', () => {
  it('has as many closed bars as are asked for, oldest first, the newest just closed', async () => {
    const bars = await market.getBars(SWAP, 300_000, 30);
    const newest = Math.floor(bench.clock.now() / 300_000) * 300_000 - 300_000;
    const expected = Array.from({ length: 30 }, (_, index) => newest - (29 - index) * 300_000);
    expect([bars.intervalMs, [...bars.openedAt]]).toEqual([300_000, expected]);
  });

  it('has a quote, a book of the depth that is asked for, funding and open interest', async () => {
    const [quote, depth, funding, interest] = await Promise.all([
      market.getQuote(SWAP),
      market.getDepth?.(SWAP, 3),
      market.getFunding?.(SWAP),
      market.getOpenInterest?.(SWAP),
    ]);
    expect(quote.bid?.lt(quote.ask ?? 0)).toBe(true);
    expect([depth?.bids.length, depth?.asks.length]).toEqual([3, 3]);
    expect(funding?.at).toBeGreaterThan(bench.clock.now());
    expect(interest?.gt(0)).toBe(true);
  });
});
