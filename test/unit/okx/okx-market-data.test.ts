import { describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { memoryMarketCache } from '../../../src/market/memory-market-cache.ts';
import { readInstruments } from '../../../src/okx/codec/listing.ts';
import { PublicEndpoints } from '../../../src/okx/endpoints/public-endpoints.ts';
import { cachedReads } from '../../../src/okx/market/cached-reads.ts';
import { OkxMarketData } from '../../../src/okx/market/okx-market-data.ts';
import type { OkxRequest, OkxSend } from '../../../src/okx/request.ts';
import { silentLogger } from '../../../src/ports/logger.ts';
import type { MarketCache } from '../../../src/ports/market-cache.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { aSpotRow, aSwapRow } from './rows.ts';

const MINUTE = 60_000;
const { listings } = readInstruments('GET public/instruments', [aSwapRow(), aSpotRow()]);

/** Market data over answers by path; what was asked is written down. */
function marketData(answers: Readonly<Record<string, (request: OkxRequest) => readonly unknown[]>>) {
  const asked: OkxRequest[] = [];
  const clock = new FakeClock(Date.UTC(2026, 0, 2));
  const send: OkxSend = async (request) => {
    asked.push(request);
    const answer = answers[request.path.replace('/api/v5/', '')];
    if (answer === undefined) throw new ConnectivityError('Unknown.', { code: 'net/unreachable' });
    return { status: 200, json: { code: '0', msg: '', data: answer(request) } };
  };
  const market = new OkxMarketData({
    endpoints: new PublicEndpoints(send),
    listings: () => listings,
    clock,
    candleIntervalMs: MINUTE,
    mostAgeMs: 5_000,
  });
  return { market, asked, clock, send };
}

const ticker = (over: Record<string, string> = {}) => ({
  instId: 'BTC-USDT-SWAP',
  last: '100000.1',
  bidPx: '100000',
  askPx: '100000.2',
  ts: '1767312000000',
  ...over,
});

describe('a quote', () => {
  it('has bid, ask, last and mark as exact decimals', async () => {
    const { market } = marketData({
      'market/ticker': () => [ticker()],
      'public/mark-price': () => [{ instId: 'BTC-USDT-SWAP', markPx: '100001.23', ts: '1767312000000' }],
    });
    const quote = await market.getQuote('BTC-USDT-SWAP');
    expect([quote.bid, quote.ask, quote.last, quote.mark].map((price) => price?.toFixed())).toEqual([
      '100000',
      '100000.2',
      '100000.1',
      '100001.23',
    ]);
  });

  it('comes from the stream while it is live', async () => {
    const { market, asked } = marketData({});
    market.streams(true);
    market.hearTicker({ ...tickerRow(), last: '99' });
    market.hearMark({ instId: 'BTC-USDT-SWAP', markPx: '98', ts: '1767312000000' });
    expect((await market.getQuote('BTC/USDT:USDT')).last?.toFixed()).toBe('99');
    expect(asked).toEqual([]);
  });

  it('is asked for again once the stream is lost', async () => {
    const { market } = marketData({
      'market/ticker': () => [ticker({ last: '101' })],
      'public/mark-price': () => [{ instId: 'BTC-USDT-SWAP', markPx: '101', ts: '1767312000000' }],
    });
    market.streams(true);
    market.hearTicker({ ...tickerRow(), last: '99' });
    market.streams(false);
    expect((await market.getQuote('BTC-USDT-SWAP')).last?.toFixed()).toBe('101');
  });

  it('takes no mark price that is older than it may be', async () => {
    const { market, clock } = marketData({
      'public/mark-price': () => [{ instId: 'BTC-USDT-SWAP', markPx: '102', ts: '1767312000000' }],
    });
    market.streams(true);
    market.hearMark({ instId: 'BTC-USDT-SWAP', markPx: '98', ts: '1767312000000' });
    clock.advance(5_001);
    expect((await market.getMarkPrice('BTC-USDT-SWAP')).toFixed()).toBe('102');
  });

  it('fails where OKX has no price, and where it does not list the instrument', async () => {
    const { market } = marketData({
      'market/ticker': () => [ticker({ last: '', bidPx: '', askPx: '', instId: 'BTC-USDT' })],
    });
    await expect(market.getQuote('BTC-USDT')).rejects.toMatchObject({ code: 'venue/unavailable' });
    await expect(market.getQuote('DOGE-USDT')).rejects.toMatchObject({ code: 'venue/unknown_instrument' });
  });
});

/** Bars of one minute that end at the clock's time, the newest of them open; newest first, as OKX lists them. */
function bars(count: number, end = Date.UTC(2026, 0, 2)) {
  return Array.from({ length: count }, (_, index) => {
    const at = end - index * MINUTE;
    return [String(at), '1', '2', '0.5', '1.5', '300', '3', '4.5', index === 0 ? '0' : '1'];
  });
}

/** Answers a request for candles as OKX does: newest first, before `after`, at most `limit`. */
function pageOf(all: readonly (readonly string[])[], { query = {} }: OkxRequest) {
  const after = query.after === undefined ? Number.POSITIVE_INFINITY : Number(query.after);
  return all.filter(([at]) => Number(at) < after).slice(0, Number(query.limit ?? 100));
}

describe('candles', () => {
  it('are the closed ones, oldest first, with the volume in base units', async () => {
    const all = bars(10);
    const { market } = marketData({ 'market/candles': (request) => pageOf(all, request) });
    const candles = await market.getCandles('BTC-USDT-SWAP', { limit: 3 });
    expect(candles.length).toBe(3);
    expect([...candles.openedAt.last(3)]).toEqual([3, 2, 1].map((back) => Date.UTC(2026, 0, 2) - back * MINUTE));
    expect([...candles.volume.last(1)]).toEqual([3]);
  });

  it('of more than a page are read page by page', async () => {
    const all = bars(1_000);
    const { market, asked } = marketData({ 'market/candles': (request) => pageOf(all, request) });
    const candles = await market.getCandles('BTC-USDT-SWAP', { limit: 700 });
    expect(candles.length).toBe(700);
    expect(asked.length).toBe(3);
  });

  it('of the past come from the history, without gap or repetition', async () => {
    const all = bars(3_000);
    const { market, asked } = marketData({
      'market/candles': (request) => pageOf(all.slice(0, 1_440), request),
      'market/history-candles': (request) => pageOf(all, request),
    });
    const to = Date.UTC(2026, 0, 2) - 1_000 * MINUTE;
    const from = to - 1_500 * MINUTE;
    const found = await market.getCandleHistory('BTC-USDT-SWAP', { intervalMs: MINUTE, from, to });
    expect(found.map(({ openedAt }) => openedAt)).toEqual(
      Array.from({ length: 1_500 }, (_, index) => from + index * MINUTE),
    );
    expect(new Set(asked.map(({ path }) => path))).toEqual(
      new Set(['/api/v5/market/candles', '/api/v5/market/history-candles']),
    );
  });

  it('are refused for a length that OKX does not have', async () => {
    const { market } = marketData({});
    const range = { intervalMs: 7_000, from: 0, to: 1 };
    await expect(market.getCandleHistory('BTC-USDT-SWAP', range)).rejects.toMatchObject({ code: 'config/invalid' });
  });
});

describe('other data', () => {
  it('has books and trades in base units', async () => {
    const { market } = marketData({
      'market/books': () => [{ asks: [['100.5', '200', '0', '1']], bids: [['100', '100', '0', '1']], ts: '1' }],
      'market/trades': () => [
        { instId: 'BTC-USDT-SWAP', tradeId: '2', px: '100', sz: '50', side: 'sell', ts: '2' },
        { instId: 'BTC-USDT-SWAP', tradeId: '1', px: '101', sz: '1', side: 'buy', ts: '1' },
      ],
    });
    const book = await market.getBook('BTC-USDT-SWAP');
    expect([book.asks, book.bids].map(([level]) => level?.quantity.toFixed())).toEqual(['2', '1']);
    const trades = await market.getTrades('BTC-USDT-SWAP');
    expect(trades.map(({ tradeId, quantity }) => [tradeId, quantity.toFixed()])).toEqual([
      ['1', '0.01'],
      ['2', '0.5'],
    ]);
  });

  it('has the history of funding over pages, oldest first', async () => {
    const all = Array.from({ length: 250 }, (_, index) => ({
      instId: 'BTC-USDT-SWAP',
      fundingRate: '0.0001',
      realizedRate: index === 0 ? '' : '0.0002',
      fundingTime: String(1_000_000 - index * 100),
    }));
    const { market } = marketData({
      'public/funding-rate-history': ({ query = {} }) =>
        all
          .filter(({ fundingTime }) => query.after === undefined || Number(fundingTime) < Number(query.after))
          .slice(0, Number(query.limit)),
    });
    const found = await market.getFundingHistory('BTC-USDT-SWAP', 1_000_000 - 220 * 100);
    expect(found).toHaveLength(221);
    expect(found.at(-1)).toMatchObject({ at: 1_000_000 });
    expect([found[0]?.rate.toFixed(), found.at(-1)?.rate.toFixed()]).toEqual(['0.0002', '0.0001']);
  });

  it('has no price limits where OKX has switched them off', async () => {
    const { market } = marketData({
      'public/price-limit': () => [{ instId: 'BTC-USDT-SWAP', buyLmt: '', sellLmt: '', enabled: false, ts: '1' }],
    });
    expect(await market.getPriceLimits('BTC-USDT-SWAP')).toEqual({ highestBuy: null, lowestSell: null });
  });
});

describe('cached reads', () => {
  const REQUEST: OkxRequest = { method: 'GET', path: '/api/v5/market/ticker', query: { instId: 'BTC-USDT' } };

  function cached(cache: MarketCache = memoryMarketCache()) {
    const { asked, clock, send } = marketData({ 'market/ticker': () => [ticker()], 'market/books': () => [] });
    let broken = false;
    const reads = cachedReads({
      send: async (request) => {
        if (broken) throw new ConnectivityError('Gone.', { code: 'net/timeout' });
        return send(request);
      },
      cache,
      clock,
      logger: silentLogger,
      scope: 'demo',
    });
    const breakDown = () => {
      broken = true;
    };
    return { reads, asked, clock, breakDown };
  }

  it('use an answer again while it is young', async () => {
    const { reads, asked, clock } = cached();
    const first = await reads(REQUEST);
    clock.advance(1_000);
    expect(await reads(REQUEST)).toEqual(first);
    clock.advance(1);
    await reads(REQUEST);
    expect(asked).toHaveLength(2);
  });

  it('tell other queries apart', async () => {
    const { reads, asked } = cached();
    await reads(REQUEST);
    await reads({ ...REQUEST, query: { instId: 'ETH-USDT' } });
    expect(asked).toHaveLength(2);
  });

  it('fail as stale where OKX does not answer and the last answer is too old', async () => {
    const { reads, clock, breakDown } = cached();
    await reads(REQUEST);
    clock.advance(60_000);
    breakDown();
    await expect(reads(REQUEST)).rejects.toMatchObject({ code: 'venue/stale', details: { ageMs: 60_000 } });
  });

  it('fail as they failed where nothing is kept', async () => {
    const { reads, breakDown } = cached();
    breakDown();
    await expect(reads(REQUEST)).rejects.toMatchObject({ code: 'net/timeout' });
  });

  it('never keep what changes with every read', async () => {
    const { reads, asked } = cached();
    const book: OkxRequest = { method: 'GET', path: '/api/v5/market/books', query: { instId: 'BTC-USDT' } };
    await reads(book);
    await reads(book);
    expect(asked).toHaveLength(2);
  });

  it('ask OKX where the cache cannot be reached', async () => {
    const gone = async (): Promise<never> => {
      throw new ConnectivityError('No Redis.', { code: 'net/unreachable' });
    };
    const { reads } = cached({ get: gone, set: gone, close: async () => {} });
    expect((await reads(REQUEST)).status).toBe(200);
  });
});

describe('the cache in memory', () => {
  it('forgets the oldest entries beyond its size', async () => {
    const cache = memoryMarketCache({ most: 2 });
    for (const key of ['a', 'b', 'c']) await cache.set(key, { text: key, at: 1 }, 1_000);
    expect([await cache.get('a'), (await cache.get('c'))?.text]).toEqual([null, 'c']);
  });

  it('does not put an older read over a newer one', async () => {
    const cache = memoryMarketCache();
    await cache.set('a', { text: 'new', at: 2 }, 1_000);
    await cache.set('a', { text: 'old', at: 1 }, 1_000);
    expect((await cache.get('a'))?.text).toBe('new');
  });
});

function tickerRow() {
  const empty = { askSz: '', bidSz: '', open24h: '', high24h: '', low24h: '', vol24h: '', volCcy24h: '' };
  return { ...ticker(), ...empty } as ReturnType<typeof ticker> & typeof empty;
}
