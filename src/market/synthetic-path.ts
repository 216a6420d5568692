import type { Instrument } from '../domain/instrument.ts';
import type { CandleSeries } from './candle-series.ts';

/** What happened in one bar, in the integers of the instrument. */
export interface PathBar {
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
  readonly lots: number;
}

/** Share of a bar's range by which a step may stray from the straight way. */
const STRAY = 0.35;

/**
 * The way of a price inside the bars of a series, step by step: a function of series, seed and time alone, so that it is
 * the same for everybody and after every restart.
 *
 * A bar goes from its open to the nearer extreme, to the other one, and to its close; each is reached to the tick.
 */
export class SyntheticPath {
  readonly instrument: Instrument;
  readonly #series: CandleSeries;
  readonly #stepsPerBar: number;
  readonly #seed: number;

  constructor(series: CandleSeries, stepsPerBar: number, seed: number) {
    this.instrument = series.instrument;
    this.#series = series;
    this.#stepsPerBar = stepsPerBar;
    this.#seed = seed;
  }

  /** Last price at the end of a step, counted from the beginning of the series, in ticks. */
  ticks(step: number): number {
    const bar = Math.floor(step / this.#stepsPerBar);
    const s = step - bar * this.#stepsPerBar;
    const { openTicks, highTicks, lowTicks, closeTicks } = this.#series;
    const open = openTicks[bar]!;
    const high = highTicks[bar]!;
    const low = lowTicks[bar]!;
    const close = closeTicks[bar]!;
    const end = this.#stepsPerBar - 1;
    if (end < 3) return close;
    // Both turning points are inside the bar, and apart.
    const first = 1 + Math.floor(this.#draw(bar, 1) * (end / 2 - 1));
    const second = Math.min(end - 1, first + 1 + Math.floor(this.#draw(bar, 2) * (end - first - 1)));
    const isLowFirst = open - low < high - open;
    const near = isLowFirst ? low : high;
    const far = isLowFirst ? high : low;
    const [from, to, begin, length] =
      s <= first
        ? ([open, near, 0, first] as const)
        : s <= second
          ? ([near, far, first, second - first] as const)
          : ([far, close, second, end - second] as const);
    const part = (s - begin) / length;
    // Zero at both ends, so that the turning points are met exactly.
    const stray = STRAY * (high - low) * 4 * part * (1 - part) * (2 * this.#draw(step, 3) - 1);
    return Math.min(high, Math.max(low, Math.round(from + (to - from) * part + stray)));
  }

  /** What is traded in a step; the steps of a bar add up to its volume. */
  lots(step: number): number {
    const bar = Math.floor(step / this.#stepsPerBar);
    const s = step - bar * this.#stepsPerBar;
    return this.#lotsBefore(bar, s + 1) - this.#lotsBefore(bar, s);
  }

  /** Bars of the steps from one to another, the last not included. */
  bar(from: number, to: number): PathBar {
    const openTicks = this.ticks(from);
    let highTicks = openTicks;
    let lowTicks = openTicks;
    let closeTicks = openTicks;
    let lots = 0;
    for (let step = from; step < to; step++) {
      closeTicks = this.ticks(step);
      if (closeTicks > highTicks) highTicks = closeTicks;
      if (closeTicks < lowTicks) lowTicks = closeTicks;
      lots += this.lots(step);
    }
    return { openTicks, highTicks, lowTicks, closeTicks, lots };
  }

  /** A draw from 0 up to, and without, 1, that belongs to a number and a purpose. */
  draw(number: number, purpose: number): number {
    return this.#draw(number, 10 + purpose);
  }

  #lotsBefore(bar: number, s: number): number {
    const lots = this.#series.volumeLots[bar]!;
    if (s <= 0) return 0;
    if (s >= this.#stepsPerBar) return lots;
    return Math.floor((lots * (s - 0.5 + this.#draw(bar * this.#stepsPerBar + s, 4))) / this.#stepsPerBar);
  }

  #draw(number: number, purpose: number): number {
    // Every bit of the input moves every bit of the output, so that neighbours have nothing to do with each other.
    let h = (Math.imul(number | 0, 0x9e3779b1) ^ Math.imul(this.#seed + purpose, 0x85ebca77)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
    return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
  }
}
