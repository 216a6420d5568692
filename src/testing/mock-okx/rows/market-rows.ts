import type { Exchange } from '../../../exchange/exchange.ts';
import type { MockBar, MockTrade } from '../market-history.ts';
import type { QuotedInstrument } from '../mock-market.ts';
import type { WireRow } from '../wire.ts';

const DAY_MS = 86_400_000;

/** A ticker of 24 hours, as `market/ticker` and the `tickers` channel show it. */
export function tickerRow(exchange: Exchange, quoted: QuotedInstrument, now: number): WireRow {
  const { listed, history } = quoted;
  const { instrument } = listed;
  const [bid] = exchange.depth(instrument, 'buy', 1);
  const [ask] = exchange.depth(instrument, 'sell', 1);
  const day = history.since(now - DAY_MS);
  const last = history.trades.at(-1);
  const px = (ticks: number | undefined): string => (ticks === undefined ? '' : listed.priceOf(ticks));
  const lots = day?.lots ?? 0;
  const base = instrument.quantityOf(lots);
  return {
    instType: listed.instType,
    instId: listed.instId,
    last: px(last?.ticks ?? quoted.ticks),
    lastSz: last === undefined ? '' : listed.sizeOf(last.lots),
    askPx: px(ask?.[0]),
    askSz: ask === undefined ? '' : listed.sizeOf(ask[1]),
    bidPx: px(bid?.[0]),
    bidSz: bid === undefined ? '' : listed.sizeOf(bid[1]),
    open24h: px(day?.open ?? quoted.ticks),
    high24h: px(day?.high ?? quoted.ticks),
    low24h: px(day?.low ?? quoted.ticks),
    volCcy24h: (listed.isSwap ? base : base.mul(listed.priceOf(quoted.ticks))).toFixed(),
    vol24h: listed.sizeOf(lots),
    ts: `${now}`,
    sodUtc0: px(day?.open ?? quoted.ticks),
    sodUtc8: px(day?.open ?? quoted.ticks),
  };
}

/** A side of the book as OKX shows it: price, size, a zero, number of orders. */
export function bookSide(
  exchange: Exchange,
  quoted: QuotedInstrument,
  side: 'buy' | 'sell',
  levels: number,
): string[][] {
  const { listed } = quoted;
  return exchange
    .depth(listed.instrument, side, levels)
    .map(([ticks, lots]) => [listed.priceOf(ticks), listed.sizeOf(lots), '0', '1']);
}

/** A bar as `market/candles` and the candle channels show it. */
export function candleRow(quoted: QuotedInstrument, bar: MockBar, confirmed: boolean): string[] {
  const { listed } = quoted;
  const base = listed.instrument.quantityOf(bar.lots);
  const inQuote = base.mul(listed.priceOf(bar.close));
  return [
    `${bar.openedAt}`,
    listed.priceOf(bar.open),
    listed.priceOf(bar.high),
    listed.priceOf(bar.low),
    listed.priceOf(bar.close),
    listed.sizeOf(bar.lots),
    listed.isSwap ? base.toFixed() : inQuote.toFixed(),
    inQuote.toFixed(),
    confirmed ? '1' : '0',
  ];
}

export function tradeRow(quoted: QuotedInstrument, trade: MockTrade): WireRow {
  const { listed } = quoted;
  return {
    instId: listed.instId,
    side: trade.side,
    sz: listed.sizeOf(trade.lots),
    source: '0',
    px: listed.priceOf(trade.ticks),
    tradeId: trade.tradeId,
    ts: `${trade.at}`,
  };
}

/** `""` before the first price. */
export function markRow(exchange: Exchange, quoted: QuotedInstrument, now: number): WireRow {
  const { listed } = quoted;
  const marks = exchange.marks(listed.instrument);
  return {
    instType: listed.instType === 'SPOT' ? 'MARGIN' : listed.instType,
    instId: listed.instId,
    markPx: marks === null ? '' : listed.instrument.markOf(marks).toFixed(),
    ts: `${now}`,
  };
}
