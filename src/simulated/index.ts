export type { FeeRates, LatencyConfig, LivePricesConfig, SimulatedBrokerConfig, SlippageConfig } from '../config.ts';
export type { RingDependencies } from '../interceptors/index.ts';
export { type SyntheticMarket, type SyntheticMarketOptions, syntheticMarket } from '../market/synthetic-market.ts';
export type { ContextMarket, Depth, DepthLevel, MarketBars, NextFunding } from '../ports/context-market.ts';
export type { LiveMarket } from '../ports/live-market.ts';
export type { MarketDriver, MarketSink } from '../ports/market-driver.ts';
export { builtInTiers } from './built-in-tiers.ts';
export { SimulatedBroker, type SimulatedBrokerDependencies } from './simulated-broker.ts';
