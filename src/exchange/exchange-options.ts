import type { Instrument } from '../domain/instrument.ts';
import type { MarginTiers } from '../domain/margin.ts';
import type { FeeSchedule } from '../ports/venue.ts';

/**
 * How much worse than the market's price a taker fills where no book says it. Book replays walk the book instead.
 *
 * `fraction` and `ticks` are fixed distances. `volatility` is a share of the range of the last closed bar.
 * `volume_share` grows with the order's share of the bar's (or the last trade's) volume: at the whole volume the price
 * is worse by `millionths`. All distances are rounded up to a tick and never pass a limit price.
 */
export type SlippageModel =
  | { readonly type: 'none' }
  | { readonly type: 'fraction'; readonly millionths: number }
  | { readonly type: 'ticks'; readonly ticks: number }
  | { readonly type: 'volatility'; readonly millionths: number }
  | { readonly type: 'volume_share'; readonly millionths: number };

/** How long a command is under way. `jitter` draws uniformly from `minMs` to `maxMs` from the exchange's seed. */
export type LatencyModel =
  | { readonly type: 'none' }
  | { readonly type: 'fixed'; readonly ms: number }
  | { readonly type: 'jitter'; readonly minMs: number; readonly maxMs: number };

export interface ExchangeOptions {
  readonly instruments: readonly Instrument[];
  readonly fees: (instrument: Instrument) => FeeSchedule;
  readonly tiers: (instrument: Instrument) => MarginTiers;
  /** In hundredths, for positions that no leverage was set for. */
  readonly defaultLeverage: number;
  /** Epoch ms. */
  readonly startsAt: number;
  /** Of every random draw. Default 1. */
  readonly seed?: number;
  /** Share of a bar's volume that all fills together may take, in parts per million. Default 1,000,000. */
  readonly volumeSharePpm?: number;
  readonly slippage?: SlippageModel;
  readonly latency?: LatencyModel;
  /** Lots in front of a new resting order where trades are replayed without a book. Default 0. */
  readonly queueAheadLots?: number;
  /** Ended orders that can still be looked up. Default 1000. */
  readonly keepEnded?: number;
}
