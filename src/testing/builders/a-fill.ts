import { type DecimalInput, toDecimal } from '../../domain/decimal.ts';
import { Fill, type FillFacts } from '../../domain/fill.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { toMoney } from '../../domain/money.ts';
import { feeCurrencyOf } from '../../domain/order.ts';
import { anInstrument } from './an-instrument.ts';

/** What a test may say about a fill. */
export interface FillDescription
  extends Partial<Omit<FillFacts, 'instrument' | 'lots' | 'ticks' | 'feeMoney' | 'feeCurrency'>> {
  readonly instrument?: Instrument;
  /** In base units; default `"0.01"`. */
  readonly quantity?: DecimalInput;
  /** Default `"50000"`. */
  readonly price?: DecimalInput;
  /** Positive is paid; default `"0"`. */
  readonly fee?: DecimalInput;
}

/** One execution: 0.01 BTC of the swap bought at 50,000 without a fee, changed where the test is about it. */
export function aFill(description: FillDescription = {}): Fill {
  const { instrument = anInstrument(), quantity = '0.01', price = '50000', fee = '0', ...facts } = description;
  const side = description.side ?? 'buy';
  return new Fill({
    fillId: 'fill1',
    clientOrderId: 'order1',
    venueOrderId: 'venue1',
    marginMode: instrument.type === 'spot' ? 'cash' : 'cross',
    liquidity: 'taker',
    cause: 'order',
    at: 0,
    ...facts,
    side,
    instrument,
    lots: instrument.lots(quantity, 'down'),
    ticks: instrument.ticks(price, 'down'),
    feeMoney: toMoney(toDecimal(fee, 'fee')),
    feeCurrency: feeCurrencyOf(instrument, side),
  });
}
