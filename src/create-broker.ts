import type { BrokerConfig } from './config.ts';
import type { BaseBroker } from './ports/broker.ts';
import { SimulatedBroker, type SimulatedBrokerDependencies } from './simulated/simulated-broker.ts';

/** What {@link createBroker} takes besides the configuration. */
export type BrokerDependencies = SimulatedBrokerDependencies;

/**
 * A broker of the configured kind, ready for `connect()`. Cheap: nothing is opened or loaded yet.
 *
 * @throws {ConfigurationError} `config/invalid` naming every field that cannot be used; `config/unsupported` for a kind
 *   that this release does not have.
 */
export function createBroker(config: BrokerConfig, dependencies: BrokerDependencies): BaseBroker {
  // One kind in this release; the schema has already refused every other.
  return new SimulatedBroker(config, dependencies);
}
