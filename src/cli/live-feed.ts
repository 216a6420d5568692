import type { RunFeed } from '../backtest/run.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { LiveCandles } from './live-candles.ts';

/** Bars that a strategy is given to begin with. */
const HISTORY = 600;
/** Bars that are read when one has closed: as many as may have been missed. */
const RECENT = 20;
/** A bar shows a moment after it has closed; it is asked for so often. */
const MOST_READS = 6;
const READ_AGAIN_MS = 500;

export interface LiveFeedOptions {
  readonly broker: () => BaseBroker;
  readonly instruments: readonly InstrumentId[];
  readonly intervalMs: number;
  /** How long the market is followed, ms. */
  readonly lastsMs: number;
  readonly clock: Clock;
}

/** Follows a market that lives by itself: an instant comes when a bar has closed, until the time is over. */
export class LiveFeed implements RunFeed {
  instruments: readonly Instrument[] = [];
  readonly moves = 'events';
  readonly startsAt: number;
  readonly #options: LiveFeedOptions;
  readonly #candles = new Map<InstrumentId, LiveCandles>();
  #now: number;
  #endsAt: number;
  #wake: (() => void) | null = null;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.startsAt = options.clock.now();
    this.#now = this.startsAt;
    this.#endsAt = this.startsAt + options.lastsMs;
  }

  get now(): number {
    return this.#now;
  }

  get endsAt(): number {
    return this.#endsAt;
  }

  /** Whether this is the last instant: what was opened is to be closed now. */
  get isLast(): boolean {
    return this.#now >= this.#endsAt;
  }

  candles(instrument: InstrumentId): Candles | null {
    return this.#candles.get(instrument) ?? null;
  }

  /** Brings the end forward: one more instant comes, at once. */
  stop(): void {
    this.#endsAt = Math.min(this.#endsAt, this.#options.clock.now());
    this.#wake?.();
  }

  async next(): Promise<boolean> {
    if (this.instruments.length === 0) {
      await this.#begin();
      return true;
    }
    if (this.isLast) return false;
    const { intervalMs, clock } = this.#options;
    const closesAt = (Math.floor(this.#now / intervalMs) + 1) * intervalMs;
    await this.#until(Math.min(closesAt, this.#endsAt));
    this.#now = Math.max(this.#now, Math.min(closesAt, clock.now()));
    if (this.#now >= closesAt) await this.#read(closesAt - intervalMs);
    return true;
  }

  async #begin(): Promise<void> {
    const broker = this.#options.broker();
    this.instruments = await Promise.all(this.#options.instruments.map((id) => broker.getInstrument(id)));
    for (const { id } of this.instruments) {
      const history = await broker.getCandles(id, { limit: HISTORY });
      const candles = new LiveCandles(history);
      candles.add(history);
      this.#candles.set(id, candles);
    }
    this.#now = this.#options.clock.now();
  }

  /** Reads until the bar that opened at an instant is there, or for a while: a bar in which nothing traded may not come. */
  async #read(openedAt: number): Promise<void> {
    const broker = this.#options.broker();
    for (let attempt = 0; attempt < MOST_READS; attempt++) {
      if (attempt > 0) await this.#until(this.#options.clock.now() + READ_AGAIN_MS);
      for (const [id, candles] of this.#candles) candles.add(await broker.getCandles(id, { limit: RECENT }));
      if ([...this.#candles.values()].every((candles) => candles.openedAt.at(-1) >= openedAt)) return;
    }
  }

  async #until(at: number): Promise<void> {
    const { clock } = this.#options;
    while (clock.now() < at && clock.now() < this.#endsAt) {
      let cancel: CancelTimer = () => {};
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        cancel = clock.schedule(Math.min(at, this.#endsAt) - clock.now(), resolve);
      });
      this.#wake = null;
      cancel();
    }
  }
}
