import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BUILT_IN_INSTRUMENTS } from '../../../src/domain/built-in-instruments.ts';
import { Instrument } from '../../../src/domain/instrument.ts';
import { readCandles, readFunding, readMarks } from '../../../src/market/candle-csv.ts';
import { type CandleReplayOptions, candleReplay } from '../../../src/market/candle-replay.ts';
import type { CandleSeries } from '../../../src/market/candle-series.ts';
import { readOkxInstruments } from '../../../src/market/okx-instruments.ts';
import type { ReplayFeed } from '../../../src/market/replay-feed.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Whether the recorded files stand beside the repository; they are no part of it. */
export const hasRealData = existsSync(DATA);

/** Candles of a while, with what else was recorded of it. */
export interface RealMarket {
  readonly feed: ReplayFeed;
  readonly symbols: readonly string[];
  /** Lengths of bars for the prompt, ms. */
  readonly frames: readonly number[];
}

/** BTC and ETH in bars of five minutes, with hourly marks, over the collapse of June 2022. */
export async function collapseOf2022(bars: number): Promise<RealMarket> {
  const { specs } = await readOkxInstruments(`${DATA}okx-instruments-2022-05.json`);
  const instruments = specs.map((spec) => new Instrument(spec));
  const symbols = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'];
  const from = Date.UTC(2022, 5, 11);
  const candles = await Promise.all(
    symbols.map(async (id) =>
      cut(await readCandles(`${DATA}candles-okx-${id}-5m.csv.gz`, { instruments }), from, bars),
    ),
  );
  const marks = await Promise.all(symbols.map((id) => readMarks(`${DATA}mark-okx-${id}-1h.csv.gz`, { instruments })));
  return { ...market({ candles, marks }), frames: [300_000, 3_600_000] };
}

/** ETH minute by minute with the funding that was paid, in June 2025. */
export async function ethOf2025(bars: number): Promise<RealMarket> {
  const instruments = BUILT_IN_INSTRUMENTS.map((spec) => new Instrument(spec));
  const subject = { instruments, instrument: 'ETH-USDT-SWAP' };
  const from = Date.UTC(2025, 5, 9);
  const candles = [cut(await readCandles(`${DATA}candles-binance-ETHUSDT-PERP-1m.csv.gz`, subject), from, bars)];
  const funding = [await readFunding(`${DATA}funding-binance-ETHUSDT-PERP.csv`, subject)];
  return { ...market({ candles, funding }), frames: [60_000, 900_000] };
}

function market(options: CandleReplayOptions): Omit<RealMarket, 'frames'> {
  return { feed: candleReplay(options), symbols: options.candles.map(({ instrument }) => instrument.id) };
}

function cut(series: CandleSeries, from: number, bars: number): CandleSeries {
  const start = series.openedAt.findIndex((at) => at >= from);
  const end = start + bars;
  return {
    ...series,
    openedAt: series.openedAt.slice(start, end),
    openTicks: series.openTicks.slice(start, end),
    highTicks: series.highTicks.slice(start, end),
    lowTicks: series.lowTicks.slice(start, end),
    closeTicks: series.closeTicks.slice(start, end),
    volumeLots: series.volumeLots.slice(start, end),
  };
}
