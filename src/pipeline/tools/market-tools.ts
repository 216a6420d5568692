import { z } from 'zod';
import { type ReadOnlyTool, readOnlyTool } from './read-only-tool.ts';
import type { SymbolSchema } from './symbol-schema.ts';
import type { BookLevelReading, MarketReads } from './tool-readers.ts';

const MOST_LEVELS = 20;

/** The levels of a book, best first, with the spread. */
export function orderBookTool(book: MarketReads['getBook'], symbol: SymbolSchema): ReadOnlyTool {
  return readOnlyTool({
    name: 'get_order_book',
    description: 'Order book of one symbol, best prices first. Levels are [price, quantity in base units].',
    parameters: z.object({
      symbol,
      levels: z.number().int().min(1).max(MOST_LEVELS).default(10).describe('How many levels a side.'),
    }),
    read: async ({ symbol: id, levels }) => {
      const { bids, asks, at } = await book(id, levels);
      const [bid, ask] = [bids[0]?.price, asks[0]?.price];
      const mid = bid === undefined || ask === undefined ? null : bid.add(ask).div(2);
      const spread = bid === undefined || ask === undefined || mid === null ? null : ask.sub(bid).div(mid);
      return {
        symbol: id,
        at: new Date(at).toISOString(),
        spreadFraction: spread?.toDecimalPlaces(8).toFixed() ?? null,
        bids: bids.slice(0, levels).map(levelRow),
        asks: asks.slice(0, levels).map(levelRow),
      };
    },
  });
}

/** What is paid next on a swap. */
export function fundingTool(funding: MarketReads['getFunding'], symbol: SymbolSchema): ReadOnlyTool {
  return readOnlyTool({
    name: 'get_funding',
    description: 'Next funding of one perpetual swap: rate as a fraction of the position (above zero longs pay).',
    parameters: z.object({ symbol }),
    read: async ({ symbol: id }) => {
      if (!id.endsWith('-SWAP')) return { symbol: id, error: 'A spot pair has no funding.' };
      const { rate, at, periodMs } = await funding(id);
      const hours = periodMs === null ? null : periodMs / 3_600_000;
      return { symbol: id, rate: rate?.toFixed() ?? null, paidAt: new Date(at).toISOString(), everyHours: hours };
    },
  });
}

function levelRow({ price, quantity }: BookLevelReading): readonly [string, string] {
  return [price.toFixed(), quantity.toFixed()];
}
