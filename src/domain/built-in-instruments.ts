import type { InstrumentSpec } from './instrument.ts';

/**
 * The instruments that a simulation lists when it is told of none: OKX's figures of April 2026.
 *
 * Swaps are published in contracts; here they stand in base units (contracts × contract value). A market order on spot is
 * limited by its value.
 *
 * @see https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments
 */
export const BUILT_IN_INSTRUMENTS: readonly InstrumentSpec[] = [
  {
    id: 'BTC-USDT-SWAP',
    type: 'swap',
    baseCurrency: 'BTC',
    quoteCurrency: 'USDT',
    settleCurrency: 'USDT',
    contractValue: '0.01',
    lotSize: '0.0001',
    minQuantity: '0.0001',
    tickSize: '0.1',
    maxLimitQuantity: '1000000',
    maxMarketQuantity: '340',
    maxLeverage: '100',
  },
  {
    id: 'ETH-USDT-SWAP',
    type: 'swap',
    baseCurrency: 'ETH',
    quoteCurrency: 'USDT',
    settleCurrency: 'USDT',
    contractValue: '0.1',
    lotSize: '0.001',
    minQuantity: '0.001',
    tickSize: '0.01',
    maxLimitQuantity: '10000000',
    maxMarketQuantity: '6700',
    maxLeverage: '100',
  },
  {
    id: 'BTC-USDT',
    type: 'spot',
    baseCurrency: 'BTC',
    quoteCurrency: 'USDT',
    settleCurrency: 'USDT',
    contractValue: '1',
    lotSize: '0.00000001',
    minQuantity: '0.00001',
    tickSize: '0.1',
    maxLimitQuantity: '9999999999',
    maxMarketQuantity: null,
    maxMarketValue: '1000000',
    maxLeverage: '10',
  },
  {
    id: 'ETH-USDT',
    type: 'spot',
    baseCurrency: 'ETH',
    quoteCurrency: 'USDT',
    settleCurrency: 'USDT',
    contractValue: '1',
    lotSize: '0.000001',
    minQuantity: '0.0001',
    tickSize: '0.01',
    maxLimitQuantity: '999999999999',
    maxMarketQuantity: null,
    maxMarketValue: '1000000',
    maxLeverage: '10',
  },
];
