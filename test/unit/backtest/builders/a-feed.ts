import type { Instrument } from '../../../../src/domain/instrument.ts';
import { candleReplay } from '../../../../src/market/candle-replay.ts';
import type { ReplayFeed } from '../../../../src/market/replay-feed.ts';
import { anInstrument } from '../../../../src/testing/index.ts';

export const MINUTE = 60_000;

/** Open, high, low and close of a bar, in quote currency. */
export type Prices = readonly [open: number, high: number, low: number, close: number];

/** A replay of one-minute bars of the BTC swap from instant 0, with plenty of volume. */
export function aFeed(rows: readonly Prices[], instrument: Instrument = anInstrument()): ReplayFeed {
  const column = (index: 0 | 1 | 2 | 3) =>
    Float64Array.from(rows, (row) => instrument.ticks(row[index].toFixed(1), 'down'));
  return candleReplay({
    candles: [
      {
        instrument,
        intervalMs: MINUTE,
        openedAt: Float64Array.from(rows, (_, index) => index * MINUTE),
        openTicks: column(0),
        highTicks: column(1),
        lowTicks: column(2),
        closeTicks: column(3),
        volumeLots: Float64Array.from(rows, () => 10_000_000),
      },
    ],
  });
}

/** Bars that stand still at a price. */
export function quiet(price: number, count: number): readonly Prices[] {
  return Array.from({ length: count }, () => [price, price, price, price] as const);
}
