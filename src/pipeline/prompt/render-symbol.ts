import type { Instrument } from '../../domain/instrument.ts';
import type { FrameContext, SymbolContext } from '../context/symbol-context.ts';
import type { KnownRows } from './known-rows.ts';
import { bytesOf, exact, moment, percent, priceDigits, rough, span, UNKNOWN } from './wording.ts';

/** A block of a prompt at any number of bars. No bar is worded twice, and none that was not asked for. */
export interface BarBlock {
  /** Bytes of the text in UTF-8, without making it. */
  bytes(rows: number): number;
  text(rows: number): string;
}

/** The blocks of all symbols. */
export function renderMarket(symbols: readonly SymbolContext[], known: KnownRows): BarBlock {
  return joined(
    ['# Market'],
    symbols.map((symbol) => renderSymbol(symbol, known)),
  );
}

/** The block of one symbol. */
function renderSymbol(symbol: SymbolContext, known: KnownRows): BarBlock {
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
  return joined(
    lines,
    symbol.frames.map((frame) => renderFrame(instrument, frame, known)),
  );
}

/** Lines, and blocks after them. */
function joined(lines: readonly string[], blocks: readonly BarBlock[]): BarBlock {
  const head = lines.join('\n');
  const headBytes = bytesOf(head);
  return {
    bytes: (rows) => blocks.reduce((sum, block) => sum + 1 + block.bytes(rows), headBytes),
    text: (rows) => [head, ...blocks.map((block) => block.text(rows))].join('\n'),
  };
}

function derivatives({ funding, openInterest, instrument }: SymbolContext): string {
  const rate =
    funding === null
      ? `funding ${UNKNOWN}`
      : `funding ${percent(funding.rate, 4)} at ${moment(funding.at)}${funding.periodMs === null ? '' : `, every ${span(funding.periodMs)}`}`;
  const interest = openInterest === null ? UNKNOWN : `${exact(openInterest)} ${instrument.baseCurrency}`;
  return `${rate}; open interest ${interest}`;
}

function renderFrame(instrument: Instrument, { bars, indicators }: FrameContext, known: KnownRows): BarBlock {
  const digits = priceDigits(instrument);
  const price = (value: number | null | undefined): string => (value == null ? UNKNOWN : value.toFixed(digits + 1));
  const { ema20, ema50, rsi14, macd, atr14, bollinger, adx14, dailyVolatility } = indicators;
  const heading = `### ${span(bars.intervalMs)} bars
ema20 ${price(ema20)} ema50 ${price(ema50)} rsi14 ${rough(rsi14, 3)} macd ${rough(macd?.line ?? null)}/${rough(macd?.signal ?? null)} atr14 ${price(atr14)} bollinger ${price(bollinger?.lower)}..${price(bollinger?.upper)} adx14 ${rough(adx14, 3)} volatility/day ${percent(dailyVolatility)}`;
  const { openedAt, open, high, low, close, volume } = bars;
  const { length } = openedAt;
  const frame = `${instrument.id} ${bars.intervalMs} ${digits}`;
  const word = (index: number): string =>
    `${open[index]!.toFixed(digits)} ${high[index]!.toFixed(digits)} ${low[index]!.toFixed(digits)} ${close[index]!.toFixed(digits)} ${rough(volume[index]!)}`;
  const from = (count: number): string =>
    `from ${moment(openedAt[length - count]!)} UTC, oldest first: open high low close volume`;
  const rowAt = known.of(frame, bars, word);
  /** Newest first. */
  const worded: string[] = [];
  /** Bytes of so many of the newest rows with the ends of their lines before them; figures have a byte for each character. */
  const sums: number[] = [0];
  const wordedUpTo = (rows: number): number => {
    const count = Math.max(0, Math.min(rows, length));
    for (let done = worded.length; done < count; done++) {
      const text = rowAt(length - 1 - done);
      worded.push(text);
      sums.push(sums[done]! + 1 + text.length);
    }
    return count;
  };
  const headingBytes = bytesOf(heading);
  return {
    bytes: (rows) => {
      const count = wordedUpTo(rows);
      return count === 0 ? headingBytes : headingBytes + 1 + bytesOf(from(count)) + sums[count]!;
    },
    text: (rows) => {
      const count = wordedUpTo(rows);
      if (count === 0) return heading;
      return [heading, from(count), ...worded.slice(0, count).reverse()].join('\n');
    },
  };
}
