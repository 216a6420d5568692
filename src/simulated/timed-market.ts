import type { Instrument } from '../domain/instrument.ts';
import type { Side } from '../domain/order-intent.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { SimulatedClock } from './simulated-clock.ts';

type Levels = readonly (readonly [number, number])[];

/**
 * Passes a market on to the exchange and lets the clock's timers fire at their own instants on the way.
 *
 * After a restart the market is told from its beginning again; what the restored exchange has already lived through is
 * passed over.
 */
export class TimedMarket implements MarketSink {
  readonly #exchange: Exchange;
  readonly #clock: SimulatedClock;
  /** The instant up to which a restored exchange knows the market; minus infinity for a new one. */
  readonly #livedUntil: number;
  readonly #openedAt = new Map<Instrument, number>();

  constructor(exchange: Exchange, clock: SimulatedClock, livedUntil: number) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#livedUntil = livedUntil;
  }

  get instruments(): readonly Instrument[] {
    return this.#exchange.instruments;
  }

  advance(at: number): void {
    if (at <= this.#livedUntil) return;
    while (this.#clock.nextDue < at) {
      this.#exchange.advance(this.#clock.nextDue);
      this.#clock.fire();
    }
    this.#exchange.advance(at);
    if (this.#clock.nextDue <= at) this.#clock.fire();
  }

  openBar(instrument: Instrument, at: number, intervalMs: number, openTicks: number, volumeLots: number): void {
    if (this.#livedUntil !== Number.NEGATIVE_INFINITY) this.#openedAt.set(instrument, at);
    if (at > this.#livedUntil) this.#exchange.openBar(instrument, at, intervalMs, openTicks, volumeLots);
  }

  closeBar(instrument: Instrument, highTicks: number, lowTicks: number, closeTicks: number): void {
    if (this.#livedUntil !== Number.NEGATIVE_INFINITY && (this.#openedAt.get(instrument) ?? 0) < this.#livedUntil)
      return;
    this.#exchange.closeBar(instrument, highTicks, lowTicks, closeTicks);
  }

  trade(instrument: Instrument, at: number, ticks: number, lots: number, taker: Side): void {
    if (this.#passed(at)) return;
    this.#exchange.trade(instrument, at, ticks, lots, taker);
  }

  depthSnapshot(instrument: Instrument, at: number, bids: Levels, asks: Levels): void {
    if (this.#passed(at)) return;
    this.#exchange.depthSnapshot(instrument, at, bids, asks);
  }

  depthUpdate(instrument: Instrument, at: number, bids: Levels, asks: Levels): void {
    if (this.#passed(at)) return;
    this.#exchange.depthUpdate(instrument, at, bids, asks);
  }

  mark(instrument: Instrument, at: number, marks: number): void {
    if (this.#passed(at)) return;
    this.#exchange.mark(instrument, at, marks);
  }

  markBasis(instrument: Instrument, basisMarks: number): void {
    this.#exchange.markBasis(instrument, basisMarks);
  }

  settleFunding(instrument: Instrument, at: number, rate: bigint, marks: number | null): void {
    if (this.#passed(at)) return;
    this.#exchange.settleFunding(instrument, at, rate, marks);
  }

  /** Whether the exchange has lived through this instant; otherwise timers due before it fire first. */
  #passed(at: number): boolean {
    if (at <= this.#livedUntil) return true;
    if (this.#clock.nextDue <= at) this.advance(at);
    return false;
  }
}
