import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { PriceReader } from '../../src/ports/broker.ts';
import type { ContextMarket, Depth, MarketBars } from '../../src/ports/context-market.ts';
import { anInstrument } from '../../src/testing/builders/an-instrument.ts';
import { Random } from '../harness/random.ts';

const COINS = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'LINK', 'AVAX', 'LTC', 'DOT'];
const LEVELS = 50;
/** Bars that stand before the first cycle. */
const HISTORY = 240;

export const BEGIN = Date.UTC(2026, 0, 5);
export const CYCLE_MS = 300_000;
export const FRAMES = [300_000, 3_600_000, 14_400_000];

/** Ten swaps with the rules of one. */
export const INSTRUMENTS: readonly Instrument[] = COINS.map((coin) =>
  anInstrument({ id: `${coin}-USDT-SWAP`, baseCurrency: coin }),
);

/** The price of each symbol at each cycle: about 50,000, a tenth of a percent up or down at a time. */
export function makePrices(cycles: number): readonly (readonly string[])[] {
  const random = new Random(60_013);
  const prices = INSTRUMENTS.map(() => 500_000);
  return Array.from({ length: cycles + 1 }, () =>
    prices.map((ticks, index) => {
      const next = Math.min(510_000, Math.max(490_000, ticks + random.below(1_001) - 500));
      prices[index] = next;
      return (next / 10).toFixed(1);
    }),
  );
}

/** A market in this process: quotes of the broker, and bars, books, funding and open interest that were made before. */
export function readyMarket(quotes: Pick<PriceReader, 'getQuote'>, cycles: number, now: () => number): ContextMarket {
  const random = new Random(7_001);
  const bars = new Map(
    INSTRUMENTS.map(({ id }) => [id, new Map(FRAMES.map((frame) => [frame, walk(random, frame, cycles)]))] as const),
  );
  const depth = makeDepth();
  const funding = new Decimal('0.0001');
  const openInterest = new Decimal('81234.5');
  return {
    getQuote: (instrument) => quotes.getQuote(instrument),
    async getBars(instrument, intervalMs, count) {
      const known = bars.get(instrument)?.get(intervalMs);
      if (known === undefined) throw new Error(`There are no bars of ${intervalMs} ms of ${instrument}.`);
      return closedBefore(known, now(), count);
    },
    getDepth: async () => ({ ...depth, at: now() }),
    getFunding: async () => ({ rate: funding, at: now() + 3_600_000, periodMs: 28_800_000 }),
    getOpenInterest: async () => openInterest,
  };
}

function walk(random: Random, intervalMs: number, cycles: number): MarketBars {
  const length = HISTORY + Math.ceil((cycles * CYCLE_MS) / intervalMs);
  const first = (Math.floor(BEGIN / intervalMs) - HISTORY) * intervalMs;
  const column = () => new Float64Array(length);
  const bars = { openedAt: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
  let price = 50_000;
  for (let index = 0; index < length; index++) {
    bars.openedAt[index] = first + index * intervalMs;
    bars.open[index] = price;
    price = Math.round((price + random.bell() * 40) * 10) / 10;
    bars.close[index] = price;
    bars.high[index] = Math.max(price, bars.open[index] ?? price) + random.below(200) / 10;
    bars.low[index] = Math.min(price, bars.open[index] ?? price) - random.below(200) / 10;
    bars.volume[index] = random.below(100_000) / 100;
  }
  return { intervalMs, ...bars };
}

function closedBefore(bars: MarketBars, at: number, count: number): MarketBars {
  const first = bars.openedAt[0] ?? 0;
  const to = Math.floor((at - first) / bars.intervalMs);
  const cut = (column: Float64Array) => column.subarray(Math.max(0, to - count), to);
  return {
    intervalMs: bars.intervalMs,
    openedAt: cut(bars.openedAt),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  };
}

function makeDepth(): Omit<Depth, 'at'> {
  const side = (sign: number) =>
    Array.from({ length: LEVELS }, (_, level) => ({
      price: new Decimal(50_000).add(sign * (level + 0.5) * 2),
      quantity: new Decimal(level + 1).div(10),
    }));
  return { bids: side(-1), asks: side(1) };
}
