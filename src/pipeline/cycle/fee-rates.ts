import { Decimal } from '../../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { OrderEntry } from '../../ports/broker.ts';

/** What is assumed until the broker has said it: a regular account's taker fee on spot, which is the highest. */
const CAUTIOUS = new Decimal('0.001');

/**
 * Taker fees as a fraction of an order's value, read off the broker's own preview of the smallest order. Sends nothing.
 */
export class FeeRates {
  readonly #broker: Pick<OrderEntry, 'preview'>;
  readonly #rates = new Map<InstrumentId, Decimal>();

  constructor(broker: Pick<OrderEntry, 'preview'>) {
    this.#broker = broker;
  }

  /** The rate as it was read last; a cautious one before. */
  of({ id }: Instrument): Decimal {
    return this.#rates.get(id) ?? CAUTIOUS;
  }

  /** Asks for what is not known yet. An instrument without a price is asked for again the next time. */
  async read(instruments: readonly Instrument[]): Promise<void> {
    for (const { id, minQuantity } of instruments) {
      if (this.#rates.has(id)) continue;
      try {
        const { expectedPrice, quantity, fee } = await this.#broker.preview({
          instrument: id,
          side: 'sell',
          quantity: minQuantity,
          pricing: { type: 'market' },
        });
        if (expectedPrice === null || !expectedPrice.gt(0) || !quantity.gt(0)) continue;
        this.#rates.set(id, fee.div(quantity.mul(expectedPrice)));
      } catch (error) {
        if (!isBrokerError(error)) throw error;
      }
    }
  }
}
