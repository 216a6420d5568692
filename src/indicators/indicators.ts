import { ADX, ATR, BollingerBands, EMA, MACD, RSI } from 'trading-signals';
import type { Bars } from './bars.ts';
import { WilderAverage } from './wilder-average.ts';

/** The newest value of each indicator, by the usual definitions; `null` while there are too few bars. */
export interface Indicators {
  readonly ema20: number | null;
  readonly ema50: number | null;
  /** Relative strength, 0 to 100, Wilder's smoothing over 14 bars. */
  readonly rsi14: number | null;
  /** 12, 26 and 9 bars. */
  readonly macd: { readonly line: number; readonly signal: number; readonly histogram: number } | null;
  /** Average true range, Wilder's smoothing over 14 bars, in quote currency. */
  readonly atr14: number | null;
  /** 20 bars, two standard deviations. */
  readonly bollinger: { readonly lower: number; readonly middle: number; readonly upper: number } | null;
  /** Strength of a trend, 0 to 100, whichever its direction. */
  readonly adx14: number | null;
  /** Standard deviation of the logarithmic returns of the bars, scaled to a day. */
  readonly dailyVolatility: number | null;
}

/** Fewer returns say nothing about volatility. */
const FEWEST_RETURNS = 20;
const DAY_MS = 86_400_000;

/** Bollinger bands look at no older bars. */
const BAND_BARS = 20;

/** The indicators of closed bars, by the `trading-signals` library; volatility is our own. */
export function indicatorsOf(bars: Bars): Indicators {
  const ema20 = new EMA(20);
  const ema50 = new EMA(50);
  const rsi = new RSI(14, WilderAverage);
  const macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  const atr = new ATR(14, WilderAverage);
  const bollinger = new BollingerBands(BAND_BARS, 2);
  const adx = new ADX(14, WilderAverage);
  const closing = [ema20, ema50, rsi, macd];
  for (let index = 0; index < bars.close.length; index++) {
    const close = bars.close[index]!;
    const candle = { high: bars.high[index]!, low: bars.low[index]!, close };
    for (const indicator of closing) indicator.update(close, false);
    atr.update(candle, false);
    adx.update(candle, false);
  }
  for (const close of bars.close.subarray(-BAND_BARS)) bollinger.update(close, false);
  const [line, bands] = [macd.isStable ? macd.getResult() : null, bollinger.getResult()];
  return {
    ema20: stable(ema20),
    ema50: stable(ema50),
    rsi14: stable(rsi),
    macd: line === null ? null : { line: line.macd, signal: line.signal, histogram: line.histogram },
    atr14: stable(atr),
    bollinger: bands === null ? null : { lower: bands.lower, middle: bands.middle, upper: bands.upper },
    adx14: stable(adx),
    dailyVolatility: dailyVolatility(bars),
  };
}

function stable(indicator: { readonly isStable: boolean; getResult(): number | null }): number | null {
  return indicator.isStable ? indicator.getResult() : null;
}

function dailyVolatility({ close, intervalMs }: Bars): number | null {
  const count = close.length - 1;
  if (count < FEWEST_RETURNS) return null;
  let sum = 0;
  let squares = 0;
  for (let index = 1; index <= count; index++) {
    const change = Math.log(close[index]! / close[index - 1]!);
    sum += change;
    squares += change * change;
  }
  const variance = Math.max(0, (squares - (sum * sum) / count) / (count - 1));
  return Math.sqrt((variance * DAY_MS) / intervalMs);
}
