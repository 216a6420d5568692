import { WSMA } from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../src/domain/seeded-random.ts';
import { type Bars, emptyBars } from '../../../src/indicators/bars.ts';
import { indicatorsOf } from '../../../src/indicators/indicators.ts';
import { KnownIndicators } from '../../../src/indicators/known-indicators.ts';
import { WilderAverage } from '../../../src/indicators/wilder-average.ts';

const FIVE_MINUTES = 300_000;

function walk(length: number): Bars {
  const random = new SeededRandom(11);
  const bars = emptyBars(FIVE_MINUTES, length);
  let price = 100;
  for (let index = 0; index < length; index++) {
    const open = price;
    price *= 1 + (random.fraction() - 0.5) / 50;
    bars.openedAt[index] = index * FIVE_MINUTES;
    bars.open[index] = open;
    bars.close[index] = price;
    bars.high[index] = Math.max(open, price) * 1.001;
    bars.low[index] = Math.min(open, price) * 0.999;
  }
  return bars;
}

/** Wilder's smoothing: the mean of the first values, then a fraction of each further one. */
function wilder(values: readonly number[], length: number): number {
  let smooth = values.slice(0, length).reduce((sum, value) => sum + value, 0) / length;
  for (const value of values.slice(length)) smooth += (value - smooth) / length;
  return smooth;
}

describe('indicators', () => {
  const bars = walk(300);
  const values = indicatorsOf(bars);
  const closes = [...bars.close];
  const changes = closes.slice(1).map((close, index) => close - closes[index]!);

  it('give relative strength by Wilder', () => {
    const gain = wilder(
      changes.map((change) => Math.max(change, 0)),
      14,
    );
    const loss = wilder(
      changes.map((change) => Math.max(-change, 0)),
      14,
    );
    expect(values.rsi14).toBeCloseTo(100 - 100 / (1 + gain / loss), 6);
  });

  it('give bands of two standard deviations around the mean of twenty closes', () => {
    const last = closes.slice(-20);
    const mean = last.reduce((sum, value) => sum + value, 0) / 20;
    const deviation = Math.sqrt(last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 20);
    expect(values.bollinger?.middle).toBeCloseTo(mean, 9);
    expect(values.bollinger?.upper).toBeCloseTo(mean + 2 * deviation, 9);
  });

  it('give the exponential mean of twenty closes', () => {
    const ema = closes.slice(1).reduce((mean, close) => mean + (close - mean) * (2 / 21), closes[0]!);
    expect(values.ema20).toBeCloseTo(ema, 4);
  });

  it('give the volatility of a day', () => {
    const returns = closes.slice(1).map((close, index) => Math.log(close / closes[index]!));
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1);
    expect(values.dailyVolatility).toBeCloseTo(Math.sqrt(variance * 288), 12);
  });

  it('know nothing of too few bars', () => {
    expect(indicatorsOf(walk(5))).toEqual({
      ema20: null,
      ema50: null,
      rsi14: null,
      macd: null,
      atr14: null,
      bollinger: null,
      adx14: null,
      dailyVolatility: null,
    });
  });
});

describe('the smoothing after Wilder', () => {
  it('gives the same digits as the average of the library, value by value', () => {
    const random = new SeededRandom(5);
    const values = Array.from({ length: 300 }, () => (random.fraction() - 0.3) * 1_000);
    const [ours, theirs] = [new WilderAverage(14), new WSMA(14)];
    expect(values.map((value) => ours.update(value, false))).toEqual(
      values.map((value) => theirs.update(value, false)),
    );
  });
});

describe('known indicators', () => {
  it('are kept while the bars are the same', () => {
    const known = new KnownIndicators();
    expect(known.of('BTC', walk(60))).toBe(known.of('BTC', walk(60)));
  });

  it.each(['openedAt', 'open', 'high', 'low', 'close', 'volume'] as const)(
    'are reckoned anew where the newest %s has changed, in the same memory too',
    (column) => {
      const known = new KnownIndicators();
      const bars = walk(60);
      const before = known.of('BTC', bars);
      bars[column][59]! *= 1.01;
      if (column === 'volume') bars.volume[59] = 5;
      expect(known.of('BTC', bars)).not.toBe(before);
      expect(known.of('BTC', bars)).toEqual(indicatorsOf(bars));
    },
  );

  it('are reckoned anew for another length of bars, and for more of them', () => {
    const known = new KnownIndicators();
    const before = known.of('BTC', walk(60));
    expect(known.of('BTC', walk(61))).not.toBe(before);
    expect(known.of('BTC', { ...walk(61), intervalMs: 60_000 })).toEqual(
      indicatorsOf({ ...walk(61), intervalMs: 60_000 }),
    );
  });

  it('of two names are two', () => {
    const known = new KnownIndicators();
    known.of('BTC', walk(60));
    expect(known.of('ETH', walk(80))).toEqual(indicatorsOf(walk(80)));
    expect(known.of('BTC', walk(60))).toEqual(indicatorsOf(walk(60)));
  });
});
