import type { Instrument } from '../../domain/instrument.ts';
import type { FrameContext, SymbolContext } from '../context/symbol-context.ts';
import type { KnownRows } from './known-rows.ts';
import { exact, moment, percent, priceDigits, rough, span, UNKNOWN } from './wording.ts';

/** The block of one symbol, with so many bars of each frame; asked again with fewer, it words nothing anew. */
export function renderSymbol(symbol: SymbolContext, known: KnownRows): (rows: number) => string {
  const { instrument, quote, health, spreadFraction, depth } = symbol;
  const stale = health.status === 'stale' ? ' STALE: reduce or close only' : '';
  const lines = [
    `## ${instrument.id}${stale}`,
    `last ${exact(quote?.last ?? null)} bid ${exact(quote?.bid ?? null)} ask ${exact(quote?.ask ?? null)} mark ${exact(quote?.mark ?? null)} tick ${instrument.tickSize.toFixed()}`,
    `spread ${percent(spreadFraction, 4)}; within 0.1 % of mid: ${depth === null ? `depth ${UNKNOWN}` : `bids ${exact(depth.bidQuantity)}, asks ${exact(depth.askQuantity)} ${instrument.baseCurrency}`}`,
  ];
  if (instrument.type === 'swap') lines.push(derivatives(symbol));
  lines.push(`daily volatility ${percent(symbol.dailyVolatility)}`);
  for (const problem of health.problems) lines.push(`data: ${problem}`);
  const frames = symbol.frames.map((frame) => renderFrame(instrument, frame, known));
  return (rows) => [...lines, ...frames.map((frame) => frame(rows))].join('\n');
}

function derivatives({ funding, openInterest, instrument }: SymbolContext): string {
  const rate =
    funding === null
      ? `funding ${UNKNOWN}`
      : `funding ${percent(funding.rate, 4)} at ${moment(funding.at)}${funding.periodMs === null ? '' : `, every ${span(funding.periodMs)}`}`;
  const interest = openInterest === null ? UNKNOWN : `${exact(openInterest)} ${instrument.baseCurrency}`;
  return `${rate}; open interest ${interest}`;
}

function renderFrame(
  instrument: Instrument,
  { bars, indicators }: FrameContext,
  known: KnownRows,
): (rows: number) => string {
  const digits = priceDigits(instrument);
  const price = (value: number | null | undefined): string => (value == null ? UNKNOWN : value.toFixed(digits + 1));
  const { ema20, ema50, rsi14, macd, atr14, bollinger, adx14, dailyVolatility } = indicators;
  const heading = [
    `### ${span(bars.intervalMs)} bars`,
    `ema20 ${price(ema20)} ema50 ${price(ema50)} rsi14 ${rough(rsi14, 3)} macd ${rough(macd?.line ?? null)}/${rough(macd?.signal ?? null)} atr14 ${price(atr14)} bollinger ${price(bollinger?.lower)}..${price(bollinger?.upper)} adx14 ${rough(adx14, 3)} volatility/day ${percent(dailyVolatility)}`,
  ];
  const { openedAt, open, high, low, close, volume } = bars;
  const { length } = openedAt;
  const frame = `${instrument.id} ${bars.intervalMs} ${digits}`;
  const word = (index: number): string =>
    `${open[index]!.toFixed(digits)} ${high[index]!.toFixed(digits)} ${low[index]!.toFixed(digits)} ${close[index]!.toFixed(digits)} ${rough(volume[index]!)}`;
  /** Oldest first, up to the newest. */
  const worded: string[] = [];
  return (rows) => {
    const count = Math.min(rows, length);
    if (count <= 0) return heading.join('\n');
    const missing: string[] = [];
    for (let index = length - count; index < length - worded.length; index++) {
      missing.push(known.of(frame, bars, index, word));
    }
    worded.unshift(...missing);
    const from = `from ${moment(openedAt[length - count]!)} UTC, oldest first: open high low close volume`;
    return [...heading, from, ...worded.slice(-count)].join('\n');
  };
}
