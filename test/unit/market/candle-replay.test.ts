import { describe, expect, it } from 'vitest';
import { Instrument } from '../../../src/domain/instrument.ts';
import { candleReplay } from '../../../src/market/candle-replay.ts';
import type { CandleSeries } from '../../../src/market/candle-series.ts';
import { listed } from './market-files.ts';
import { RecordingSink } from './recording-sink.ts';

const BTC = listed('BTC-USDT-SWAP');
const ETH = listed('ETH-USDT-SWAP');

type Bar = readonly [open: number, high: number, low: number, close: number, volume: number];

function bars(instrument: Instrument, at: readonly number[], rows: readonly Bar[], intervalMs = 10): CandleSeries {
  const column = (index: 0 | 1 | 2 | 3 | 4) => Int32Array.from(rows, (row) => row[index]);
  return {
    instrument,
    intervalMs,
    openedAt: Float64Array.from(at),
    openTicks: column(0),
    highTicks: column(1),
    lowTicks: column(2),
    closeTicks: column(3),
    volumeLots: column(4),
  };
}

const FLAT: Bar = [100, 100, 100, 100, 1];
const TWO = bars(
  BTC,
  [0, 10],
  [
    [100, 110, 90, 105, 7],
    [106, 120, 101, 111, 8],
  ],
);

function played(options: Parameters<typeof candleReplay>[0]) {
  const feed = candleReplay(options);
  const sink = new RecordingSink();
  feed.attach(sink);
  return { feed, sink };
}

describe('a replay of candles', () => {
  it('tells of one instant: bars that end, time, bars that begin', () => {
    const { feed, sink } = played({ candles: [TWO] });
    const answers = [feed.next(), feed.next(), feed.next(), feed.next()];
    expect({ answers, heard: sink.heard }).toEqual({
      answers: [true, true, false, false],
      heard: [
        'advance 0',
        'open BTC-USDT-SWAP at 0 for 10: 100, 7 lots',
        'close BTC-USDT-SWAP: 110 90 105',
        'advance 10',
        'open BTC-USDT-SWAP at 10 for 10: 106, 8 lots',
        'close BTC-USDT-SWAP: 120 101 111',
        'advance 20',
      ],
    });
  });

  it('keeps several instruments in step', () => {
    const { feed, sink } = played({ candles: [bars(BTC, [0], [FLAT]), bars(ETH, [0], [FLAT])] });
    while (feed.next());
    expect(sink.heard.map((line) => line.split(/:? /).slice(0, 2).join(' '))).toEqual([
      'advance 0',
      'open BTC-USDT-SWAP',
      'open ETH-USDT-SWAP',
      'close BTC-USDT-SWAP',
      'close ETH-USDT-SWAP',
      'advance 10',
    ]);
  });

  it('moves on the union of the times of instruments with other intervals', () => {
    const { feed } = played({ candles: [bars(BTC, [0, 10, 20], [FLAT, FLAT, FLAT]), bars(ETH, [5], [FLAT], 20)] });
    const instants: number[] = [];
    do {
      feed.next();
      instants.push(feed.now);
    } while (feed.now < feed.endsAt);
    expect(instants).toEqual([0, 5, 10, 20, 25, 30]);
  });

  it('ends a bar in time when a gap follows it', () => {
    const { feed, sink } = played({ candles: [bars(BTC, [0, 30], [FLAT, FLAT])] });
    feed.next();
    feed.next();
    expect([feed.now, sink.heard.at(-1)]).toEqual([10, 'advance 10']);
  });

  it('passes a bar without volume on as one', () => {
    const { feed, sink } = played({ candles: [bars(BTC, [0], [[100, 100, 100, 100, 0]])] });
    feed.next();
    expect(sink.heard.at(-1)).toBe('open BTC-USDT-SWAP at 0 for 10: 100, 0 lots');
  });

  it('knows where it starts and ends', () => {
    const { feed } = played({ candles: [TWO, bars(ETH, [40], [FLAT])] });
    expect([feed.startsAt, feed.endsAt]).toEqual([0, 50]);
  });

  it('refuses to move before an exchange is attached', () => {
    expect(() => candleReplay({ candles: [TWO] }).next()).toThrow(/moves no exchange yet/);
  });

  it('refuses an exchange that does not list its instrument', () => {
    const feed = candleReplay({ candles: [TWO] });
    expect(() => feed.attach(new RecordingSink([ETH]))).toThrow(
      /data of BTC-USDT-SWAP, and the exchange lists ETH-USDT-SWAP/,
    );
  });

  it('refuses an exchange on which its integers mean other prices', () => {
    const coarse = new Instrument({ ...BTC, tickSize: '1' });
    const feed = candleReplay({ candles: [TWO] });
    expect(() => feed.attach(new RecordingSink([coarse]))).toThrow(
      /has tick 1 and lot 0.0001, the feed 0.1 and 0.0001/,
    );
  });

  it.each([
    ['no candles', [], /there are no candles/],
    ['an instrument twice', [TWO, TWO], /BTC-USDT-SWAP is given twice/],
    ['bars that overlap', [bars(BTC, [0, 5], [FLAT, FLAT])], /bar 1 begins before the one before it has ended/],
    ['a high below the low', [bars(BTC, [0], [[100, 90, 95, 100, 1]])], /bar 0: high is below low/],
    ['a series without bars', [bars(BTC, [], [])], /there are none/],
  ])('refuses %s', (_name, candles, why) => {
    expect(() => candleReplay({ candles })).toThrow(why);
  });

  it('refuses funding of an instrument without candles', () => {
    const funding = [
      { instrument: ETH, at: Float64Array.of(1), rate: BigInt64Array.of(1n), marks: Float64Array.of(1) },
    ];
    expect(() => candleReplay({ candles: [TWO], funding })).toThrow(
      /marks or funding of ETH-USDT-SWAP, and no candles/,
    );
  });
});

describe('what a strategy sees of a replay', () => {
  it('is no bar before the first has ended', () => {
    const { feed } = played({ candles: [TWO] });
    feed.next();
    expect(feed.candles(BTC.id)?.length).toBe(0);
  });

  it('is the closed bars in quote currency and base units', () => {
    const { feed } = played({ candles: [TWO] });
    feed.next();
    feed.next();
    const seen = feed.candles(BTC.id)!;
    const { openedAt, open, high, low, close, volume } = seen;
    expect([openedAt, open, high, low, close, volume].map((column) => column.at(-1))).toEqual([
      0, 10, 11, 9, 10.5, 0.0007,
    ]);
  });

  it.each([
    ['at the index of the bar under way', (column: { at(i: number): number }) => column.at(1)],
    ['far behind the end', (column: { at(i: number): number }) => column.at(99)],
    ['before the beginning', (column: { at(i: number): number }) => column.at(-2)],
    ['at a fraction of an index', (column: { at(i: number): number }) => column.at(0.5)],
    ['at NaN', (column: { at(i: number): number }) => column.at(Number.NaN)],
  ])('is nothing %s', (_name, read) => {
    const { feed } = played({ candles: [TWO] });
    feed.next();
    feed.next();
    expect(read(feed.candles(BTC.id)!.close)).toBeNaN();
  });

  it('gives copies of the closed bars only, however many are asked for', () => {
    const { feed } = played({ candles: [TWO] });
    feed.next();
    feed.next();
    const copy = feed.candles(BTC.id)!.close.last(10);
    expect([[...copy], copy.buffer.byteLength]).toEqual([[10.5], 8]);
  });

  it('leads nowhere else: neither columns nor candles have a property with the bars', () => {
    const { feed } = played({ candles: [TWO] });
    const candles = feed.candles(BTC.id)!;
    expect([Object.keys(candles).sort(), Object.keys(candles.close)]).toEqual([
      ['close', 'high', 'instrument', 'intervalMs', 'low', 'open', 'openedAt', 'volume'],
      [],
    ]);
  });

  it('reads prices as the doubles nearest to their decimals', () => {
    const ticks = Array.from({ length: 2000 }, (_, i) => 376_305 + i);
    const rows = ticks.map((t): Bar => [t, t, t, t, 1]);
    const { feed } = played({
      candles: [
        bars(
          BTC,
          ticks.map((_, i) => i * 10),
          rows,
        ),
      ],
    });
    while (feed.next());
    const read = [...feed.candles(BTC.id)!.close.last(2000)];
    expect(read).toEqual(ticks.map((t) => Number(BTC.priceOf(t).toFixed())));
  });

  it('is nothing of instruments without data', () => {
    expect(played({ candles: [TWO] }).feed.candles('XRP-USDT')).toBeNull();
  });
});

describe('marks of a replay', () => {
  const marks = (closedAt: readonly number[], close: readonly string[]) => [
    {
      instrument: BTC,
      intervalMs: 10,
      closedAt: Float64Array.from(closedAt),
      closeMarks: Float64Array.from(close, (c) => BTC.marks(c)),
    },
  ];

  it('give a basis when their bar has ended, after the close that they are compared with', () => {
    const { feed, sink } = played({ candles: [TWO], marks: marks([10], ['10.47']) });
    feed.next();
    feed.next();
    // The bar closed at 10.5; the mark stood 0.03 below.
    expect(sink.heard.slice(2)).toEqual([
      'close BTC-USDT-SWAP: 110 90 105',
      'advance 10',
      'basis BTC-USDT-SWAP: -3000000',
      'open BTC-USDT-SWAP at 10 for 10: 106, 8 lots',
    ]);
  });

  it('are passed over where they end in the middle of a candle', () => {
    const { feed, sink } = played({ candles: [TWO], marks: marks([15], ['10.47']) });
    while (feed.next());
    expect(sink.heard.filter((line) => line.startsWith('basis'))).toEqual([]);
  });

  it('of before the first candle are not told', () => {
    const late = bars(BTC, [20], [FLAT]);
    const { feed, sink } = played({ candles: [late], marks: marks([10], ['10.47']) });
    while (feed.next());
    expect(sink.heard.filter((line) => line.startsWith('basis'))).toEqual([]);
  });
});

describe('funding of a replay', () => {
  const funding = (at: readonly number[], mark = Number.NaN) => [
    {
      instrument: BTC,
      at: Float64Array.from(at),
      rate: BigInt64Array.from(at, () => 5n),
      marks: Float64Array.from(at, () => mark),
    },
  ];

  it('is settled at its boundary, between the bar that ends and the bar that begins', () => {
    const { feed, sink } = played({ candles: [TWO], funding: funding([10], 1_050_000_000) });
    feed.next();
    feed.next();
    expect(sink.heard.slice(2, 5)).toEqual([
      'close BTC-USDT-SWAP: 110 90 105',
      'advance 10',
      'funding BTC-USDT-SWAP at 10: 5 on 1050000000',
    ]);
  });

  it('that falls inside a bar is settled before that bar ends, in order of time', () => {
    const { feed, sink } = played({ candles: [TWO], funding: funding([13, 17]) });
    while (feed.next());
    expect(sink.heard.slice(5)).toEqual([
      'advance 13',
      'funding BTC-USDT-SWAP at 13: 5 on null',
      'advance 17',
      'funding BTC-USDT-SWAP at 17: 5 on null',
      'close BTC-USDT-SWAP: 120 101 111',
      'advance 20',
    ]);
  });

  it('of before and after the candles is not settled', () => {
    const { feed, sink } = played({ candles: [bars(BTC, [20], [FLAT])], funding: funding([10, 40]) });
    while (feed.next());
    expect(sink.heard.filter((line) => line.startsWith('funding'))).toEqual([]);
  });

  it('that was not recorded is noted, for swaps only', () => {
    const { feed } = played({ candles: [TWO, bars(listed('BTC-USDT'), [0], [FLAT])] });
    expect(feed.notes).toEqual([
      'No mark prices of BTC-USDT-SWAP were recorded: its last price stands for the mark.',
      'No funding of BTC-USDT-SWAP was recorded: it counts as zero.',
    ]);
  });
});
