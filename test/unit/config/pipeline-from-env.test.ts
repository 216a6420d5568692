import { describe, expect, it } from 'vitest';
import { pipelineFromEnv } from '../../../src/config.ts';

describe('the pipeline of the environment', () => {
  it('has its defaults where nothing is set', () => {
    expect(pipelineFromEnv({})).toEqual({ symbols: ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'] });
  });

  it('takes what is set', () => {
    const env = {
      AUTOTRADE_LLM_SYMBOLS: 'SOL-USDT-SWAP',
      AUTOTRADE_INTERVAL_MINUTES: '7.5',
      AUTOTRADE_MIN_CONFIDENCE: '0.70',
      AUTOTRADE_RISK_MODE: 'Observe',
      AUTOTRADE_LLM_DAILY_BUDGET_USD: '1.25',
    };
    expect(pipelineFromEnv(env)).toEqual({
      symbols: ['SOL-USDT-SWAP'],
      intervalMs: 450_000,
      minConfidence: '0.70',
      risk: { mode: 'observe' },
      dailyBudgetUsd: '1.25',
    });
  });

  it.each([
    ['AUTOTRADE_INTERVAL_MINUTES', '0'],
    ['AUTOTRADE_INTERVAL_MINUTES', 'ten'],
    ['AUTOTRADE_MIN_CONFIDENCE', '60'],
    ['AUTOTRADE_RISK_MODE', 'off'],
    ['AUTOTRADE_LLM_DAILY_BUDGET_USD', '-1'],
    ['AUTOTRADE_LLM_SYMBOLS', 'BTC;ETH'],
  ])('refuses by name: %s=%s', (name, value) => {
    expect(() => pipelineFromEnv({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config/invalid', details: { variables: [name] } }),
    );
  });
});
