import type { SimulatedBrokerConfig } from '../config.ts';
import { type BrokerDependencies, createBroker } from '../create-broker.ts';
import { specOf } from '../domain/instrument-spec.ts';
import type { Strategy } from '../ports/strategy.ts';
import { assumptionsOf } from './assumptions.ts';
import type { BacktestFeed } from './backtest-feed.ts';
import type { BacktestResult } from './result.ts';
import { type BacktestProgress, run } from './run.ts';
import type { Assumption } from './run-record.ts';

/** What a backtest is made of. */
export interface BacktestOptions {
  /** The simulated broker; without `instruments` it lists those of the feed. */
  readonly broker: SimulatedBrokerConfig;
  /** Market data to replay, not yet attached to any broker. */
  readonly feed: BacktestFeed;
  readonly strategy: Strategy;
  /** Instants to let pass before the strategy is first asked, so that its averages exist; default 0. */
  readonly warmupBars?: number;
  /** What else the figures depend on, such as the model that decided; the report lists it. */
  readonly assumptions?: readonly Assumption[];
  /** Told now and then how far the run is. */
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** Further parts of the broker: a journal, a logger, interceptors. The feed is its market. */
  readonly deps?: Omit<BrokerDependencies, 'market'>;
}

/**
 * Replays a market through the simulated broker and asks the strategy at every instant; closed bars are all it sees.
 *
 * Everything goes the way that it goes live: the strategy's answer becomes orders, the orders pass risk and the rules of
 * the instrument, the exchange matches them. The same feed, configuration and strategy give the same result, to the last
 * digit.
 *
 * @throws {ConfigurationError} `config/invalid` for a configuration that cannot be used.
 * @throws {OrderError} what the strategy's orders make no sense for; and whatever the strategy itself throws.
 * @see docs/backtest.md
 */
export async function backtest(options: BacktestOptions): Promise<BacktestResult> {
  const { feed, deps, broker } = options;
  const config: SimulatedBrokerConfig =
    broker.instruments === undefined && feed.instruments !== undefined
      ? { ...broker, instruments: feed.instruments.map(specOf) }
      : broker;
  return run({
    feed,
    strategy: options.strategy,
    ...(options.warmupBars === undefined ? {} : { warmupBars: options.warmupBars }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    defaultLeverage: config.defaultLeverage ?? '3',
    accountCurrency: config.accountCurrency ?? 'USDT',
    assumptions: [...(options.assumptions ?? []), ...assumptionsOf(config)],
    makeBroker: (recorder) =>
      createBroker(config, { ...deps, market: feed, interceptors: [...(deps?.interceptors ?? []), recorder] }),
  });
}
