import type { Instrument } from '../domain/instrument.ts';
import type { MarketDriver } from '../ports/market-driver.ts';

/** A recorded or synthetic market that moves when it is told to. */
export interface ReplayFeed extends MarketDriver {
  /** What the feed has data of; pass them to the broker as its instruments. */
  readonly instruments: readonly Instrument[];
  /** The instant at which the data ends, epoch ms. */
  readonly endsAt: number;
  /** Whether it moves from bar to bar, or inside of bars too. */
  readonly moves: 'bars' | 'events';
  /** The instant that was played last, epoch ms; {@link startsAt} before the first. */
  readonly now: number;
  /** Sentences that a reader of a result should know, such as that no funding was recorded. */
  readonly notes: readonly string[];
  /**
   * Moves the market by one instant; everything due at it has happened when this returns.
   *
   * `true`: a strategy may act now. `false`: the data has ended; the call that finds the end still closes the last bars.
   *
   * @throws {ConfigurationError} `config/invalid` before a broker that connected has attached itself.
   */
  next(): boolean;
}
