import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles, Column } from '../domain/market.ts';

/** A bar in the integers of its instrument: open, high, low, close. */
interface RecordedBar {
  readonly openedAt: number;
  readonly ticks: readonly [open: number, high: number, low: number, close: number];
  readonly lots: number;
}

/** The bars that a manual market has closed. */
export class RecordedBars implements Candles {
  readonly instrument: InstrumentId;
  readonly intervalMs: number;
  readonly openedAt: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
  readonly #bars: RecordedBar[] = [];

  constructor(instrument: Instrument, intervalMs: number) {
    this.instrument = instrument.id;
    this.intervalMs = intervalMs;
    const price = (index: number) => this.#column((bar) => instrument.priceOf(bar.ticks[index] ?? 0).toNumber());
    this.openedAt = this.#column((bar) => bar.openedAt);
    this.open = price(0);
    this.high = price(1);
    this.low = price(2);
    this.close = price(3);
    this.volume = this.#column((bar) => instrument.quantityOf(bar.lots).toNumber());
  }

  get length(): number {
    return this.#bars.length;
  }

  add(bar: RecordedBar): void {
    this.#bars.push(bar);
  }

  #column(read: (bar: RecordedBar) => number): Column {
    const bars = this.#bars;
    return {
      get length() {
        return bars.length;
      },
      at(index) {
        const bar = bars.at(index);
        return bar === undefined ? Number.NaN : read(bar);
      },
      last(count) {
        return Float64Array.from(count > 0 ? bars.slice(-count) : [], read);
      },
    };
  }
}
