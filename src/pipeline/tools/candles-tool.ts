import { z } from 'zod';
import { Decimal } from '../../domain/decimal.ts';
import type { Candles } from '../../domain/market.ts';
import { type ReadOnlyTool, readOnlyTool } from './read-only-tool.ts';
import type { SymbolSchema } from './symbol-schema.ts';
import type { ToolReaders } from './tool-readers.ts';

const MINUTE_MS = 60_000;
/** Bar lengths that can be asked for. */
const INTERVALS = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 } as const;
type Interval = keyof typeof INTERVALS;
const NAMES = Object.keys(INTERVALS) as [Interval, ...Interval[]];

const MOST_BARS = 100;
/** Bars of the feed that are read for one answer. */
const MOST_READ = 12_000;

interface Bar {
  readonly openedAt: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  endsAt: number;
}

/** Closed bars, oldest first, prices at the tick. */
export function candlesTool(readers: Pick<ToolReaders, 'candles' | 'instrument'>, symbol: SymbolSchema): ReadOnlyTool {
  return readOnlyTool({
    name: 'get_candles',
    description:
      'Closed price bars of one symbol, oldest first. Rows are [opened at (UTC), open, high, low, close, volume in base units].',
    parameters: z.object({
      symbol,
      interval: z.enum(NAMES).optional().describe('Length of a bar; the feed’s own when left out.'),
      count: z.number().int().min(1).max(MOST_BARS).default(48).describe('How many bars.'),
    }),
    read: async ({ symbol: id, interval, count }) => {
      const instrument = await readers.instrument(id);
      const baseMs = (await readers.candles(id, 1)).intervalMs;
      const intervalMs = interval === undefined ? baseMs : INTERVALS[interval] * MINUTE_MS;
      const ratio = intervalMs / baseMs;
      if (!Number.isInteger(ratio))
        return { error: `Bars here are ${baseMs / MINUTE_MS} minutes long; ask for a multiple.` };
      const candles = await readers.candles(id, Math.min((count + 1) * ratio, MOST_READ));
      const decimals = instrument.tickSize.decimalPlaces();
      const price = (value: number): string => new Decimal(value).toFixed(decimals);
      const bars = mergedBars(candles, intervalMs).slice(-count);
      return {
        symbol: id,
        intervalMinutes: intervalMs / MINUTE_MS,
        columns: ['openedAt', 'open', 'high', 'low', 'close', 'volume'],
        rows: bars.map((bar) => [
          new Date(bar.openedAt).toISOString(),
          ...[bar.open, bar.high, bar.low, bar.close].map(price),
          new Decimal(bar.volume).toSignificantDigits(6).toFixed(),
        ]),
      };
    },
  });
}

/** Bars of the wanted length that are whole: those whose first and last part are there. */
function mergedBars(candles: Candles, intervalMs: number): readonly Bar[] {
  const bars: Bar[] = [];
  for (let index = 0; index < candles.length; index++) {
    const openedAt = candles.openedAt.at(index);
    const start = Math.floor(openedAt / intervalMs) * intervalMs;
    const part = {
      openedAt,
      open: candles.open.at(index),
      high: candles.high.at(index),
      low: candles.low.at(index),
      close: candles.close.at(index),
      volume: candles.volume.at(index),
      endsAt: openedAt + candles.intervalMs,
    };
    const bar = bars.at(-1);
    if (bar === undefined || bar.openedAt < start) bars.push(part);
    else {
      bar.high = Math.max(bar.high, part.high);
      bar.low = Math.min(bar.low, part.low);
      bar.close = part.close;
      bar.volume += part.volume;
      bar.endsAt = part.endsAt;
    }
  }
  return bars.filter(({ openedAt, endsAt }) => openedAt % intervalMs === 0 && endsAt === openedAt + intervalMs);
}
