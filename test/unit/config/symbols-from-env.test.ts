import { describe, expect, it } from 'vitest';
import { symbolsFromEnv } from '../../../src/config.ts';

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
});
