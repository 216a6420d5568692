import type { Instrument } from '../domain/instrument.ts';

/** The last known prices of one instrument; 0 stands for none. */
export class InstrumentPrice {
  readonly instrument: Instrument;
  lastTicks = 0;
  /** In mark points: the mark price, or the last price where there is no mark. */
  marks = 0;
  /** Whether something we hold is valued by it. */
  matters = false;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }
}

/** The last known prices of every instrument. */
export class PriceBoard {
  readonly #prices = new Map<Instrument, InstrumentPrice>();
  #newest: InstrumentPrice | undefined;

  constructor(instruments: readonly Instrument[]) {
    const [first] = instruments;
    if (first === undefined) return;
    this.#newest = new InstrumentPrice(first);
    this.#prices.set(first, this.#newest);
  }

  of(instrument: Instrument): InstrumentPrice {
    // Prices of one instrument come in rows: most look-ups ask for the same one again.
    if (this.#newest !== undefined && this.#newest.instrument === instrument) return this.#newest;
    let price = this.#prices.get(instrument);
    if (price === undefined) {
      price = new InstrumentPrice(instrument);
      this.#prices.set(instrument, price);
    }
    this.#newest = price;
    return price;
  }

  all(): IterableIterator<InstrumentPrice> {
    return this.#prices.values();
  }

  marks(instrument: Instrument): number | null {
    const { marks } = this.of(instrument);
    return marks === 0 ? null : marks;
  }

  lastTicks(instrument: Instrument): number | null {
    const { lastTicks } = this.of(instrument);
    return lastTicks === 0 ? null : lastTicks;
  }
}
