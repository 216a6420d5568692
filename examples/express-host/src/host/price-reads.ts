import type { Clock, DecimalInput, Quote } from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';
import type { HostSession } from './host-session.ts';

/** Older prices are shown as old, ms. */
const OLD_MS = 15_000;

/** Prices as the broker that trades knows them; the last ones that were known, and said to be old, where it cannot tell. */
export class PriceReads {
  readonly #clock: Clock;
  readonly #known = new Map<string, contract.PriceView>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async read(session: HostSession | null, symbols: readonly string[]): Promise<contract.PriceView[]> {
    return Promise.all(symbols.map((symbol) => this.#one(session, symbol)));
  }

  async #one(session: HostSession | null, instrument: string): Promise<contract.PriceView> {
    if (session !== null) {
      try {
        this.#known.set(instrument, this.#view(await session.broker.getQuote(instrument)));
      } catch {
        // Answered with the last one that is known; why the venue is silent is told as an alert.
      }
    }
    const known = this.#known.get(instrument);
    if (known === undefined) return { instrument, last: null, bid: null, ask: null, mark: null, at: 0, isStale: true };
    return { ...known, isStale: this.#clock.now() - known.at > OLD_MS };
  }

  #view({ instrument, last, bid, ask, mark, at }: Quote): contract.PriceView {
    return { instrument, last: text(last), bid: text(bid), ask: text(ask), mark: text(mark), at, isStale: false };
  }
}

function text(price: Exclude<DecimalInput, string> | null): string | null {
  return price === null ? null : price.toFixed();
}

/** Closed bars for drawing. @throws What the market throws where it has none. */
export async function candlesOf(
  { market }: HostSession,
  { symbol, intervalMs = 60_000, limit = 300 }: z.infer<typeof contract.candlesQuery>,
): Promise<contract.CandlesView> {
  const bars = await market.getBars(symbol, intervalMs, limit);
  const items = Array.from(bars.openedAt, (openedAt, index) => ({
    ...{ openedAt, open: bars.open[index] ?? 0, high: bars.high[index] ?? 0 },
    ...{ low: bars.low[index] ?? 0, close: bars.close[index] ?? 0, volume: bars.volume[index] ?? 0 },
  }));
  return { instrument: symbol, intervalMs: bars.intervalMs, items };
}
