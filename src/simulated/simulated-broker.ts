import { type ParsedSimulatedConfig, parseConfig, type SimulatedBrokerConfig } from '../config.ts';
import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { Instrument } from '../domain/instrument.ts';
import { MarginTiers } from '../domain/margin.ts';
import { toMoney } from '../domain/money.ts';
import { randomIds } from '../engine/random-ids.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { VenueBroker } from '../engine/venue-broker.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { ExchangeOptions } from '../exchange/exchange-options.ts';
import { type RingDependencies, standardRing } from '../interceptors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { LiveMarket } from '../ports/live-market.ts';
import { silentLogger } from '../ports/logger.ts';
import type { MarketDriver } from '../ports/market-driver.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { Venue } from '../ports/venue.ts';
import { builtInTiers } from './built-in-tiers.ts';
import { LiveDriver } from './live-driver.ts';
import { SeededIds } from './seeded-ids.ts';
import { SimulatedVenue } from './simulated-venue.ts';

/** What a broker is given besides its configuration; everything but the market has a default. */
export interface SimulatedBrokerDependencies extends RingDependencies {
  /**
   * What moves prices and time: `candleReplay`, `tradeReplay`, `bookReplay`, or a driver of your own; or a market that lives
   * by itself, such as `okxMarket`, on which the exchange then runs in real time. The broker connects such a market and
   * listens until it is closed; the market itself stays open for others.
   */
  readonly market: MarketDriver | LiveMarket;
  /** By which a live market is lived through. Default: the system's. In a replay time is the market's. */
  readonly clock?: Clock;
  /** Client order ids. Default: drawn from the seed; with a `stateStore` or a live market random, since ids must not repeat over a restart. */
  readonly ids?: IdSource;
  /** Keeps the exchange, the account as it was last known, and the risk limits' memory over a restart. */
  readonly stateStore?: StateStore;
  /** Wraps the venue, for tests that need it to fail. */
  readonly decorateVenue?: (venue: Venue) => Venue;
}

/** The engine over the simulated exchange: a constructor and nothing else. */
export class SimulatedBroker extends VenueBroker {
  /** @throws {ConfigurationError} `config/invalid` naming every field that cannot be used. */
  constructor(config: SimulatedBrokerConfig, dependencies: SimulatedBrokerDependencies) {
    const settings = parseConfig(config, 'simulated');
    if (dependencies?.market === undefined) {
      throw new ConfigurationError(
        'A simulated broker needs a market: createBroker(config, { market: candleReplay(syntheticCandles()) }).',
        { code: 'config/invalid', details: { path: 'market' } },
      );
    }
    const venue = simulatedVenue(settings, dependencies);
    const { clock = new SystemClock() } = dependencies;
    super({
      kind: 'simulated',
      venue: dependencies.decorateVenue?.(venue) ?? venue,
      interceptors: standardRing(settings, dependencies, config.risk !== undefined, clock),
      ids:
        dependencies.ids ??
        (dependencies.stateStore === undefined && !isLive(dependencies.market)
          ? new SeededIds(settings.seed)
          : randomIds()),
      settleTimeoutMs: settings.settleTimeoutMs,
      ...(dependencies.stateStore === undefined
        ? {}
        : { lastKnown: { store: dependencies.stateStore, key: `${settings.portfolioId}.account` } }),
      ...(dependencies.logger === undefined ? {} : { logger: dependencies.logger }),
      ...(dependencies.metrics === undefined ? {} : { metrics: dependencies.metrics }),
    });
  }
}

function simulatedVenue(settings: ParsedSimulatedConfig, dependencies: SimulatedBrokerDependencies): SimulatedVenue {
  const { market, clock = new SystemClock(), logger = silentLogger } = dependencies;
  if (isLive(market) && settings.instruments !== null) {
    throw new ConfigurationError('The instruments of a live market are those of the market: leave them out.', {
      code: 'config/invalid',
      details: { path: 'instruments' },
    });
  }
  // What can be judged without a market is judged at once.
  const terms = isLive(market) ? null : exchangeOf(settings, null);
  const deposits = new Map(Object.entries(settings.balances).map(([currency, amount]) => [currency, toMoney(amount)]));
  const { stateStore } = dependencies;
  return new SimulatedVenue({
    exchange: (listed) => terms ?? exchangeOf(settings, listed),
    accountCurrency: settings.accountCurrency,
    deposits,
    driver: isLive(market) ? new LiveDriver({ market, clock, maxAgeMs: settings.maxPriceAgeMs, logger }) : market,
    store: stateStore === undefined ? null : { states: stateStore, key: `${settings.portfolioId}.exchange` },
  });
}

/** What an exchange is made of; `listed` by a live market, which has instruments of its own. */
function exchangeOf(
  settings: ParsedSimulatedConfig,
  listed: readonly Instrument[] | null,
): Omit<ExchangeOptions, 'startsAt'> {
  const instruments = listed ?? (settings.instruments ?? BUILT_IN_INSTRUMENTS).map((spec) => new Instrument(spec));
  const tiers = new Map(instruments.map((instrument) => [instrument.id, tiersOf(instrument, settings)]));
  const unknown = Object.keys(settings.tiers).find((id) => !tiers.has(id));
  if (unknown !== undefined) {
    throw new ConfigurationError(`There are margin tiers for ${unknown}, which is not among the instruments.`, {
      code: 'config/invalid',
      details: { path: `tiers.${unknown}` },
    });
  }
  return {
    instruments,
    fees: (instrument) => settings.fees[instrument.type],
    tiers: (instrument) => tiers.get(instrument.id) ?? builtInTiers(instrument),
    defaultLeverage: settings.defaultLeverage,
    seed: settings.seed,
    volumeSharePpm: settings.fill.volumeSharePpm,
    queueAheadLots: settings.fill.queueAheadLots,
    slippage: settings.slippage,
    latency: settings.latency,
  };
}

function isLive(market: MarketDriver | LiveMarket): market is LiveMarket {
  return 'streams' in market;
}

function tiersOf(instrument: Instrument, settings: ParsedSimulatedConfig): MarginTiers {
  const specs = settings.tiers[instrument.id];
  return specs === undefined ? builtInTiers(instrument) : new MarginTiers(instrument, specs);
}
