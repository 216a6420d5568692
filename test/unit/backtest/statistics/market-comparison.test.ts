import { describe, expect, it } from 'vitest';
import { buyAndHold, equalParts } from '../../../../src/backtest/statistics/buy-and-hold.ts';
import { meanEquity, turnover } from '../../../../src/backtest/statistics/turnover.ts';
import { aCurve } from '../builders/a-run-record.ts';
import { candlesOfCloses } from '../builders/candle-columns.ts';

/** Bars of a minute from 0 on. */
const CANDLES = candlesOfCloses('BTC-USDT-SWAP', 60_000, [80, 100, 110, 125]);

describe('buy and hold', () => {
  it('buys at the last close known when trading began', () => {
    expect(buyAndHold(CANDLES, 120_000)).toBeCloseTo(0.25, 12);
  });

  it('does not know a bar that is still under way', () => {
    expect(buyAndHold(CANDLES, 119_999)).toBeCloseTo(125 / 80 - 1, 12);
  });

  it('is not defined without bars', () => {
    expect(buyAndHold(null, 0)).toBeNull();
  });

  it('is not defined for a price of zero', () => {
    expect(buyAndHold(candlesOfCloses('X', 1, [0, 1]), 0)).toBeNull();
  });

  it('over several instruments is their mean', () => {
    expect(equalParts([0.1, null, 0.3])).toBeCloseTo(0.2, 12);
  });

  it('over none is not defined', () => {
    expect(equalParts([null])).toBeNull();
  });
});

describe('turnover', () => {
  it('is traded value over mean equity, each value held until the next', () => {
    const curve = aCurve([
      [0, 1000],
      [30, 2000],
      [40, 5000],
    ]);
    expect(turnover(5000, meanEquity(curve))).toBe(4);
  });

  it.each([
    ['without a curve', null],
    ['without money', 0],
    ['with debts on average', -5],
  ])('is not defined %s', (_name, mean) => {
    expect(turnover(5000, mean)).toBeNull();
  });
});
