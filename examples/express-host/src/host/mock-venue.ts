import type { Clock, Logger, Unsubscribe } from 'brokerkit';
import { syntheticMarket } from 'brokerkit/simulated';
import { MockOkx } from 'brokerkit/testing';

/** A mock of OKX whose prices are invented as time goes on. */
export interface MockVenue {
  readonly mock: MockOkx;
  close(): Promise<void>;
}

/** Starts a mock of OKX on this machine and lets a synthetic market move its prices. */
export async function startMockVenue(options: {
  readonly symbols: readonly string[];
  readonly balance: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<MockVenue> {
  const { symbols, balance, seed, clock, logger } = options;
  const market = syntheticMarket({ clock, logger, seed });
  await market.connect();
  const prices: Record<string, string> = {};
  for (const symbol of symbols) {
    const { last } = await market.getQuote(symbol);
    if (last !== null) prices[symbol] = last.toFixed();
  }
  const mock = await MockOkx.start({ balances: { USDT: balance }, seed, prices, clock });
  const ends: Unsubscribe[] = symbols.map((symbol) =>
    market.streams.watchMarkPrice(symbol, {
      onNews: ({ mark }) => mock.market.setPrice(symbol, mark),
    }),
  );
  return {
    mock,
    async close() {
      for (const end of ends) end();
      await market.close();
      await mock.close();
    },
  };
}
