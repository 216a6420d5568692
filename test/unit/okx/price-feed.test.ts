import { beforeEach, describe, expect, it } from 'vitest';
import { PriceFeed } from '../../../src/okx/price-feed.ts';
import { markPriceRow, tickerRow } from '../../../src/okx/wire/market-rows.ts';
import { LISTED } from './rows.ts';

type Fields = Readonly<Record<string, unknown>>;

const TICKER: Fields = {
  instId: 'BTC-USDT-SWAP',
  last: '60000.1',
  askPx: '60000.2',
  askSz: '5',
  bidPx: '60000',
  bidSz: '6',
  open24h: '59000',
  high24h: '61000',
  low24h: '58000',
  vol24h: '1000',
  volCcy24h: '10',
  ts: '1750000000000',
};
const MARK: Fields = { instId: 'BTC-USDT-SWAP', markPx: '60000.05', ts: '1750000000000' };

/** Without a field, or with a number in its place, or with nothing. */
function spoilt(row: Fields, field: string): [name: string, row: Fields][] {
  const { [field]: _, ...rest } = row;
  return [
    [`no ${field}`, rest],
    [`a number for ${field}`, { ...row, [field]: 1 }],
    [`null for ${field}`, { ...row, [field]: null }],
  ];
}

let heard: unknown[];
let told: object[];
let feed: PriceFeed;

beforeEach(() => {
  heard = [];
  told = [];
  feed = new PriceFeed(LISTED.listings, (event) => told.push({ ...event }), {
    hearTicker: (row) => heard.push(row),
    hearMark: (row) => heard.push(row),
  });
});

describe('a ticker of the stream', () => {
  it('is kept for quotes as it came', () => {
    feed.tickers([TICKER]);
    expect(heard).toEqual([TICKER]);
  });

  it.each(Object.keys(tickerRow.shape).flatMap((field) => spoilt(TICKER, field)))(
    'is not kept for quotes with %s',
    (_, row) => {
      feed.tickers([row]);
      expect(heard).toEqual([]);
    },
  );

  it('is told to the engine in ticks, with its time', () => {
    feed.tickers([TICKER]);
    expect(told).toMatchObject([{ type: 'price', lastTicks: 600_001, at: 1_750_000_000_000 }]);
  });

  it('is told once where the price stays', () => {
    feed.tickers([TICKER, { ...TICKER, bidSz: '7' }]);
    expect(told).toHaveLength(1);
  });

  it.each([
    ['an instrument that is not traded here', { ...TICKER, instId: 'ETH-USDT-SWAP' }],
    ['no price yet', { ...TICKER, last: '' }],
    ['a price of zero', { ...TICKER, last: '0' }],
    ['a number for its price', { ...TICKER, last: 60_000 }],
    ['no fields', {}],
    ['a text for a row', 'BTC-USDT-SWAP'],
    ['null for a row', null],
  ])('tells the engine nothing with %s', (_, row) => {
    feed.tickers([row]);
    expect(told).toEqual([]);
  });

  it('after one that cannot be used is told', () => {
    feed.tickers([null, { ...TICKER, last: 'x' }, TICKER]);
    expect(told).toHaveLength(1);
  });
});

describe('a mark price of the stream', () => {
  it('is kept for quotes as it came', () => {
    feed.marks([MARK]);
    expect(heard).toEqual([MARK]);
  });

  it.each(Object.keys(markPriceRow.shape).flatMap((field) => spoilt(MARK, field)))(
    'is not kept for quotes with %s',
    (_, row) => {
      feed.marks([row]);
      expect(heard).toEqual([]);
    },
  );

  it('is told to the engine beside the last price', () => {
    feed.tickers([TICKER]);
    const { markDecimals } = LISTED.listings.get('BTC-USDT-SWAP')!.instrument;
    feed.marks([MARK]);
    expect(told.at(-1)).toMatchObject({ lastTicks: 600_001, marks: 60_000.05 * 10 ** markDecimals });
  });

  it('waits for a last price', () => {
    feed.marks([MARK]);
    expect(told).toEqual([]);
  });
});
