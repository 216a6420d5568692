import { describe, expect, it } from 'vitest';
import type { BookSeries } from '../../../src/market/book-jsonl.ts';
import { bookReplay, tradeReplay } from '../../../src/market/event-replay.ts';
import type { ReplayFeed } from '../../../src/market/replay-feed.ts';
import type { TradeSeries } from '../../../src/market/trade-csv.ts';
import { listed } from './market-files.ts';
import { RecordingSink } from './recording-sink.ts';

const SWAP = 'BTC-USDT-SWAP';
const instrument = listed(SWAP);

/** Rows are `[at, price in ticks, lots]`. */
function trades(...rows: (readonly [number, number, number])[]): TradeSeries {
  return {
    instrument,
    at: Float64Array.from(rows, ([at]) => at),
    ticks: Int32Array.from(rows, ([, ticks]) => ticks),
    lots: Int32Array.from(rows, ([, , lots]) => lots),
    takerBuys: Uint8Array.from(rows, () => 1),
  };
}

/** Messages are `[at, bids, asks]` with levels `[ticks, lots]`; the first is the whole book. */
function book(
  ...messages: (readonly [number, readonly (readonly [number, number])[], readonly (readonly [number, number])[]])[]
): BookSeries {
  const levels: (readonly [number, number])[] = [];
  const [bidsFrom, asksFrom]: [number[], number[]] = [[], []];
  for (const [, bids, asks] of messages) {
    bidsFrom.push(levels.length);
    levels.push(...bids);
    asksFrom.push(levels.length);
    levels.push(...asks);
  }
  return {
    instrument,
    at: Float64Array.from(messages, ([at]) => at),
    snapshots: Uint8Array.from(messages, (_, i) => (i === 0 ? 1 : 0)),
    bidsFrom: Float64Array.from(bidsFrom),
    asksFrom: Float64Array.from(asksFrom),
    levelTicks: Float64Array.from(levels, ([ticks]) => ticks),
    levelLots: Float64Array.from(levels, ([, lots]) => lots),
  };
}

/** What a strategy can see at each instant: the number of closed bars. */
function seen(feed: ReplayFeed): (readonly [number, number])[] {
  feed.attach(new RecordingSink());
  const counts: (readonly [number, number])[] = [];
  while (feed.next()) counts.push([feed.now, feed.candles(SWAP)?.length ?? -1]);
  return counts;
}

function rows(feed: ReplayFeed): unknown[] {
  seen(feed);
  const candles = feed.candles(SWAP)!;
  return Array.from({ length: candles.length }, (_, i) => [
    candles.openedAt.at(i),
    ...[candles.open, candles.high, candles.low, candles.close, candles.volume].map((column) => column.at(i)),
  ]);
}

describe('bars of a replay of trades', () => {
  it('are made of whole bars alone', () => {
    const feed = tradeReplay({
      barMs: 100,
      trades: [trades([50, 9, 1], [100, 10, 2], [130, 12, 1], [160, 8, 1], [199, 11, 3], [200, 20, 1], [250, 21, 1])],
    });
    expect(rows(feed)).toEqual([[100, 1, 1.2, 0.8, 1.1, 0.0007]]);
  });

  it('can be seen from the instant at which they have ended', () => {
    const feed = tradeReplay({ barMs: 100, trades: [trades([100, 10, 1], [199, 11, 1], [200, 12, 1], [305, 12, 1])] });
    expect(seen(feed)).toEqual([
      [100, 0],
      [199, 0],
      [200, 1],
      [305, 2],
    ]);
  });

  it('stand still without volume where nothing was traded', () => {
    const feed = tradeReplay({ barMs: 100, trades: [trades([100, 10, 1], [450, 14, 1])] });
    expect(rows(feed)).toEqual([
      [100, 1, 1, 1, 1, 0.0001],
      [200, 1, 1, 1, 1, 0],
      [300, 1, 1, 1, 1, 0],
    ]);
  });

  it('take several recordings of one instrument in the order of time', () => {
    const feed = tradeReplay({
      barMs: 100,
      trades: [trades([140, 13, 1], [200, 9, 1]), trades([100, 10, 1], [150, 11, 1])],
    });
    expect(rows(feed)).toEqual([[100, 1, 1.3, 1, 1.1, 0.0003]]);
  });

  it.each([0, -1, 0.5, Number.NaN])('cannot be %s ms long', (barMs) => {
    expect(() => tradeReplay({ barMs, trades: [trades([100, 10, 1])] })).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    );
  });

  it('are a minute long by default', () => {
    expect(tradeReplay({ trades: [trades([100, 10, 1])] }).candles(SWAP)?.intervalMs).toBe(60_000);
  });

  it('are none of an instrument without trades', () => {
    expect(tradeReplay({ trades: [trades([100, 10, 1])] }).candles('ETH-USDT-SWAP')).toBeNull();
  });
});

describe('bars of a replay of books', () => {
  const moving = book(
    [
      100,
      [
        [9, 5],
        [10, 5],
      ],
      [
        [12, 5],
        [13, 1],
      ],
    ],
    [120, [[11, 1]], []],
    [150, [[11, 0]], [[12, 0]]],
    [
      180,
      [
        [10, 0],
        [9, 0],
      ],
      [],
    ],
    [230, [[8, 1]], []],
  );

  it('show the middle of the best prices, half ticks included, without volume', () => {
    expect(rows(bookReplay({ barMs: 100, books: [moving] }))).toEqual([[100, 1.1, 1.15, 1.1, 1.15, 0]]);
  });

  it('show what was traded where trades were recorded', () => {
    const feed = bookReplay({ barMs: 100, books: [moving], trades: [trades([110, 12, 2], [210, 12, 1])] });
    expect(rows(feed)).toEqual([]);
    const longer = bookReplay({ barMs: 50, books: [moving], trades: [trades([110, 12, 2], [210, 13, 1])] });
    expect(rows(longer)).toEqual([[150, 1.2, 1.2, 1.2, 1.2, 0]]);
  });
});
