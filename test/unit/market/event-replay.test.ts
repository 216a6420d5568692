import { describe, expect, it } from 'vitest';
import { readBook } from '../../../src/market/book-jsonl.ts';
import { bookReplay, tradeReplay } from '../../../src/market/event-replay.ts';
import { readTrades } from '../../../src/market/trade-csv.ts';
import { aFile, LISTED, listed, refusalOf } from './market-files.ts';
import { RecordingSink } from './recording-sink.ts';

const subject = { instruments: LISTED, instrument: 'BTC-USDT-SWAP' };
const HEADER = 'recv_ns,ts_ms,trade_id,price,size,taker_side';
const TRADES = aFile('trades.csv', [
  HEADER,
  '1,100,1,61800.30,0.006,buy',
  '2,100,2,61800.20,0.00019,sell',
  '3,140,3,61799,0.00001,buy',
]);
const SNAPSHOT =
  '{"ts_ms":90,"type":"snapshot","u":10,"bids":[["99.9","1"],["99.8","0.00001"]],"asks":[["100.1","2.5"]]}';
const UPDATES = [
  '{"ts_ms":100,"type":"update","U":8,"u":12,"pu":7,"bids":[["99.9","0.000"]],"asks":[]}',
  '{"ts_ms":120,"type":"update","U":13,"u":15,"pu":12,"bids":[],"asks":[["100.1","3"],["100.2","1"]]}',
];
const BOOK = aFile('book.jsonl.gz', [SNAPSHOT, ...UPDATES]);

describe('a replay of trades', () => {
  it('moves from instant to instant and tells each trade after the time', async () => {
    const feed = tradeReplay({ trades: [await readTrades(TRADES, subject)] });
    const sink = new RecordingSink();
    feed.attach(sink);
    const answers = [feed.next(), feed.next(), feed.next()];
    expect({ answers, heard: sink.heard }).toEqual({
      answers: [true, true, false],
      heard: [
        'advance 100',
        'trade BTC-USDT-SWAP at 100: buy 60 at 618003',
        'trade BTC-USDT-SWAP at 100: sell 1 at 618002',
        'advance 140',
      ],
    });
  });

  it('settles funding that was recorded with them', async () => {
    const instrument = listed('BTC-USDT-SWAP');
    const funding = [
      { instrument, at: Float64Array.of(50, 120), rate: BigInt64Array.of(1n, 2n), marks: Float64Array.of(1, 2) },
    ];
    const feed = tradeReplay({ trades: [await readTrades(TRADES, subject)], funding });
    const sink = new RecordingSink();
    feed.attach(sink);
    while (feed.next());
    expect(sink.heard.filter((line) => line.startsWith('funding'))).toEqual(['funding BTC-USDT-SWAP at 120: 2 on 2']);
  });

  it('refuses to replay nothing', () => {
    expect(() => tradeReplay({ trades: [] })).toThrow(/no trades and no books/);
  });

  it.each([
    ['a side that is none', '1,1,1,10,1,both', 'taker_side is "both"'],
    ['a price off the tick', '1,1,1,10.05,1,buy', 'price "10.05" is not on the tick 0.1'],
    ['a size below zero', '1,1,1,10,-1,buy', 'size "-1" is below zero'],
  ])('names file and line of %s', async (name, row, why) => {
    const file = aFile(`trades ${name}.csv`, [HEADER, row]);
    expect((await refusalOf(readTrades(file, subject))).message).toContain(`${file}, line 2: ${why}`);
  });

  it('refuses trades whose time falls', async () => {
    const file = aFile('falling.csv', [HEADER, '1,5,1,10,1,buy', '1,4,1,10,1,buy']);
    expect((await refusalOf(readTrades(file, subject))).message).toContain('line 3: ts_ms 4 lies before 5');
  });
});

describe('a replay of a book', () => {
  it('tells snapshot and updates in ticks and lots', async () => {
    const feed = bookReplay({ books: [await readBook(BOOK, subject)] });
    const sink = new RecordingSink();
    feed.attach(sink);
    while (feed.next());
    expect(sink.heard.filter((line) => !line.startsWith('advance'))).toEqual([
      // A size below one lot stays a lot: only size zero removes a level.
      'snapshot BTC-USDT-SWAP at 90: [[999,10000],[998,1]] [[1001,25000]]',
      'update BTC-USDT-SWAP at 100: [[999,0]] []',
      'update BTC-USDT-SWAP at 120: [] [[1001,30000],[1002,10000]]',
    ]);
  });

  it('tells the trades of an instant before the book that shows what they took', async () => {
    const feed = bookReplay({ books: [await readBook(BOOK, subject)], trades: [await readTrades(TRADES, subject)] });
    const sink = new RecordingSink();
    feed.attach(sink);
    feed.next();
    feed.next();
    expect(sink.heard.slice(2).map((line) => line.split(' ')[0])).toEqual(['advance', 'trade', 'trade', 'update']);
  });

  it.each([
    ['no JSON', ['{'], 'line 1: it is no JSON.'],
    ['a list', ['[1]'], 'line 1: it is no JSON object.'],
    ['an update at the beginning', UPDATES, 'line 1: the first message is an update.'],
    [
      'an update that is missing',
      [SNAPSHOT, UPDATES[0]!, UPDATES[1]!.replace('"pu":12', '"pu":13')],
      'line 3: its pu 13 is not the u 12',
    ],
    ['a gap after the snapshot', [SNAPSHOT, UPDATES[1]!], "line 2: its U 13 leaves a gap after the snapshot's u 10."],
    ['another type', ['{"ts_ms":1,"type":"hello"}'], 'line 1: type is neither snapshot nor update.'],
    ['a level of numbers', [SNAPSHOT.replace('"100.1"', '100.1')], 'line 1: a level of asks is no pair of strings.'],
    [
      'a price off the tick',
      [SNAPSHOT.replace('100.1', '100.15')],
      'line 1: the price 100.15 of asks is not on the tick',
    ],
    ['a missing side', [SNAPSHOT.replace('"asks"', '"offers"')], 'line 1: asks is no list.'],
    ['a time that falls', [SNAPSHOT, UPDATES[0]!.replace('100', '80')], 'line 2: ts_ms 80 lies before'],
  ])('names file and line of %s', async (name, lines, why) => {
    const file = aFile(`book ${name}.jsonl`, lines);
    expect((await refusalOf(readBook(file, subject))).message).toContain(`${file}, ${why}`);
  });
});
