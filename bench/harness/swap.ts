import { Instrument } from '../../src/domain/instrument.ts';

/** The contract that every suite trades, without a size limit that would matter. */
export const SWAP = new Instrument({
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
  maxMarketQuantity: '1000000',
  maxLeverage: '100',
});
