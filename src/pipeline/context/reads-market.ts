import type { Decimal } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Quote } from '../../domain/market.ts';
import { emptyBars, newestBars } from '../../indicators/bars.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContextMarket, Depth, NextFunding } from '../../ports/context-market.ts';

/** A bar with exact prices, as `okxMarket().data` gives it. */
export interface ExactBar {
  readonly openedAt: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}

/** The reads of a public market, such as `okxMarket().data`. */
export interface PublicMarketReads {
  getQuote(instrument: InstrumentId): Promise<Quote>;
  getCandleHistory(
    instrument: InstrumentId,
    range: { readonly intervalMs: number; readonly from: number; readonly to: number },
  ): Promise<readonly ExactBar[]>;
  getBook(instrument: InstrumentId, depth?: number): Promise<Depth>;
  getFunding(instrument: InstrumentId): Promise<NextFunding>;
  getOpenInterest(instrument: InstrumentId): Promise<Decimal>;
}

/** A {@link ContextMarket} over the reads of a public market: everything that a prompt can say. */
export function readsMarket(reads: PublicMarketReads, clock: Pick<Clock, 'now'>): ContextMarket {
  return {
    getQuote: (instrument) => reads.getQuote(instrument),
    async getBars(instrument, intervalMs, count) {
      const to = clock.now();
      const from = (Math.floor(to / intervalMs) - count - 1) * intervalMs;
      const rows = await reads.getCandleHistory(instrument, { intervalMs, from, to });
      const bars = emptyBars(intervalMs, rows.length);
      rows.forEach(({ openedAt, open, high, low, close, volume }, index) => {
        bars.openedAt[index] = openedAt;
        bars.open[index] = open.toNumber();
        bars.high[index] = high.toNumber();
        bars.low[index] = low.toNumber();
        bars.close[index] = close.toNumber();
        bars.volume[index] = volume.toNumber();
      });
      return newestBars(bars, count);
    },
    getDepth: (instrument, levels) => reads.getBook(instrument, levels),
    // Spot has neither; the context asks for them for swaps alone.
    getFunding: (instrument) => reads.getFunding(instrument),
    getOpenInterest: (instrument) => reads.getOpenInterest(instrument),
  };
}
