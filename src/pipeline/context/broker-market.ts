import type { InstrumentId } from '../../domain/instrument.ts';
import type { Candles } from '../../domain/market.ts';
import { aggregateBars, type Bars, newestBars } from '../../indicators/bars.ts';
import type { PriceReader } from '../../ports/broker.ts';
import type { ContextMarket } from '../../ports/context-market.ts';

/**
 * The market as a broker knows it: its prices, and its bars made longer.
 *
 * Bars are at least as long as the broker's own. Depth, funding and open interest it does not know.
 */
export function brokerMarket(prices: Pick<PriceReader, 'getQuote' | 'getCandles'>): ContextMarket {
  /** Length of a broker's own bars, ms; known once some were read. */
  const ownLength = new Map<InstrumentId, number>();
  return {
    getQuote: (instrument) => prices.getQuote(instrument),
    async getBars(instrument, intervalMs, count) {
      const own = ownLength.get(instrument) ?? (await prices.getCandles(instrument, { limit: 1 })).intervalMs;
      ownLength.set(instrument, own);
      const perBar = Math.max(1, Math.ceil(intervalMs / own));
      // One long bar more: the oldest may be there in part only.
      const limit = perBar === 1 ? count : (count + 1) * perBar;
      const bars = columnsOf(await prices.getCandles(instrument, { limit }), limit);
      return newestBars(aggregateBars(bars, Math.max(intervalMs, own)), count);
    },
  };
}

function columnsOf(candles: Candles, limit: number): Bars {
  const { intervalMs, openedAt, open, high, low, close, volume } = candles;
  return {
    intervalMs,
    openedAt: openedAt.last(limit),
    open: open.last(limit),
    high: high.last(limit),
    low: low.last(limit),
    close: close.last(limit),
    volume: volume.last(limit),
  };
}
