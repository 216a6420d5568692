import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OkxCandle, OkxTrade, OrderBookView, Quote } from '../../../src/index.ts';
import { Heard, MarketBench, SWAP } from './market-bench.ts';

const MINUTE = 60_000;

let bench: MarketBench;
beforeEach(async () => {
  bench = await MarketBench.start();
});
afterEach(() => bench.close());

const faults = () => bench.mock.streams.faults;
const trades = () => new Heard<OkxTrade>(({ price }) => price.toFixed());
const candles = () =>
  new Heard<OkxCandle>(({ openedAt, close, isClosed }) =>
    [new Date(openedAt).toISOString().slice(14, 16), close.toFixed(), ...(isClosed ? ['closed'] : [])].join(' '),
  );

describe('a stream of trades', () => {
  it('tells each trade once, whatever is pushed twice', async () => {
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    const fault = faults().inject({ kind: 'duplicate_push', where: { channel: 'trades-all' }, times: 2 });
    for (const price of ['59990', '59980', '59970']) bench.trade(price);
    await bench.until(() => heard.news.length >= 3);
    expect([heard.news, fault.fired]).toEqual([['59990', '59980', '59970'], 2]);
  });

  it('tells trades in their order, whatever was overtaken', async () => {
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    const fault = faults().inject({ kind: 'reorder_push', where: { channel: 'trades-all' } });
    for (const price of ['59990', '59980', '59970']) bench.trade(price);
    await bench.until(() => heard.news.length >= 3);
    expect([heard.news, fault.fired]).toEqual([['59990', '59980', '59970'], 1]);
  });

  it('reads a trade whose push was lost', async () => {
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    bench.trade('59990');
    faults().inject({ kind: 'lose_push', where: { channel: 'trades-all' } });
    for (const price of ['59980', '59970']) bench.trade(price);
    await bench.until(() => heard.news.length >= 3);
    expect(heard.news).toEqual(['59990', '59980', '59970']);
  });

  it('tells what was missed before it is live again', async () => {
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    bench.trade('59990');
    await bench.until(() => heard.news.length === 1);
    faults().inject({ kind: 'drop', where: { url: 'business' } });
    for (const price of ['59980', '59970']) bench.trade(price);
    await bench.until(() => heard.all.includes('lost') && heard.isLive);
    expect(heard.all).toEqual(['live', '59990', 'lost', '59980', '59970', 'live']);
  });

  it('says what OKX does not give any more', async () => {
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    bench.trade('59990');
    await bench.until(() => heard.news.length === 1);
    faults().inject({ kind: 'drop', where: { url: 'business' } });
    // The mock keeps the last 500.
    for (let count = 0; count < 510; count++) bench.trade('59980');
    await bench.until(() => heard.all.includes('lost') && heard.isLive);
    expect([heard.news.length, heard.all.filter((line) => line.startsWith('gap')).length]).toEqual([501, 1]);
  });

  it('misses nothing when OKX moves the connection', async () => {
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    const opened = bench.mock.streams.next(({ type, url }) => type === 'opened' && url === 'business');
    faults().inject({ kind: 'upgrade_notice', where: { url: 'business' } });
    bench.trade('59990');
    await opened;
    bench.trade('59980');
    await bench.until(() => heard.news.length >= 2 && heard.all.includes('lost') && heard.isLive);
    bench.trade('59970');
    await bench.until(() => heard.news.length >= 3);
    expect(heard.news).toEqual(['59990', '59980', '59970']);
  });

  it('asks again where its subscription was not answered', async () => {
    await bench.close();
    bench = await MarketBench.start({ answerMs: 300 });
    const lost = faults().inject({ kind: 'lose_request', where: { op: 'subscribe', url: 'business' } });
    const heard = trades();
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    bench.trade('59990');
    await bench.until(() => heard.news.length === 1);
    expect(lost.fired).toBe(1);
  });
});

describe('a stream of candles', () => {
  it('tells a bar as it grows and once as it closes', async () => {
    const heard = candles();
    bench.market.streams.watchCandles({ instrument: SWAP, bar: '1m' }, heard);
    await bench.until(() => heard.news.length === 1);
    faults().inject({ kind: 'duplicate_push', where: { channel: 'candle1m' }, times: 9 });
    bench.trade('59990');
    bench.clock.advance(MINUTE);
    bench.trade('59980');
    await bench.until(() => heard.news.at(-1) === '01 59980');
    expect(heard.news.filter((line) => !line.startsWith('01'))).toEqual(['00 60000', '00 59990', '00 59990 closed']);
  });

  it('tells the bars that closed while the connection was down, each once', async () => {
    const heard = candles();
    bench.market.streams.watchCandles({ instrument: SWAP, bar: '1m' }, heard);
    await bench.until(() => heard.news.length === 1);
    faults().inject({ kind: 'drop', where: { url: 'business' } });
    for (const price of ['59990', '59980', '59970']) {
      bench.trade(price);
      bench.clock.advance(MINUTE);
    }
    await bench.until(() => heard.all.includes('lost') && heard.isLive);
    const before = heard.all.slice(0, heard.all.lastIndexOf('live'));
    expect(before.filter((line) => line.endsWith('closed'))).toEqual([
      '00 59990 closed',
      '01 59980 closed',
      '02 59970 closed',
    ]);
  });

  it('reads the end of a bar whose push was lost', async () => {
    const heard = candles();
    bench.market.streams.watchCandles({ instrument: SWAP, bar: '1m' }, heard);
    await bench.until(() => heard.news.length === 1);
    faults().inject({ kind: 'lose_push', where: { channel: 'candle1m' } });
    bench.clock.advance(MINUTE);
    bench.trade('59980');
    await bench.until(() => heard.news.at(-1) === '01 59980');
    expect(heard.news.filter((line) => line.endsWith('closed'))).toEqual(['00 60000 closed']);
  });

  it('is refused for a bar that OKX does not have', () => {
    const subject = { instrument: SWAP, bar: '7m' as '1m' };
    expect(() => bench.market.streams.watchCandles(subject, candles())).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    );
  });
});

describe('a stream of a book', () => {
  /** What the book says, as `bids / asks`. */
  const printed = (book: OrderBookView): string =>
    [book.bids(), book.asks()]
      .map((side) => side.map(({ price, quantity }) => `${price.toFixed()}:${quantity.toFixed()}`).join(' '))
      .join(' / ');
  const books = () => new Heard<OrderBookView>(printed);
  const put = (price: string, quantity: string) => bench.mock.market.bookUpdate(SWAP, { asks: [[price, quantity]] });

  async function watched(): Promise<Heard<OrderBookView>> {
    bench.mock.market.book(SWAP, { bids: [['59990', '1']], asks: [['60010', '2']] });
    const heard = books();
    bench.market.streams.watchBook(SWAP, heard);
    await bench.until(() => heard.isLive);
    return heard;
  }

  it('begins with a snapshot and follows every change; a size of zero takes a level away', async () => {
    const heard = await watched();
    put('60005', '3');
    put('60010', '0');
    await bench.until(() => heard.news.length >= 3);
    expect(heard.all).toEqual(['59990:1 / 60010:2', 'live', '59990:1 / 60005:3 60010:2', '59990:1 / 60005:3']);
  });

  it('tells a change once that is pushed twice', async () => {
    const heard = await watched();
    const fault = faults().inject({ kind: 'duplicate_push', where: { channel: 'books' } });
    put('60005', '3');
    put('60006', '3');
    await bench.until(() => heard.news.length >= 3);
    expect([heard.all.length, fault.fired]).toEqual([4, 1]);
  });

  it.each([
    ['was lost', { kind: 'lose_push' }],
    ['was overtaken', { kind: 'reorder_push' }],
  ] as const)('begins anew where a change %s', async (_what, fault) => {
    const heard = await watched();
    faults().inject({ ...fault, where: { channel: 'books' } });
    put('60005', '3');
    put('60006', '4');
    await bench.until(() => heard.all.includes('lost') && heard.isLive);
    expect(heard.news.at(-1)).toBe('59990:1 / 60005:3 60006:4 60010:2');
  });

  it('goes on over a reset of the sequence', async () => {
    const heard = await watched();
    faults().inject({ kind: 'sequence_reset', where: { channel: 'books' } });
    put('60005', '3');
    await bench.until(() => heard.news.at(-1) === '59990:1 / 60005:3 60010:2');
    expect(heard.all).not.toContain('lost');
  });

  it('says nothing of a market that says it is quiet, and goes on after it', async () => {
    const heard = await watched();
    bench.clock.advance(MINUTE);
    put('60005', '3');
    await bench.until(() => heard.news.length >= 2);
    expect(heard.all).toEqual(['59990:1 / 60010:2', 'live', '59990:1 / 60005:3 60010:2']);
  });

  it('begins anew after a dropped socket', async () => {
    const heard = await watched();
    faults().inject({ kind: 'drop', where: { url: 'public' } });
    put('60005', '3');
    await bench.until(() => heard.all.includes('lost') && heard.isLive);
    expect(heard.news.at(-1)).toBe('59990:1 / 60005:3 60010:2');
  });
});

describe('a stream of tickers', () => {
  it('tells of each price once and never of an older one', async () => {
    const heard = new Heard<Quote>(({ last }) => `${last?.toFixed()}`);
    bench.market.streams.watchTicker(SWAP, heard);
    await bench.until(() => heard.news.length === 1);
    faults().inject({ kind: 'duplicate_push', where: { channel: 'tickers' }, times: 2 });
    for (const price of ['60100', '60200']) {
      bench.clock.advance(10);
      bench.mock.market.setPrice(SWAP, price);
    }
    await bench.until(() => heard.news.at(-1) === '60200');
    expect([...new Set(heard.news)]).toEqual(['60000', '60100', '60200']);
  });
});

describe('listeners', () => {
  it('share one subscription, which ends with the last of them', async () => {
    const [first, second] = [trades(), trades()];
    const stops = [first, second].map((heard) => bench.market.streams.watchTrades(SWAP, heard));
    await bench.until(() => first.isLive && second.isLive);
    const subscriptions = bench.mock.streams.happenings.filter(
      (happening) => happening.type === 'subscribed' && happening.arg.channel === 'trades-all',
    );
    const closed = bench.mock.streams.next(({ type }) => type === 'closed');
    for (const stop of stops) stop();
    expect([subscriptions.length, (await closed).url]).toEqual([1, 'business']);
  });

  it('hear nothing more after they have stopped', async () => {
    const [first, second] = [trades(), trades()];
    const stop = bench.market.streams.watchTrades(SWAP, first);
    bench.market.streams.watchTrades(SWAP, second);
    await bench.until(() => first.isLive && second.isLive);
    stop();
    bench.trade('59990');
    await bench.until(() => second.news.length === 1);
    expect(first.news).toEqual([]);
  });

  it('do not harm each other by what they throw', async () => {
    const heard = trades();
    const onNews = () => {
      throw new Error('Mine.');
    };
    bench.market.streams.watchTrades(SWAP, { onNews });
    bench.market.streams.watchTrades(SWAP, heard);
    await bench.until(() => heard.isLive);
    bench.trade('59990');
    await bench.until(() => heard.news.length === 1);
    expect(heard.news).toEqual(['59990']);
  });

  it('hear that OKX refuses a channel', async () => {
    faults().inject({ kind: 'refuse_subscription', where: { channel: 'books' } });
    const heard = new Heard<OrderBookView>(() => 'book');
    bench.market.streams.watchBook(SWAP, heard);
    await bench.until(() => heard.all.length > 0);
    expect(heard.all[0]).toMatch(/^refused .*60018/);
  });
});
