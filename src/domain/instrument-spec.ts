import type { Instrument, InstrumentSpec } from './instrument.ts';

/** An instrument as the plain data that it was made of. */
export function specOf(instrument: Instrument): InstrumentSpec {
  return {
    id: instrument.id,
    type: instrument.type,
    baseCurrency: instrument.baseCurrency,
    quoteCurrency: instrument.quoteCurrency,
    settleCurrency: instrument.settleCurrency,
    contractValue: instrument.contractValue,
    lotSize: instrument.lotSize,
    minQuantity: instrument.minQuantity,
    tickSize: instrument.tickSize,
    maxLimitQuantity: instrument.maxLimitQuantity,
    maxMarketQuantity: instrument.maxMarketQuantity,
    maxMarketValue: instrument.maxMarketValue,
    maxLeverage: instrument.maxLeverage,
    state: instrument.state,
    revision: instrument.revision,
  };
}
