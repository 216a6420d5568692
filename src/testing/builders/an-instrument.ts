import { Instrument, type InstrumentSpec } from '../../domain/instrument.ts';

const SWAP: InstrumentSpec = {
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
};

const SPOT: InstrumentSpec = {
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
};

/**
 * The specification of an instrument: the BTC swap, or with `type: 'spot'` BTC against USDT, changed where the test is
 * about it.
 */
export function anInstrumentSpec(change: Partial<InstrumentSpec> = {}): InstrumentSpec {
  return { ...(change.type === 'spot' ? SPOT : SWAP), ...change };
}

/**
 * An instrument with the rules of the BTC swap, or with `type: 'spot'` of BTC against USDT.
 *
 * @throws {ConfigurationError} `config/unsupported` for rules that no instrument can have.
 */
export function anInstrument(change: Partial<InstrumentSpec> = {}): Instrument {
  return new Instrument(anInstrumentSpec(change));
}
