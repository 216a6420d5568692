import type { WebSocket } from 'ws';
import { type OkxDemoBrokerConfig, type ParsedOkxDemoConfig, parseConfig } from '../config.ts';
import { randomFraction } from '../engine/random-fraction.ts';
import { randomIds } from '../engine/random-ids.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { VenueBroker } from '../engine/venue-broker.ts';
import { invariant } from '../errors/index.ts';
import { type RingDependencies, standardRing } from '../interceptors/index.ts';
import { memoryMarketCache } from '../market/memory-market-cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import { silentLogger } from '../ports/logger.ts';
import type { MarketCache } from '../ports/market-cache.ts';
import { noMetrics } from '../ports/metrics.ts';
import type { Venue } from '../ports/venue.ts';
import { LocalTokens } from '../transport/local-tokens.ts';
import type { Quota } from '../transport/quota.ts';
import { RequestRing } from '../transport/request-ring.ts';
import type { TokenSource } from '../transport/token-source.ts';
import { PublicEndpoints } from './endpoints/public-endpoints.ts';
import { cachedReads } from './market/cached-reads.ts';
import { OkxMarketData } from './market/okx-market-data.ts';
import { OkxLine } from './okx-line.ts';
import { OkxVenue } from './okx-venue.ts';
import { assertDemoSocket, demoHosts } from './session/hosts.ts';
import { loadOkx } from './session/load-okx.ts';
import { openSession } from './session/okx-session.ts';
import { dialGateOf } from './stream/dial-gate.ts';

/** A mark price older than this is asked for again, ms. */
const MOST_MARK_AGE_MS = 5_000;

/** What a broker over OKX demo trading is given besides its configuration; everything has a default. */
export interface OkxDemoBrokerDependencies extends RingDependencies {
  /** Client order ids. Default: random. */
  readonly ids?: IdSource;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Keeps quotes and the like with their age. Default: in memory; `redisMarketCache` shares them between processes. */
  readonly marketCache?: MarketCache;
  /** Where requests get their tokens. Default: within this process; `RedisTokens` shares the limits between
   * processes; who made them closes them, after the broker. */
  readonly tokens?: TokenSource;
  /** A number from 0 up to, and without, 1; spreads repetitions. Default: random. */
  readonly fraction?: () => number;
  /** Wraps the venue, for tests that need it to fail. */
  readonly decorateVenue?: (venue: Venue) => Venue;
}

/**
 * The engine over OKX demo trading: a constructor and nothing else. ccxt is loaded by `connect()`.
 *
 * @see docs/okx-setup.md
 */
export class OKXDemoBroker extends VenueBroker {
  /**
   * @throws {ConfigurationError} `config/invalid` naming every field that cannot be used; `config/live_locked` for hosts
   *   that are neither OKX's for demo trading nor on this machine.
   */
  constructor(config: OkxDemoBrokerConfig, dependencies: OkxDemoBrokerDependencies = {}) {
    const settings = parseConfig(config, 'okx_demo');
    const { logger, metrics, ids = randomIds(), clock = new SystemClock() } = dependencies;
    const venue = okxVenue(settings, dependencies);
    super({
      kind: 'okx_demo',
      venue: dependencies.decorateVenue?.(venue) ?? venue,
      interceptors: standardRing(settings, dependencies, config.risk !== undefined, clock),
      ids,
      settleTimeoutMs: settings.settleTimeoutMs,
      commandTimeoutMs: settings.commandTimeoutMs,
      protectionTimeoutMs: settings.protectionTimeoutMs,
      reconcileEveryMs: settings.reconcileEveryMs,
      historyLimit: settings.historyLimit,
      ...(dependencies.stateStore === undefined
        ? {}
        : { lastKnown: { store: dependencies.stateStore, key: `${settings.portfolioId}.account` } }),
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
    });
  }
}

function okxVenue(settings: ParsedOkxDemoConfig, dependencies: OkxDemoBrokerDependencies): OkxVenue {
  const { clock = new SystemClock(), logger = silentLogger, metrics = noMetrics } = dependencies;
  // One source for every connection of this broker: what was sent before counts against the limits still.
  const {
    fraction = randomFraction,
    tokens = new LocalTokens(clock),
    marketCache = memoryMarketCache(),
  } = dependencies;
  const { apiKey, secretKey, passphrase, region, endpoints, readAttempts, requestsPerSecond } = settings;
  const hosts = demoHosts(region, endpoints ?? undefined);
  let connect: ((url: string) => WebSocket) | null = null;
  const line = new OkxLine({
    clock,
    commandTimeoutMs: settings.commandTimeoutMs,
    ...(dependencies.metrics === undefined ? {} : { metrics }),
    makeRing: () =>
      new RequestRing({
        ...{ clock, random: fraction, metrics, tokens, readAttempts },
        ...(requestsPerSecond === null ? {} : { overall: overallQuota(requestsPerSecond) }),
      }),
    openSession: async () => {
      const [okx, ws] = await Promise.all([loadOkx(), import('ws')]);
      connect = (url) => new ws.WebSocket(url, { perMessageDeflate: false });
      return openSession({ okx, credentials: { apiKey, secretKey, passphrase }, hosts, clock });
    },
  });
  const venue: OkxVenue = new OkxVenue({
    name: 'OKX demo trading',
    line,
    clock,
    logger,
    metrics,
    fraction,
    accountCurrency: settings.accountCurrency,
    instruments: settings.instruments,
    positionMode: settings.positionMode === 'refuse' ? 'require_net' : 'switch_to_net',
    silenceMs: settings.silenceMs,
    instrumentsEveryMs: settings.instrumentsEveryMs,
    historyLimit: settings.historyLimit,
    dialGate: dialGateOf(hosts.ws, dependencies.clock),
    dial: (url) => {
      invariant(connect !== null, 'A WebSocket was dialed before the session was open.');
      assertDemoSocket(url);
      return connect(url);
    },
    market: new OkxMarketData({
      endpoints: new PublicEndpoints(
        cachedReads({ send: line.sendAt('read'), cache: marketCache, clock, logger, scope: 'okx' }),
      ),
      listings: () => venue.listings,
      clock,
      candleIntervalMs: settings.candleIntervalMs,
      mostAgeMs: MOST_MARK_AGE_MS,
    }),
  });
  return venue;
}

/** One for all requests; brokers that share their tokens share it. */
function overallQuota(limit: number): Quota {
  return { id: `overall:${limit}`, limit, windowMs: 1_000 };
}
