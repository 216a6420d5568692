import { Decimal } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Quote } from '../domain/market.ts';
import type { LiveBook, LiveLevels, LiveTrade } from '../ports/live-market.ts';
import type { CandleSeries } from './candle-series.ts';
import { SyntheticPath } from './synthetic-path.ts';

const LEVELS = 15;
/** Distance of the best price from the last one, as a fraction of the price; a tick at least. */
const HALF_SPREAD = 0.00002;
/** Most that holders pay each other in a period, as a fraction of the value. */
const MOST_FUNDING = 0.0002;

/** One instrument of a synthetic market: whatever can be said of a step of its path. */
export class SyntheticInstrument {
  readonly instrument: Instrument;
  readonly #series: CandleSeries;
  readonly #path: SyntheticPath;
  readonly #stepsPerBar: number;

  constructor(series: CandleSeries, stepsPerBar: number, seed: number) {
    this.instrument = series.instrument;
    this.#series = series;
    this.#stepsPerBar = stepsPerBar;
    this.#path = new SyntheticPath(series, stepsPerBar, seed);
  }

  quote(step: number): Pick<Quote, 'bid' | 'ask' | 'last' | 'mark'> {
    const ticks = this.#path.ticks(step);
    const away = this.#away(ticks);
    return {
      bid: this.instrument.priceOf(ticks - away),
      ask: this.instrument.priceOf(ticks + away),
      last: this.instrument.priceOf(ticks),
      mark: this.mark(step),
    };
  }

  /** The last price, which a market without a second venue has for its fair one. */
  mark(step: number): Decimal {
    return this.instrument.priceOf(this.#path.ticks(step));
  }

  /** The book behind a step, whole. */
  book(step: number): LiveBook {
    const ticks = this.#path.ticks(step);
    const away = this.#away(ticks);
    const bids = this.#levels(step, ticks - away, -away, 1);
    const asks = this.#levels(step, ticks + away, away, 2);
    return { bids: () => bids, asks: () => asks, changes: () => null };
  }

  /** What changed hands in a step, as one trade; `null` where nothing did. */
  trade(step: number): LiveTrade | null {
    const lots = this.#path.lots(step);
    if (lots < 1) return null;
    const ticks = this.#path.ticks(step);
    const before = step === 0 ? ticks : this.#path.ticks(step - 1);
    const isBuy = ticks === before ? this.#path.draw(step, 3) < 0.5 : ticks > before;
    const { instrument } = this;
    return {
      side: isBuy ? 'buy' : 'sell',
      price: instrument.priceOf(ticks),
      quantity: instrument.quantityOf(lots),
    };
  }

  fundingRate(at: number): Decimal {
    const part = 2 * this.#path.draw(at / 3_600_000, 4) - 0.7;
    return new Decimal((MOST_FUNDING * part).toFixed(6));
  }

  /** A few days of volume, slowly changing. */
  openInterest(step: number): Decimal {
    const bar = Math.floor(step / this.#stepsPerBar);
    const lots = this.#series.volumeLots[bar]!;
    return this.instrument.quantityOf(Math.round(lots * (180 + 20 * this.#path.draw(Math.floor(bar / 12), 5))));
  }

  /** Bars of a length, numbered on its grid from the beginning of the series. */
  series(intervalMs: number, stepsPerBar: number, from: number, to: number, startsAt: number): CandleSeries {
    const length = Math.max(0, to - from);
    const made = {
      instrument: this.instrument,
      intervalMs,
      openedAt: new Float64Array(length),
      openTicks: new Float64Array(length),
      highTicks: new Float64Array(length),
      lowTicks: new Float64Array(length),
      closeTicks: new Float64Array(length),
      volumeLots: new Float64Array(length),
    };
    for (let i = 0; i < length; i++) {
      const bar = this.#bar((from + i) * stepsPerBar, stepsPerBar);
      made.openedAt[i] = startsAt + (from + i) * intervalMs;
      made.openTicks[i] = bar.openTicks;
      made.highTicks[i] = bar.highTicks;
      made.lowTicks[i] = bar.lowTicks;
      made.closeTicks[i] = bar.closeTicks;
      made.volumeLots[i] = bar.lots;
    }
    return made;
  }

  #bar(fromStep: number, steps: number) {
    if (steps < this.#stepsPerBar) return this.#path.bar(fromStep, fromStep + steps);
    const { openTicks, highTicks, lowTicks, closeTicks, volumeLots } = this.#series;
    const first = fromStep / this.#stepsPerBar;
    const end = first + steps / this.#stepsPerBar;
    let high = highTicks[first]!;
    let low = lowTicks[first]!;
    let lots = 0;
    for (let bar = first; bar < end; bar++) {
      high = Math.max(high, highTicks[bar]!);
      low = Math.min(low, lowTicks[bar]!);
      lots += volumeLots[bar]!;
    }
    return { openTicks: openTicks[first]!, highTicks: high, lowTicks: low, closeTicks: closeTicks[end - 1]!, lots };
  }

  #away(ticks: number): number {
    return Math.max(1, Math.round(ticks * HALF_SPREAD));
  }

  #levels(step: number, best: number, apart: number, purpose: number): LiveLevels {
    const bar = Math.floor(step / this.#stepsPerBar);
    // A level holds about what is traded in ten seconds of a quiet market, and more further out.
    const usual = Math.max(10, this.#series.volumeLots[bar]! / 30);
    const levels = [];
    for (let level = 0; level < LEVELS; level++) {
      const draw = this.#path.draw(step * LEVELS + level, 6 + purpose);
      const lots = Math.max(1, Math.round(usual * (0.3 + draw) * (1 + level / 4)));
      const ticks = best + apart * level;
      if (ticks < 1) break;
      levels.push({ price: this.instrument.priceOf(ticks), quantity: this.instrument.quantityOf(lots) });
    }
    return levels;
  }
}
