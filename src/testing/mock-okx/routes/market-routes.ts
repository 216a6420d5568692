import { barLength } from '../bar-lengths.ts';
import { answered, refused } from '../envelope.ts';
import { refuse } from '../okx-codes.ts';
import { MOCK_QUOTAS } from '../rate-limits.ts';
import { bookSide, candleRow, tickerRow, tradeRow } from '../rows/market-rows.ts';
import { textOf } from '../wire.ts';
import { ofInstrument, quotedOf } from './public-routes.ts';
import type { Route, RouteContext } from './route.ts';

function get(path: string, quota: Route['quota'], run: Route['run']): Route {
  return { method: 'GET', path: `/api/v5/market/${path}`, access: 'public', target: 'read_market', quota, run };
}

/** Bars newest first; `after` is older than, `before` newer than, both exclusive. */
function candles(
  context: RouteContext,
  most: number,
  keep: 'all' | 'confirmed',
  fields: number,
): ReturnType<Route['run']> {
  const { query } = context.request;
  const length = barLength(textOf(query, 'bar') || '1m');
  if (length === null) return refused(refuse('51000', 'Parameter bar error'));
  return ofInstrument(context, (quoted) => {
    const now = context.core.clock.now();
    const [after, before] = [Number(textOf(query, 'after') || '0'), Number(textOf(query, 'before') || '0')];
    const limit = Math.min(most, Number(textOf(query, 'limit') || '100'));
    const wanted = quoted.history
      .bars(length.lengthMs, now, length.offsetMs)
      .filter(({ openedAt }) => (after === 0 || openedAt < after) && openedAt > before)
      .filter(({ openedAt }) => keep === 'all' || openedAt + length.lengthMs <= now)
      .slice(-limit)
      .reverse();
    return wanted.map((bar) => {
      const row = candleRow(quoted, bar, bar.openedAt + length.lengthMs <= now);
      return fields === row.length ? row : [...row.slice(0, 5), row[8] as string];
    });
  });
}

/** `market/*`. */
export const MARKET_ROUTES: readonly Route[] = [
  get('ticker', MOCK_QUOTAS.ticker, (context) =>
    ofInstrument(context, (quoted) => [tickerRow(context.core.exchange, quoted, context.core.clock.now())]),
  ),
  get('tickers', MOCK_QUOTAS.tickers, (context) => {
    if (textOf(context.request.query, 'instType') === '') {
      return refused(refuse('50014', 'Parameter instType can not be empty.'));
    }
    const quoted = quotedOf(context) ?? [];
    return answered(quoted.map((one) => tickerRow(context.core.exchange, one, context.core.clock.now())));
  }),
  get('index-tickers', MOCK_QUOTAS.indexTickers, (context) => {
    const name = textOf(context.request.query, 'instId');
    const { core } = context;
    const quoted = core.market.quoted(name) ?? core.market.quoted(`${name}-SWAP`);
    if (quoted === undefined) return refused(refuse('51001'));
    const row = tickerRow(core.exchange, quoted, core.clock.now());
    return answered([
      {
        instId: name,
        idxPx: row.last,
        high24h: row.high24h,
        low24h: row.low24h,
        open24h: row.open24h,
        sodUtc0: row.sodUtc0,
        sodUtc8: row.sodUtc8,
        ts: row.ts,
      },
    ]);
  }),
  get('books', MOCK_QUOTAS.books, (context) => {
    const levels = Number(textOf(context.request.query, 'sz') || '1');
    if (!Number.isInteger(levels) || levels < 1 || levels > 400) return refused(refuse('51000', 'Parameter sz error'));
    const { core } = context;
    return ofInstrument(context, (quoted) => [
      {
        asks: bookSide(core.exchange, quoted, 'sell', levels),
        bids: bookSide(core.exchange, quoted, 'buy', levels),
        ts: `${core.clock.now()}`,
        seqId: quoted.bookChanges,
      },
    ]);
  }),
  get('candles', MOCK_QUOTAS.candles, (context) => candles(context, 300, 'all', 9)),
  get('history-candles', MOCK_QUOTAS.historyCandles, (context) => candles(context, 100, 'confirmed', 9)),
  get('mark-price-candles', MOCK_QUOTAS.markCandles, (context) => candles(context, 100, 'all', 6)),
  get('index-candles', MOCK_QUOTAS.markCandles, (context) => candles(context, 100, 'all', 6)),
  get('trades', MOCK_QUOTAS.trades, (context) =>
    ofInstrument(context, (quoted) => {
      const limit = Math.min(500, Number(textOf(context.request.query, 'limit') || '100'));
      return quoted.history.trades
        .slice(-limit)
        .reverse()
        .map((trade) => tradeRow(quoted, trade));
    }),
  ),
  get('history-trades', MOCK_QUOTAS.historyTrades, (context) => {
    const { query } = context.request;
    if (!['', '1'].includes(textOf(query, 'type'))) return refused(refuse('51000', 'Parameter type error'));
    return ofInstrument(context, (quoted) => {
      const after = textOf(query, 'after');
      const limit = Math.min(100, Number(textOf(query, 'limit') || '100'));
      return quoted.history.trades
        .filter(({ tradeId }) => after === '' || Number(tradeId) < Number(after))
        .slice(-limit)
        .reverse()
        .map((trade) => tradeRow(quoted, trade));
    });
  }),
];
