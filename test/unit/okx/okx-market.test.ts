import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { okxMarket } from '../../../src/index.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { PublicSession } from '../../../src/okx/session/public-session.ts';
import { partsOf } from '../../../src/testing/mock-okx/mock-parts.ts';
import { MarketBench, SWAP } from './market-bench.ts';

describe('the market of OKX without a key', () => {
  let bench: MarketBench;
  beforeEach(async () => {
    bench = await MarketBench.start();
  });
  afterEach(() => bench.close());

  it('lists its instruments', () => {
    expect(bench.market.instruments().map(({ id }) => id)).toContain(SWAP);
  });

  it.each([
    ['a quote', 'ticker', async ({ data }: MarketBench['market']) => (await data.getQuote(SWAP)).last?.toFixed()],
    [
      'a mark price',
      'mark-price',
      async ({ data }: MarketBench['market']) => (await data.getMarkPrice(SWAP)).toFixed(),
    ],
    [
      'an index price',
      'index-tickers',
      async ({ data }: MarketBench['market']) => (await data.getIndexPrice(SWAP)).toFixed(),
    ],
    ['a close', 'candles', async ({ data }: MarketBench['market']) => `${(await data.getCandles(SWAP)).close.at(-1)}`],
  ])('reads %s', async (_what, endpoint, read) => {
    expect(Number(await read(bench.market))).toBeCloseTo(60_000, -2);
    expect(bench.mock.requests.at(-1)?.path ?? '').toMatch(new RegExp(`${endpoint}|mark-price$`));
  });

  it('reads books, trades, funding, open interest and price limits', async () => {
    const { data } = bench.market;
    const { bids, asks } = await data.getBook(SWAP, 5);
    expect([bids.length, asks.length]).toEqual([5, 5]);
    bench.trade('59990');
    expect((await data.getTrades(SWAP)).at(-1)?.price.toFixed()).toBe('59990');
    expect((await data.getFunding(SWAP)).at).toBeGreaterThan(bench.clock.now());
    expect((await data.getOpenInterest(SWAP)).gt(0)).toBe(true);
    expect((await data.getPriceLimits(SWAP)).highestBuy?.gt(60_000)).toBe(true);
  });

  it('refuses an instrument that is not listed', async () => {
    await expect(bench.market.data.getQuote('NO-USDT')).rejects.toMatchObject({ code: 'venue/unknown_instrument' });
  });

  it('says that it is closed', async () => {
    await bench.market.close();
    await expect(bench.market.connect()).rejects.toMatchObject({ code: 'net/closed' });
    await expect(bench.market.data.getQuote(SWAP)).rejects.toMatchObject({ code: 'net/closed' });
  });

  it.each([
    ['demo', '1'],
    ['live', undefined],
  ] as const)('marks its calls as those of the environment: %s', async (environment, header) => {
    const { api } = partsOf(bench.mock);
    const seen: (string | undefined)[] = [];
    const handle = api.handle.bind(api);
    api.handle = (request) => {
      seen.push(request.headers['x-simulated-trading'], request.headers['ok-access-key']);
      return handle(request);
    };
    const hosts = { rest: bench.mock.restUrl, ws: bench.mock.wsUrl };
    const session = new PublicSession({ okx: await loadOkx(), hosts, environment });
    await session.send({ method: 'GET', path: '/api/v5/public/time' });
    await session.close();
    expect(seen).toEqual([header, undefined]);
  });

  it('sends no command', async () => {
    const session = new PublicSession({
      okx: await loadOkx(),
      hosts: { rest: bench.mock.restUrl, ws: bench.mock.wsUrl },
      environment: 'live',
    });
    const order = { method: 'POST', path: '/api/v5/trade/order', body: {} } as const;
    await expect(session.send(order)).rejects.toMatchObject({ code: 'internal/invariant' });
    await session.close();
  });
});

describe('okxMarket', () => {
  it('reads nothing before it is connected', async () => {
    const market = okxMarket({ environment: 'live' });
    await expect(market.data.getQuote(SWAP)).rejects.toMatchObject({ code: 'net/not_connected' });
    expect(() => market.streams.watchTicker(SWAP, { onNews: () => {} })).toThrow(
      expect.objectContaining({ code: 'net/not_connected' }),
    );
  });

  it.each([
    ['an environment', { environment: 'paper' as 'demo' }],
    ['a region', { environment: 'live', region: 'moon' as 'us' }],
    ['a length of bars', { environment: 'live', candleIntervalMs: 7 }],
  ] as const)('refuses %s that OKX does not have', (_what, options) => {
    expect(() => okxMarket(options)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });
});
