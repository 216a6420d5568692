import { describe, expect, it } from 'vitest';
import { answer } from '../../examples/express-host/src/host/scripted-trader.ts';

interface Facts {
  readonly fast: number;
  readonly slow: number;
  readonly held?: 'long' | 'short';
  /** Where the price is, of a position entered at 100 with its target two away. */
  readonly mark?: number;
  /** What was decided before, newest first. */
  readonly before?: readonly string[];
  /** What the last trade brought, and how long ago it was closed, minutes. */
  readonly closed?: { readonly result: string; readonly minutesAgo: number };
}

/** A prompt as far as the script reads it. */
function aPrompt({ fast, slow, held, mark = 100, before = [], closed }: Facts): string {
  const target = held === 'short' ? 98 : 102;
  const position = `BTC-USDT-SWAP ${held} 0.1 at 100.0, mark ${mark}, unrealized 0.00, 3x cross, liquidation 70; protection verified for 0.1, stop 99, target ${target}`;
  return [
    '# Your last decisions',
    ...before.map((action) => `- 2026-11-23 08:10 ${action} BTC-USDT-SWAP: executed`),
    ...(closed === undefined
      ? []
      : [
          '# Closed trades',
          `- 2026-11-23 08:${15 - closed.minutesAgo} BTC-USDT-SWAP long 0.1 100 to 99.5 by order: ${closed.result}, stated confidence 0.7`,
        ]),
    '',
    '# Market',
    '## BTC-USDT-SWAP',
    'last 100.0 bid 99.9 ask 100.1 mark 100 tick 0.1',
    '### 1 min bars',
    `ema20 ${fast} ema50 ${slow} rsi14 50 macd 0/0 atr14 0.5 bollinger 99..101`,
    '',
    '# Account',
    'equity 10000.00 USDT, cash 10000.00',
    'drawdown of 24 h 0.50 %, of the UTC day 0.20 %; opening pauses for the day',
    '',
    '## Positions',
    held === undefined ? 'none' : position,
    '',
    '## Open orders, conditional ones included',
    'none',
    '',
    '# Now',
    '2026-11-23 08:15 UTC. Decide.',
  ].join('\n');
}

function decided(facts: Facts): Record<string, unknown> {
  return JSON.parse(answer(aPrompt(facts))).decisions[0];
}

describe('the script', () => {
  it.each<[string, Facts, string]>([
    ['a rise without a position', { fast: 101, slow: 100 }, 'buy'],
    ['a fall without a position', { fast: 99, slow: 100 }, 'sell'],
    ['no direction', { fast: 100.05, slow: 100 }, 'no_entry'],
    ['a rise while it is long', { fast: 101, slow: 100, held: 'long' }, 'hold'],
    ['a rise while it is short', { fast: 101, slow: 100, held: 'short' }, 'close'],
    [
      'a position that two looks have not got under way, where it is not sure',
      { fast: 100.4, slow: 100, held: 'long', mark: 100.2, before: ['hold', 'hold', 'buy'] },
      'close',
    ],
    [
      'the same position, where it is sure',
      { fast: 101, slow: 100, held: 'long', mark: 100.2, before: ['hold', 'hold', 'buy'] },
      'hold',
    ],
    [
      'a position that four looks have not got under way',
      { fast: 101, slow: 100, held: 'long', before: ['hold', 'hold', 'hold', 'hold', 'buy'] },
      'close',
    ],
    [
      'a long that is under way',
      { fast: 100.4, slow: 100, held: 'long', mark: 101, before: ['hold', 'hold', 'buy'] },
      'hold',
    ],
    [
      'a short that is under way',
      { fast: 99.6, slow: 100, held: 'short', mark: 99, before: ['hold', 'hold', 'sell'] },
      'hold',
    ],
    [
      'a position that was under way when it was time',
      { fast: 100.4, slow: 100, held: 'long', before: Array(5).fill('hold') },
      'hold',
    ],
    [
      'a position that has come back after a long time',
      { fast: 100.4, slow: 100, held: 'long', mark: 99.7, before: Array(6).fill('hold') },
      'close',
    ],
    [
      'a position that is still ahead after a long time',
      { fast: 100.4, slow: 100, held: 'long', mark: 100.1, before: Array(6).fill('hold') },
      'hold',
    ],
    [
      'a position that was looked at once, after one that was held for longer',
      { fast: 100.4, slow: 100, held: 'long', before: ['hold', 'buy', 'close', 'hold'] },
      'hold',
    ],
    ['a rise right after a loss', { fast: 101, slow: 100, closed: { result: '-3.20', minutesAgo: 0 } }, 'no_entry'],
    ['a rise a while after a loss', { fast: 101, slow: 100, closed: { result: '-3.20', minutesAgo: 1 } }, 'buy'],
    ['a rise right after a gain', { fast: 101, slow: 100, closed: { result: '3.20', minutesAgo: 0 } }, 'buy'],
  ])('answers %s', (_, facts, action) => {
    expect(decided(facts).action).toBe(action);
  });

  it('puts the stop of a buy below the price and its target above, and states its risk', () => {
    const { stop, target, statedRisk } = decided({ fast: 101, slow: 100 });
    expect({ stop, target, statedRisk }).toMatchObject({
      ...{ stop: 99, target: 101.3 },
      // At the stop, with costs; the drawdown is what is lost already and that.
      statedRisk: { targetExposureFraction: 0.159, maxLoss: 19.24, maxDrawdownFraction: 0.00402 },
    });
  });

  it('is surer the farther the averages are apart', () => {
    const [weak, strong] = [100.2, 101].map((fast) => Number(decided({ fast, slow: 100 }).confidence));
    expect(strong).toBeGreaterThan(weak ?? 1);
  });

  it('trades more of what it is surer of', () => {
    const [weak, strong] = [100.2, 101].map((fast) => Number(decided({ fast, slow: 100 }).size));
    expect(strong).toBeGreaterThan(weak ?? 1);
  });

  it('says why it leaves what did not get under way', () => {
    const { riskThesis } = decided({ fast: 100.4, slow: 100, held: 'long', mark: 100.2, before: ['hold', 'hold'] });
    expect(riskThesis).toContain('10 % of the way to the target after 2 looks');
  });

  it('decides nothing about a symbol whose figures it cannot read', () => {
    expect(JSON.parse(answer('# Market\n## BTC-USDT-SWAP\nlast unknown')).decisions).toEqual([]);
  });
});
