import { describe, expect, it } from 'vitest';
import { fromEnv, pipelineFromEnv, symbolsFromEnv } from '../../../src/config.ts';

const OKX = {
  TRADING_BROKER: 'okx_demo',
  OKX_DEMO_API_KEY: 'a',
  OKX_DEMO_SECRET_KEY: 'b',
  OKX_DEMO_PASSPHRASE: 'c',
};

describe('the symbols of the environment', () => {
  it.each([
    ['nothing is set', {}, ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'], ['BTC-USDT-SWAP', 'ETH-USDT-SWAP']],
    [
      'only watched symbols are set',
      { AUTOTRADE_MARKET_DATA_SYMBOLS: 'BTC-USDT, SOL-USDT-SWAP' },
      ['BTC-USDT', 'SOL-USDT-SWAP'],
      ['BTC-USDT', 'SOL-USDT-SWAP'],
    ],
    [
      'more is watched than traded',
      { AUTOTRADE_MARKET_DATA_SYMBOLS: 'BTC-USDT-SWAP,SOL-USDT-SWAP', AUTOTRADE_LLM_SYMBOLS: 'BTC-USDT-SWAP' },
      ['BTC-USDT-SWAP'],
      ['BTC-USDT-SWAP', 'SOL-USDT-SWAP'],
    ],
    [
      'a traded one is not watched',
      { AUTOTRADE_MARKET_DATA_SYMBOLS: 'BTC-USDT-SWAP', AUTOTRADE_LLM_SYMBOLS: 'eth/usdt:usdt' },
      ['ETH-USDT-SWAP'],
      ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'],
    ],
    ['one is named twice', { AUTOTRADE_LLM_SYMBOLS: 'BTC/USDT,,BTC-USDT,' }, ['BTC-USDT'], ['BTC-USDT']],
  ])('are right when %s', (_name, env, trading, marketData) => {
    expect(symbolsFromEnv(env)).toEqual({ trading, marketData });
  });

  it('are refused by name where one is none', () => {
    expect(() => symbolsFromEnv({ AUTOTRADE_LLM_SYMBOLS: 'BTC-USDT-SWAP;ETH' })).toThrow(
      /AUTOTRADE_LLM_SYMBOLS names "BTC-USDT-SWAP;ETH"/,
    );
  });

  it('are refused where the variable is set and names none', () => {
    expect(() => symbolsFromEnv({ AUTOTRADE_LLM_SYMBOLS: ' , ' })).toThrow(/AUTOTRADE_LLM_SYMBOLS is ",".*no symbol/);
  });

  it('are what a broker over OKX lists', () => {
    const env = { ...OKX, AUTOTRADE_MARKET_DATA_SYMBOLS: 'BTC-USDT-SWAP', AUTOTRADE_LLM_SYMBOLS: 'SOL-USDT-SWAP' };
    expect(fromEnv(env)).toMatchObject({ instruments: ['BTC-USDT-SWAP', 'SOL-USDT-SWAP'] });
  });

  it('leave a broker its own where none is named', () => {
    expect(fromEnv(OKX)).not.toHaveProperty('instruments');
  });
});

describe('whose the risk is', () => {
  it.each([
    ['a simulated broker', { TRADING_BROKER: 'simulated' }],
    ['a broker over OKX', OKX],
  ])('is the same to %s and to the pipeline', (_name, env) => {
    const named = { ...env, AUTOTRADE_RISK_MODE: 'Observe' };
    expect([fromEnv(named), pipelineFromEnv(named)]).toMatchObject([
      { risk: { mode: 'observe' } },
      { risk: { mode: 'observe' } },
    ]);
  });
});
