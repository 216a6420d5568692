import { describe, expect, it } from 'vitest';
import { scriptedTrader } from '../../../src/cli/scripted-trader.ts';

interface Figures {
  readonly ema20?: string;
  readonly ema50?: string;
  readonly rsi?: string;
  readonly heading?: string;
  readonly positions?: string;
}

function prompt({
  ema20 = '110.00',
  ema50 = '100.00',
  rsi = '60',
  heading = 'BTC-USDT-SWAP',
  positions = 'none',
}: Figures): string {
  return [
    '# Market',
    `## ${heading}`,
    'last 120.5 bid unknown ask unknown mark 120.5 tick 0.1',
    '### 5 min bars',
    'ema20 1.00 ema50 2.00 rsi14 50 macd 1/1 atr14 1.00',
    '### 1 h bars',
    `ema20 ${ema20} ema50 ${ema50} rsi14 ${rsi} macd 1/1 atr14 10.00 bollinger 1..2`,
    '',
    '# Account',
    '## Positions',
    positions,
    '',
    '## Open orders',
  ].join('\n');
}

function answer(figures: Figures) {
  return JSON.parse(scriptedTrader(prompt(figures))).decisions;
}

describe('the scripted trader', () => {
  it('follows a rise with a stop below and a target above', () => {
    expect(answer({})).toMatchObject([
      { action: 'buy', symbol: 'BTC-USDT-SWAP', stop: 95.5, target: 170.5, leverage: 3 },
    ]);
  });

  it('follows a fall with a stop above and a target below', () => {
    expect(answer({ ema20: '90.00' })).toMatchObject([{ action: 'sell', stop: 145.5, target: 70.5 }]);
  });

  it('closes what the averages turned against', () => {
    const positions = 'BTC-USDT-SWAP short 0.05 at 100, mark 120';
    expect(answer({ positions })).toMatchObject([{ action: 'close' }]);
  });

  it.each([
    ['keeps what goes with the trend', { positions: 'BTC-USDT-SWAP long 0.05 at 100, mark 120' }],
    ['stays out where there is no trend', { ema20: '101.00' }],
    ['stays out of a stale symbol', { heading: 'BTC-USDT-SWAP STALE: reduce or close only' }],
    ['stays out where figures are unknown', { ema50: 'unknown' }],
  ])('%s', (_name, figures) => {
    expect(answer(figures)).toEqual([]);
  });

  it('says why it does not enter a stretched move', () => {
    expect(answer({ rsi: '80' })).toMatchObject([{ action: 'no_entry' }]);
  });

  it('answers nothing to a text that is no prompt', () => {
    expect(scriptedTrader('hello')).toBe('{"decisions":[],"pauseCycles":0}');
  });
});
