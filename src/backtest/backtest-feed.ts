import type { Instrument } from '../domain/instrument.ts';
import type { MarketDriver } from '../ports/market-driver.ts';

/** A market that moves on when it is told to: what a backtest replays. Every feed of `market/` is one. */
export interface BacktestFeed extends MarketDriver {
  /** Moves on to the next instant at which a strategy may act; `false` when the data has ended and its last bars are closed. */
  next(): boolean;
  /** The instant that was played last, epoch ms. */
  readonly now: number;
  /** The instant at which the data ends, where it is known from the start: for a progress bar. */
  readonly endsAt?: number;
  /** Whether it moves from bar to bar, or inside of bars too, where the newest price is not the newest close. Default: bars. */
  readonly moves?: 'bars' | 'events';
  /** What it has data of. */
  readonly instruments?: readonly Instrument[];
  /** Sentences that a reader of the result should know, such as that no funding was recorded. */
  readonly notes?: readonly string[];
}
