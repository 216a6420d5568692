import { Instrument } from '../../src/domain/instrument.ts';

/** Orders go round; an account may trade with itself, as it does in the other books, which know no accounts. */
export const ACCOUNTS = ['first', 'second', 'third', 'fourth'] as const;

/** The account that places the order of an operation. */
export function accountOf(index: number): string {
  return ACCOUNTS[index & 3]!;
}

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
  maxMarketQuantity: '10000',
  maxLeverage: '100',
});
