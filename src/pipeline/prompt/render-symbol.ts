import type { Instrument } from '../../domain/instrument.ts';
import type { FrameContext, SymbolContext } from '../context/symbol-context.ts';
import { exact, moment, percent, priceDigits, rough, span, UNKNOWN } from './wording.ts';

/** The block of one symbol; `rowsOf` says how many bars of a frame are printed. */
export function renderSymbol(symbol: SymbolContext, rowsOf: (frame: FrameContext) => number): string {
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
  for (const frame of symbol.frames) lines.push(renderFrame(instrument, frame, rowsOf(frame)));
  return lines.join('\n');
}

function derivatives({ funding, openInterest, instrument }: SymbolContext): string {
  const rate =
    funding === null
      ? `funding ${UNKNOWN}`
      : `funding ${percent(funding.rate, 4)} at ${moment(funding.at)}${funding.periodMs === null ? '' : `, every ${span(funding.periodMs)}`}`;
  const interest = openInterest === null ? UNKNOWN : `${exact(openInterest)} ${instrument.baseCurrency}`;
  return `${rate}; open interest ${interest}`;
}

function renderFrame(instrument: Instrument, { bars, indicators }: FrameContext, rows: number): string {
  const digits = priceDigits(instrument);
  const price = (value: number | null | undefined): string => (value == null ? UNKNOWN : value.toFixed(digits + 1));
  const { ema20, ema50, rsi14, macd, atr14, bollinger, adx14, dailyVolatility } = indicators;
  const lines = [
    `### ${span(bars.intervalMs)} bars`,
    `ema20 ${price(ema20)} ema50 ${price(ema50)} rsi14 ${rough(rsi14, 3)} macd ${rough(macd?.line ?? null)}/${rough(macd?.signal ?? null)} atr14 ${price(atr14)} bollinger ${price(bollinger?.lower)}..${price(bollinger?.upper)} adx14 ${rough(adx14, 3)} volatility/day ${percent(dailyVolatility)}`,
  ];
  const { length } = bars.openedAt;
  const from = Math.max(0, length - rows);
  if (from < length) {
    lines.push(`from ${moment(bars.openedAt[from]!)} UTC, oldest first: open high low close volume`);
    for (let index = from; index < length; index++) {
      const { open, high, low, close, volume } = bars;
      const prices = [open[index]!, high[index]!, low[index]!, close[index]!].map((value) => value.toFixed(digits));
      lines.push(`${prices.join(' ')} ${rough(volume[index]!)}`);
    }
  }
  return lines.join('\n');
}
