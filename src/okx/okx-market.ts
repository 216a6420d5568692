import type { WebSocket } from 'ws';
import type { OkxEnvironment, OkxRegion } from '../config.ts';
import { type Instrument, type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import { randomFraction } from '../engine/random-fraction.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { ConnectivityError, VenueError } from '../errors/index.ts';
import { memoryMarketCache } from '../market/memory-market-cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveMarket } from '../ports/live-market.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { MarketCache } from '../ports/market-cache.ts';
import { type Metrics, noMetrics } from '../ports/metrics.ts';
import { LocalTokens } from '../transport/local-tokens.ts';
import { RequestRing } from '../transport/request-ring.ts';
import type { TokenSource } from '../transport/token-source.ts';
import { type Listing, type Listings, listedOf, readInstruments } from './codec/listing.ts';
import { PublicEndpoints } from './endpoints/public-endpoints.ts';
import { cachedReads } from './market/cached-reads.ts';
import { OkxMarketData } from './market/okx-market-data.ts';
import type { OkxMarketReads } from './market/okx-market-reads.ts';
import type { OkxMarketStreams } from './market/stream/okx-market-streams.ts';
import { PublicStreams } from './market/stream/public-streams.ts';
import { OkxLine } from './okx-line.ts';
import { loadOkx } from './session/load-okx.ts';
import { marketHosts } from './session/market-hosts.ts';
import { PublicSession } from './session/public-session.ts';
import { DialGate } from './stream/dial-gate.ts';

/** Which market of OKX is read, and how. */
export interface OkxMarketOptions {
  /** `demo` is where `OKXDemoBroker` trades; `live` is the real market. No order can be sent from here to either. */
  readonly environment: OkxEnvironment;
  /** Default `global`. */
  readonly region?: OkxRegion;
  /** In the place of OKX's hosts, such as a mock; `ws` up to, and without, `/public`. */
  readonly endpoints?: { readonly rest: string; readonly ws: string };
  /** Default: every spot pair and linear swap. */
  readonly instruments?: readonly InstrumentId[];
  /** Length of the bars of `getCandles`, ms. Default 60000. */
  readonly candleIntervalMs?: number;
  /** Without a sign of life for so long a WebSocket is dead, ms. Default 9000. */
  readonly silenceMs?: number;
  /** How long a dial or a subscription may take, ms. Default 5000. */
  readonly answerMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Keeps answers with their age. Default: in memory; `redisMarketCache` shares them between processes. */
  readonly cache?: MarketCache;
  /** Where requests get their tokens. Default: of its own. What a broker beside it was given keeps both within OKX's limits by address. */
  readonly tokens?: TokenSource;
  /** A number from 0 up to, and without, 1; spreads repetitions. Default: random. */
  readonly fraction?: () => number;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** OKX's market without a key: reads and streams. */
export interface OkxMarket extends LiveMarket, AsyncDisposable {
  /** Reads of the present and the past; also a `MarketDataSource`. */
  readonly data: OkxMarketReads;
  /** What happens, as it happens. */
  readonly streams: OkxMarketStreams;
  /** Loads ccxt and reads the instruments. Idempotent; one that failed can be tried again. */
  connect(): Promise<void>;
  /** The instruments that can be asked for. @throws {ConnectivityError} `net/not_connected`. */
  instruments(): readonly Instrument[];
  /** Ends every stream. Idempotent. */
  close(): Promise<void>;
}

const BUSY_SWAP = 'BTC-USDT-SWAP';

/** A mark price older than this is asked for again, ms. */
const MOST_MARK_AGE_MS = 5_000;

/**
 * OKX's market data, ready for `connect()`: no key, nothing opened or loaded yet.
 *
 * Experimental: it was tested against this project's mock of OKX only.
 * @throws {ConfigurationError} `config/invalid` for a region, an environment or a length of bars that OKX does not have.
 * @see docs/market-data.md
 */
export function okxMarket(options: OkxMarketOptions): OkxMarket {
  return new PublicMarket(options);
}

class PublicMarket implements OkxMarket {
  readonly data: OkxMarketReads;
  readonly streams: OkxMarketStreams;
  readonly #named: ReadonlySet<InstrumentId> | null;
  readonly #line: OkxLine;
  readonly #streams: PublicStreams;
  #dial: ((url: string) => WebSocket) | null = null;
  #listings: Listings | null = null;
  #connecting: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: OkxMarketOptions) {
    const { environment, region = 'global', instruments, candleIntervalMs = 60_000 } = options;
    const { silenceMs = 9_000, answerMs = 5_000 } = options;
    const { clock = new SystemClock(), cache = memoryMarketCache(), fraction = randomFraction } = options;
    const { logger = silentLogger, metrics = noMetrics, tokens = new LocalTokens(clock) } = options;
    const known = marketHosts(environment, region);
    const hosts = options.endpoints ?? known;
    this.#named = instruments === undefined ? null : new Set(instruments.map(toInstrumentId));
    this.#line = new OkxLine({
      clock,
      ...(options.metrics === undefined ? {} : { metrics }),
      makeRing: () => new RequestRing({ clock, random: fraction, metrics, tokens }),
      openSession: async () => new PublicSession({ okx: await loadOkx(), hosts, environment }),
    });
    const send = this.#line.sendAt('read');
    // Of demo trading the scope is that of its broker: they may share a cache.
    const scope = environment === 'demo' ? 'okx' : 'okx-live';
    this.data = new OkxMarketData({
      endpoints: new PublicEndpoints(cachedReads({ send, cache, clock, logger, scope })),
      listings: () => this.#opened(),
      clock,
      candleIntervalMs,
      mostAgeMs: MOST_MARK_AGE_MS,
    });
    this.#streams = new PublicStreams({
      ws: hosts.ws,
      dial: (url) => {
        if (this.#dial === null) throw notConnected();
        return this.#dial(url);
      },
      dialGate: new DialGate(clock),
      endpoints: new PublicEndpoints(send),
      listing: (instrument): Listing => listedOf(this.#opened(), instrument),
      pulse: () => pulseOf(this.#opened()),
      ...{ clock, fraction, silenceMs, answerMs, logger },
    });
    this.streams = this.#streams;
  }

  connect(): Promise<void> {
    if (this.#isClosed) return Promise.reject(closed());
    if (this.#connecting !== null) return this.#connecting;
    const connecting = this.#connect();
    this.#connecting = connecting;
    connecting.catch(() => {
      this.#connecting = null;
    });
    return connecting;
  }

  instruments(): readonly Instrument[] {
    return [...this.#opened().values()].map(({ instrument }) => instrument);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#streams.close();
    await this.#line.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #connect(): Promise<void> {
    const { WebSocket } = await import('ws');
    this.#dial = (url) => new WebSocket(url, { perMessageDeflate: false });
    // Loading ccxt is not to take the first read's time.
    await this.#line.session();
    this.#listings = await this.#readListings();
  }

  async #readListings(): Promise<Listings> {
    const named = this.#named;
    const types = (['SPOT', 'SWAP'] as const).filter(
      (type) => named === null || [...named].some((id) => id.endsWith('-SWAP') === (type === 'SWAP')),
    );
    const listings = new Map<InstrumentId, Listing>();
    for (const rows of await Promise.all(types.map((type) => this.#line.reads.public.instruments(type)))) {
      for (const [id, listing] of readInstruments('GET public/instruments', rows).listings) {
        if (named?.has(id) ?? true) listings.set(id, listing);
      }
    }
    const missing = [...(named ?? [])].filter((id) => !listings.has(id));
    if (missing.length === 0) return listings;
    throw new VenueError(`OKX does not list ${missing.join(', ')}, or brokerkit cannot read it.`, {
      code: 'venue/unknown_instrument',
      details: { missing },
    });
  }

  #opened(): Listings {
    if (this.#isClosed) throw closed();
    if (this.#listings === null) throw notConnected();
    return this.#listings;
  }
}

/** A swap in which something happens at all times, be it among the instruments or not. */
function pulseOf(listings: Listings): InstrumentId {
  if (listings.has(BUSY_SWAP)) return BUSY_SWAP;
  for (const [id, { instType, instrument }] of listings) {
    if (instType === 'SWAP' && instrument.state === 'live') return id;
  }
  return BUSY_SWAP;
}

function notConnected(): ConnectivityError {
  return new ConnectivityError('The market data of OKX is not connected; call connect() first.', {
    code: 'net/not_connected',
  });
}

function closed(): ConnectivityError {
  return new ConnectivityError('The market data of OKX is closed; make a new one.', { code: 'net/closed' });
}
