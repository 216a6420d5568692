import {
  type BrokerConfig,
  type LivePricesConfig,
  type OkxDemoBrokerConfig,
  parseConfig,
  type SimulatedBrokerConfig,
} from './config.ts';
import { ConfigurationError } from './errors/index.ts';
import { OKXDemoBroker, type OkxDemoBrokerDependencies } from './okx/okx-demo-broker.ts';
import { okxMarket } from './okx/okx-market.ts';
import type { BaseBroker } from './ports/broker.ts';
import { SimulatedBroker, type SimulatedBrokerDependencies } from './simulated/simulated-broker.ts';

/** What {@link createBroker} takes besides the configuration; which of it counts depends on the kind of broker. */
export type BrokerDependencies = Partial<SimulatedBrokerDependencies> & OkxDemoBrokerDependencies;

/**
 * A broker of the configured kind, ready for `connect()`. Cheap: nothing is opened or loaded yet.
 *
 * A simulated broker needs a `market`, in its configuration or beside it; one over OKX needs nothing but its configuration.
 *
 * @throws {ConfigurationError} `config/invalid` naming every field that cannot be used; `config/unsupported` for a kind
 *   that this release does not have; `config/live_locked` for hosts that are not those of demo trading.
 */
export function createBroker(config: SimulatedBrokerConfig, dependencies: SimulatedBrokerDependencies): BaseBroker;
/** A simulated broker on live prices; see the first form. */
export function createBroker(
  config: SimulatedBrokerConfig & { readonly market: LivePricesConfig },
  dependencies?: BrokerDependencies,
): BaseBroker;
/** A broker over OKX demo trading; see the first form. */
export function createBroker(config: OkxDemoBrokerConfig, dependencies?: OkxDemoBrokerDependencies): BaseBroker;
/** A broker of a kind that only the configuration knows, such as one that `fromEnv()` reads; see the first form. */
export function createBroker(config: BrokerConfig, dependencies?: BrokerDependencies): BaseBroker;
export function createBroker(config: BrokerConfig, dependencies: BrokerDependencies = {}): BaseBroker {
  if (config?.kind === 'okx_demo') return new OKXDemoBroker(config, dependencies);
  const { market = null } = config?.kind === 'simulated' ? config : {};
  // Its constructor says what is missing: a market, or in JavaScript a kind that there is.
  if (market === null) return new SimulatedBroker(config, dependencies as SimulatedBrokerDependencies);
  return onLivePrices(config, dependencies);
}

function onLivePrices(config: SimulatedBrokerConfig, dependencies: BrokerDependencies): SimulatedBroker {
  const { market: prices } = parseConfig(config, 'simulated');
  if (dependencies.market !== undefined || prices === null) {
    throw new ConfigurationError('The market is given twice: leave it out of the configuration, or beside it.', {
      code: 'config/invalid',
      details: { path: 'market' },
    });
  }
  const { source: _, ...options } = prices;
  const { clock, tokens, fraction, logger, metrics, marketCache } = dependencies;
  const given = { clock, tokens, fraction, logger, metrics, cache: marketCache };
  const market = okxMarket({ ...options, ...defined(given) });
  return new SimulatedBroker(config, { ...dependencies, market });
}

/** Without the fields that were left out, so that their defaults count. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
