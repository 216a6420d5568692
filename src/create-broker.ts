import type { BrokerConfig, OkxDemoBrokerConfig, SimulatedBrokerConfig } from './config.ts';
import { OKXDemoBroker, type OkxDemoBrokerDependencies } from './okx/okx-demo-broker.ts';
import type { BaseBroker } from './ports/broker.ts';
import { SimulatedBroker, type SimulatedBrokerDependencies } from './simulated/simulated-broker.ts';

/** What {@link createBroker} takes besides the configuration; which of it counts depends on the kind of broker. */
export type BrokerDependencies = Partial<SimulatedBrokerDependencies> & OkxDemoBrokerDependencies;

/**
 * A broker of the configured kind, ready for `connect()`. Cheap: nothing is opened or loaded yet.
 *
 * A simulated broker needs a `market`; one over OKX needs nothing but its configuration.
 *
 * @throws {ConfigurationError} `config/invalid` naming every field that cannot be used; `config/unsupported` for a kind
 *   that this release does not have; `config/live_locked` for hosts that are not those of demo trading.
 */
export function createBroker(config: SimulatedBrokerConfig, dependencies: SimulatedBrokerDependencies): BaseBroker;
/** A broker over OKX demo trading; see the first form. */
export function createBroker(config: OkxDemoBrokerConfig, dependencies?: OkxDemoBrokerDependencies): BaseBroker;
/** A broker of a kind that only the configuration knows, such as one that `fromEnv()` reads; see the first form. */
export function createBroker(config: BrokerConfig, dependencies?: BrokerDependencies): BaseBroker;
export function createBroker(config: BrokerConfig, dependencies: BrokerDependencies = {}): BaseBroker {
  if (config?.kind === 'okx_demo') return new OKXDemoBroker(config, dependencies);
  // Its constructor says what is missing: a market, or in JavaScript a kind that there is.
  return new SimulatedBroker(config, dependencies as SimulatedBrokerDependencies);
}
