import type { Decimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Quote } from '../../domain/market.ts';
import type { Bars } from '../../indicators/bars.ts';
import type { Indicators } from '../../indicators/indicators.ts';
import type { KnownIndicators } from '../../indicators/known-indicators.ts';
import type { ContextMarket, Depth, DepthLevel, NextFunding } from '../../ports/context-market.ts';
import { type DataHealth, type HealthLimits, healthOf } from './data-health.ts';

/** One length of bars of a symbol, with its indicators. */
export interface FrameContext {
  readonly bars: Bars;
  readonly indicators: Indicators;
}

/** What stands near the middle of a book. */
export interface DepthContext {
  /** Base units to be had within 0.1 % of the mid price, on either side. */
  readonly bidQuantity: Decimal;
  readonly askQuantity: Decimal;
}

/** What a prompt says of one symbol. `null` is what is not known. */
export interface SymbolContext {
  readonly instrument: Instrument;
  readonly quote: Quote | null;
  /** Best ask less best bid, as a fraction of the mid price. */
  readonly spreadFraction: Decimal | null;
  readonly depth: DepthContext | null;
  /** Shortest first. */
  readonly frames: readonly FrameContext[];
  readonly funding: NextFunding | null;
  /** In base units. */
  readonly openInterest: Decimal | null;
  /** Standard deviation of the returns of the shortest frame, scaled to a day, as a fraction. */
  readonly dailyVolatility: number | null;
  readonly health: DataHealth;
}

export interface SymbolContextOptions {
  readonly market: ContextMarket;
  /** Lengths of bars, ms, shortest first. */
  readonly frames: readonly number[];
  /** Bars read per frame, from which the indicators are computed. */
  readonly barsRead: number;
  readonly health: HealthLimits;
  readonly indicators: KnownIndicators;
  readonly now: () => number;
}

const LEVELS = 50;
/** 0.1 %. */
const NEAR = '0.001';

/**
 * Reads one symbol. What fails to be read is unknown in the answer and named in its health, so that one symbol's trouble
 * leaves the others as they are.
 */
export async function symbolContext(instrument: Instrument, options: SymbolContextOptions): Promise<SymbolContext> {
  const { market, frames, barsRead, now } = options;
  const { id } = instrument;
  const failures: string[] = [];
  const read = async <T>(what: string, reading: Promise<T> | undefined): Promise<T | null> => {
    if (reading === undefined) return null;
    try {
      return await reading;
    } catch (error) {
      failures.push(`The ${what} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const isSwap = instrument.type === 'swap';
  const [quote, depth, funding, openInterest, ...bars] = await Promise.all([
    read('quote', market.getQuote(id)),
    read('depth', market.getDepth?.(id, LEVELS)),
    read('funding', isSwap ? market.getFunding?.(id) : undefined),
    read('open interest', isSwap ? market.getOpenInterest?.(id) : undefined),
    ...frames.map((intervalMs) => read(`bars of ${intervalMs / 60_000} min`, market.getBars(id, intervalMs, barsRead))),
  ]);
  const framesRead = bars.flatMap((frame) =>
    frame === null ? [] : [{ bars: frame, indicators: options.indicators.of(`${id} ${frame.intervalMs}`, frame) }],
  );
  const health = healthOf(quote, bars[0] ?? null, now(), options.health);
  return {
    instrument,
    quote,
    spreadFraction: spreadOf(quote),
    depth: depth === null ? null : nearOf(depth),
    frames: framesRead,
    funding,
    openInterest,
    dailyVolatility: framesRead[0]?.indicators.dailyVolatility ?? null,
    health: { ...health, problems: [...health.problems, ...failures] },
  };
}

function spreadOf(quote: Quote | null): Decimal | null {
  if (quote === null || quote.bid === null || quote.ask === null) return null;
  const mid = quote.bid.add(quote.ask).div(2);
  return mid.gt(0) ? quote.ask.sub(quote.bid).div(mid) : null;
}

function nearOf({ bids, asks }: Depth): DepthContext | null {
  const [bid, ask] = [bids[0], asks[0]];
  if (bid === undefined || ask === undefined) return null;
  const mid = bid.price.add(ask.price).div(2);
  const reach = mid.mul(NEAR);
  const [lowest, highest, none] = [mid.sub(reach), mid.add(reach), mid.sub(mid)];
  return {
    bidQuantity: sumWhile(bids, (price) => price.gte(lowest), none),
    askQuantity: sumWhile(asks, (price) => price.lte(highest), none),
  };
}

/** What stands at the best levels, up to the first that is out of reach. */
function sumWhile(levels: readonly DepthLevel[], isNear: (price: Decimal) => boolean, none: Decimal): Decimal {
  let sum = none;
  for (const { price, quantity } of levels) {
    if (!isNear(price)) break;
    sum = sum.add(quantity);
  }
  return sum;
}
