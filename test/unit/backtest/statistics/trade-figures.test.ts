import { describe, expect, it } from 'vitest';
import { tradeFigures } from '../../../../src/backtest/statistics/trade-figures.ts';
import { aTrade } from '../builders/a-trade.ts';

/** Net results +8, −5, +2 and 0 after fees of 2, 1, 0 and 0 and funding of 0, −1, 0 and 0. */
const FOUR = [
  aTrade({ grossPnl: '10', fees: '2', openedAt: 0, closedAt: 10 }),
  aTrade({ grossPnl: '-3', fees: '1', funding: '-1', openedAt: 0, closedAt: 20 }),
  aTrade({ grossPnl: '2', openedAt: 0, closedAt: 30 }),
  aTrade({ openedAt: 0, closedAt: 40 }),
];

describe('the figures of four trades', () => {
  const figures = tradeFigures(FOUR);

  it('count a result of exactly zero as neither won nor lost', () => {
    expect([figures.count, figures.won, figures.lost]).toEqual([4, 2, 1]);
  });

  it('have a win rate over all trades', () => {
    expect(figures.winRate).toBe(0.5);
  });

  it('have a profit factor of gains over losses', () => {
    expect(figures.profitFactor).toBe(2);
  });

  it.each([
    ['expectancy', '1.25'],
    ['averageWin', '5'],
    ['averageLoss', '5'],
    ['largestWin', '8'],
    ['largestLoss', '5'],
    ['netPnl', '5'],
    ['grossPnl', '9'],
  ] as const)('have as %s %s', (name, amount) => {
    expect(figures[name]?.toFixed()).toBe(amount);
  });

  it('have a payoff of average win over average loss', () => {
    expect(figures.payoff).toBe(1);
  });

  it('have a mean duration', () => {
    expect(figures.averageDurationMs).toBe(25);
  });
});

describe('the figures without a single trade', () => {
  it.each([
    'winRate',
    'profitFactor',
    'expectancy',
    'averageWin',
    'averageLoss',
    'payoff',
    'largestWin',
    'largestLoss',
    'averageDurationMs',
  ] as const)('do not define %s', (name) => {
    expect(tradeFigures([])[name]).toBeNull();
  });
});

describe('the figures of trades that were all won', () => {
  it.each(['profitFactor', 'payoff', 'averageLoss', 'largestLoss'] as const)('do not define %s', (name) => {
    expect(tradeFigures([aTrade({ grossPnl: '10' })])[name]).toBeNull();
  });
});

describe('a mean that does not end', () => {
  it('is cut to twenty digits', () => {
    const three = [aTrade({ grossPnl: '10' }), aTrade(), aTrade()];
    expect(tradeFigures(three).expectancy?.toFixed()).toBe('3.3333333333333333333');
  });
});
