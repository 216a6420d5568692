import { type ParsedSimulatedConfig, parseConfig, type SimulatedBrokerConfig } from '../config.ts';
import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { Instrument } from '../domain/instrument.ts';
import { MarginTiers } from '../domain/margin.ts';
import { toMoney } from '../domain/money.ts';
import { randomIds } from '../engine/random-ids.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { VenueBroker } from '../engine/venue-broker.ts';
import { ConfigurationError } from '../errors/index.ts';
import {
  orderJournal,
  orderMetrics,
  type PauseSwitch,
  type RiskBreach,
  type RiskGuard,
  riskGuard,
} from '../interceptors/index.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { OrderInterceptor } from '../ports/interceptor.ts';
import type { Logger } from '../ports/logger.ts';
import type { MarketDriver } from '../ports/market-driver.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { Venue } from '../ports/venue.ts';
import { builtInTiers } from './built-in-tiers.ts';
import { seededIds } from './seeded-ids.ts';
import { SimulatedVenue } from './simulated-venue.ts';

/** What a broker is given besides its configuration; everything but the market has a default. */
export interface SimulatedBrokerDependencies {
  /** What moves prices and time: `candleReplay`, `tradeReplay`, `bookReplay`, or a driver of your own. */
  readonly market: MarketDriver;
  /** Client order ids. Default: drawn from the seed; with a `stateStore` random, since ids must not repeat over a restart. */
  readonly ids?: IdSource;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** With a journal no opening order leaves before its intent is durable. */
  readonly journal?: OrderJournal;
  /** Keeps the exchange, the account as it was last known, and the risk limits' memory over a restart. */
  readonly stateStore?: StateStore;
  /** Stops opening orders while it is on; closing passes. */
  readonly pause?: PauseSwitch;
  /** Told of every order that breaks a risk limit, in either mode. */
  readonly onRiskBreach?: (breach: RiskBreach) => void;
  /** A risk guard of your own making, so that you can `resume()` it; in place of the one that `config.risk` describes. */
  readonly riskGuard?: RiskGuard;
  /** Steps of your own, after the risk guard and before the venue. */
  readonly interceptors?: readonly OrderInterceptor[];
  /** Wraps the venue, for tests that need it to fail. */
  readonly decorateVenue?: (venue: Venue) => Venue;
}

/** The engine over the simulated exchange: a constructor and nothing else. */
export class SimulatedBroker extends VenueBroker {
  /** @throws {ConfigurationError} `config/invalid` naming every field that cannot be used. */
  constructor(config: SimulatedBrokerConfig, dependencies: SimulatedBrokerDependencies) {
    const settings = parseConfig(config);
    if (dependencies?.market === undefined) {
      throw new ConfigurationError(
        'A simulated broker needs a market: createBroker(config, { market: candleReplay(syntheticCandles()) }).',
        { code: 'config/invalid', details: { path: 'market' } },
      );
    }
    if (dependencies.riskGuard !== undefined && config.risk !== undefined) {
      throw new ConfigurationError('The risk limits are given twice: leave out either config.risk or the riskGuard.', {
        code: 'config/invalid',
        details: { path: 'risk' },
      });
    }
    const venue = simulatedVenue(settings, dependencies);
    super({
      kind: 'simulated',
      venue: dependencies.decorateVenue?.(venue) ?? venue,
      interceptors: orderRing(settings, dependencies),
      ids: dependencies.ids ?? (dependencies.stateStore === undefined ? seededIds(settings.seed) : randomIds()),
      settleTimeoutMs: settings.settleTimeoutMs,
      ...(dependencies.stateStore === undefined
        ? {}
        : { lastKnown: { store: dependencies.stateStore, key: `${settings.portfolioId}.account` } }),
      ...(dependencies.logger === undefined ? {} : { logger: dependencies.logger }),
      ...(dependencies.metrics === undefined ? {} : { metrics: dependencies.metrics }),
    });
  }
}

/** The steps of every order, outermost first. */
function orderRing(settings: ParsedSimulatedConfig, dependencies: SimulatedBrokerDependencies): OrderInterceptor[] {
  const { journal, metrics, pause, logger, stateStore, onRiskBreach } = dependencies;
  return [
    ...(journal === undefined
      ? []
      : [orderJournal(journal, { clock: new SystemClock(), ...(logger === undefined ? {} : { logger }) })]),
    ...(metrics === undefined ? [] : [orderMetrics(metrics)]),
    ...(pause === undefined ? [] : [pause]),
    dependencies.riskGuard ??
      riskGuard({
        mode: settings.risk.mode,
        limits: defined(settings.risk.limits),
        key: `${settings.portfolioId}.risk`,
        ...(stateStore === undefined ? {} : { store: stateStore }),
        ...(logger === undefined ? {} : { logger }),
        ...(onRiskBreach === undefined ? {} : { onBreach: onRiskBreach }),
      }),
    ...(dependencies.interceptors ?? []),
  ];
}

function simulatedVenue(settings: ParsedSimulatedConfig, dependencies: SimulatedBrokerDependencies): SimulatedVenue {
  const instruments = (settings.instruments ?? BUILT_IN_INSTRUMENTS).map((spec) => new Instrument(spec));
  const tiers = new Map(instruments.map((instrument) => [instrument.id, tiersOf(instrument, settings)]));
  const unknown = Object.keys(settings.tiers).find((id) => !tiers.has(id));
  if (unknown !== undefined) {
    throw new ConfigurationError(`There are margin tiers for ${unknown}, which is not among the instruments.`, {
      code: 'config/invalid',
      details: { path: `tiers.${unknown}` },
    });
  }
  const deposits = new Map(Object.entries(settings.balances).map(([currency, amount]) => [currency, toMoney(amount)]));
  const { stateStore } = dependencies;
  return new SimulatedVenue({
    exchange: {
      instruments,
      fees: (instrument) => settings.fees[instrument.type],
      tiers: (instrument) => tiers.get(instrument.id) ?? builtInTiers(instrument),
      defaultLeverage: settings.defaultLeverage,
      seed: settings.seed,
      volumeSharePpm: settings.fill.volumeSharePpm,
      queueAheadLots: settings.fill.queueAheadLots,
      slippage: settings.slippage,
      latency: settings.latency,
    },
    accountCurrency: settings.accountCurrency,
    deposits,
    driver: dependencies.market,
    store: stateStore === undefined ? null : { states: stateStore, key: `${settings.portfolioId}.exchange` },
  });
}

function tiersOf(instrument: Instrument, settings: ParsedSimulatedConfig): MarginTiers {
  const specs = settings.tiers[instrument.id];
  return specs === undefined ? builtInTiers(instrument) : new MarginTiers(instrument, specs);
}

/** Without the fields that were left out, so that their defaults count. */
function defined<T extends object>(limits: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
