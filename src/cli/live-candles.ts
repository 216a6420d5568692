import type { InstrumentId } from '../domain/instrument.ts';
import type { Candles, Column } from '../domain/market.ts';

/** A column that grows. */
class LiveColumn implements Column {
  readonly #values: number[] = [];

  get length(): number {
    return this.#values.length;
  }

  push(value: number): void {
    this.#values.push(value);
  }

  at(index: number): number {
    return this.#values.at(index) ?? Number.NaN;
  }

  last(count: number): Float64Array {
    return Float64Array.from(count > 0 ? this.#values.slice(-Math.floor(count)) : []);
  }
}

/** The closed bars of one instrument, added to as they are read. */
export class LiveCandles implements Candles {
  readonly instrument: InstrumentId;
  readonly intervalMs: number;
  readonly openedAt = new LiveColumn();
  readonly open = new LiveColumn();
  readonly high = new LiveColumn();
  readonly low = new LiveColumn();
  readonly close = new LiveColumn();
  readonly volume = new LiveColumn();

  constructor({ instrument, intervalMs }: Candles) {
    this.instrument = instrument;
    this.intervalMs = intervalMs;
  }

  get length(): number {
    return this.openedAt.length;
  }

  /** Adds the bars that are newer than those that are here. */
  add(read: Candles): void {
    for (let bar = 0; bar < read.length; bar++) {
      if (this.length > 0 && read.openedAt.at(bar) <= this.openedAt.at(-1)) continue;
      this.openedAt.push(read.openedAt.at(bar));
      this.open.push(read.open.at(bar));
      this.high.push(read.high.at(bar));
      this.low.push(read.low.at(bar));
      this.close.push(read.close.at(bar));
      this.volume.push(read.volume.at(bar));
    }
  }
}
