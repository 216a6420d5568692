import { describe, expect, it } from 'vitest';
import { checkCandles } from '../../../src/market/candle-series.ts';
import { syntheticCandles } from '../../../src/market/synthetic-candles.ts';
import { LISTED, listed } from './market-files.ts';

const BTC = listed('BTC-USDT-SWAP');
const ETH = listed('ETH-USDT-SWAP');

function returnsOf(ticks: ArrayLike<number>): number[] {
  return Array.from({ length: ticks.length - 1 }, (_, i) => ticks[i + 1]! / ticks[i]! - 1);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('synthetic candles', () => {
  it('are the same for the same seed', () => {
    const make = () => syntheticCandles({ instruments: [BTC, ETH], bars: 500, seed: 3 });
    expect(make()).toEqual(make());
  });

  it('differ from seed to seed', () => {
    const [one] = syntheticCandles({ instruments: [BTC], bars: 50, seed: 3 });
    const [other] = syntheticCandles({ instruments: [BTC], bars: 50, seed: 4 });
    expect(one!.closeTicks).not.toEqual(other!.closeTicks);
  });

  it('begin in a short run as in a long one', () => {
    const [long] = syntheticCandles({ instruments: [BTC], bars: 900, seed: 3 });
    const [short] = syntheticCandles({ instruments: [BTC], bars: 300, seed: 3 });
    expect(short!.closeTicks).toEqual(long!.closeTicks.slice(0, 300));
  });

  it.each(LISTED.map((instrument) => [instrument.id, instrument] as const))(
    'are well-formed bars of %s',
    (_id, instrument) => {
      const [series] = syntheticCandles({ instruments: [instrument], bars: 20_000, seed: 11 });
      expect(() => checkCandles(series!)).not.toThrow();
    },
  );

  it('move together, but not alike', () => {
    const [btc, eth] = syntheticCandles({ instruments: [BTC, ETH], bars: 5000, seed: 5 });
    const together = correlation(returnsOf(btc!.closeTicks), returnsOf(eth!.closeTicks));
    expect([together > 0.4, together < 0.95]).toEqual([true, true]);
  });

  it('have volatility in clusters: large bars follow large bars', () => {
    const [series] = syntheticCandles({ instruments: [BTC], bars: 20_000, seed: 5 });
    const sizes = returnsOf(series!.closeTicks).map(Math.abs);
    expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.1);
  });

  it('stay within a plausible range in a long run', () => {
    const [series] = syntheticCandles({ instruments: [BTC], bars: 300_000, seed: 2 });
    const lowest = Array.from(series!.lowTicks).reduce((a, b) => Math.min(a, b));
    const highest = Array.from(series!.highTicks).reduce((a, b) => Math.max(a, b));
    expect([lowest >= 100_000, highest <= 4_000_000]).toEqual([true, true]);
  });

  it.each([
    ['no bars', { bars: 0 }],
    ['half a bar', { bars: 1.5 }],
    ['an interval of nothing', { intervalMs: 0 }],
    ['a seed below zero', { seed: -1 }],
  ])('are not made of %s', (_name, change) => {
    expect(() => syntheticCandles({ instruments: [BTC], bars: 10, seed: 1, ...change })).toThrow(
      /must be a whole number/,
    );
  });
});
