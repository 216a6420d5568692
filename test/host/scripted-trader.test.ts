import { describe, expect, it } from 'vitest';
import { answer } from '../../examples/express-host/src/host/scripted-trader.ts';

/** A prompt as far as the script reads it. */
function aPrompt(facts: { readonly fast: number; readonly slow: number; readonly held?: 'long' | 'short' }): string {
  const held = facts.held === undefined ? 'none' : `BTC-USDT-SWAP ${facts.held} 0.1 at 100.0, mark 100`;
  return [
    '# Market',
    '## BTC-USDT-SWAP',
    'last 100.0 bid 99.9 ask 100.1 mark 100 tick 0.1',
    '### 1 min bars',
    `ema20 ${facts.fast} ema50 ${facts.slow} rsi14 50 macd 0/0 atr14 0.5 bollinger 99..101`,
    '# Account',
    '## Positions',
    held,
    '',
    '## Open orders',
    'none',
  ].join('\n');
}

function decided(facts: Parameters<typeof aPrompt>[0]): Record<string, unknown> {
  return JSON.parse(answer(aPrompt(facts))).decisions[0];
}

describe('the script', () => {
  it.each<[string, Parameters<typeof aPrompt>[0], string]>([
    ['a rise without a position', { fast: 101, slow: 100 }, 'buy'],
    ['a fall without a position', { fast: 99, slow: 100 }, 'sell'],
    ['no direction', { fast: 100.05, slow: 100 }, 'no_entry'],
    ['a rise while it is long', { fast: 101, slow: 100, held: 'long' }, 'hold'],
    ['a rise while it is short', { fast: 101, slow: 100, held: 'short' }, 'close'],
  ])('answers %s', (_, facts, action) => {
    expect(decided(facts).action).toBe(action);
  });

  it('puts the stop of a buy below the price and its target above, and states its risk', () => {
    const { stop, target, statedRisk } = decided({ fast: 101, slow: 100 });
    expect({ stop, target, statedRisk }).toMatchObject({
      ...{ stop: 98.5, target: 102 },
      statedRisk: { targetExposureFraction: 0.3, maxLoss: expect.any(Number) },
    });
  });

  it('is surer the farther the averages are apart', () => {
    const [weak, strong] = [100.2, 101].map((fast) => Number(decided({ fast, slow: 100 }).confidence));
    expect(strong).toBeGreaterThan(weak ?? 1);
  });

  it('decides nothing about a symbol whose figures it cannot read', () => {
    expect(JSON.parse(answer('# Market\n## BTC-USDT-SWAP\nlast unknown')).decisions).toEqual([]);
  });
});
