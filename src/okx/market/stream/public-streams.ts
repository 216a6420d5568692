import type { WebSocket } from 'ws';
import type { InstrumentId } from '../../../domain/instrument.ts';
import type { Quote } from '../../../domain/market.ts';
import { type BrokerError, ConfigurationError } from '../../../errors/index.ts';
import type { Unsubscribe } from '../../../ports/broker.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { MarketListener } from '../../../ports/market-listener.ts';
import { KeepAlive } from '../../../transport/keep-alive.ts';
import type { Listing } from '../../codec/listing.ts';
import type { OkxCandle, OkxFunding, OkxTrade } from '../../codec/market-reading.ts';
import type { PublicEndpoints } from '../../endpoints/public-endpoints.ts';
import { BackOff } from '../../stream/back-off.ts';
import { type ChannelArg, channelKey, type Push } from '../../stream/channel.ts';
import type { DialGate } from '../../stream/dial-gate.ts';
import { OkxSocket } from '../../stream/okx-socket.ts';
import { Audience } from './audience.ts';
import { BookNews } from './book-news.ts';
import { CandleNews } from './candle-news.ts';
import type { ChannelNews } from './channel-news.ts';
import { isBar, type OkxBar } from './okx-bars.ts';
import type { OkxMarketStreams } from './okx-market-streams.ts';
import type { OrderBookView } from './order-book-view.ts';
import { FUNDING_RATES, MARK_PRICES, type OkxMark, TICKERS } from './state-channels.ts';
import { type StateChannel, StateNews } from './state-news.ts';
import { TradeNews } from './trade-news.ts';

export interface PublicStreamsOptions {
  /** Up to, and without, `/public`. */
  readonly ws: string;
  readonly dial: (url: string) => WebSocket;
  readonly dialGate: DialGate;
  /** For what was missed: never over a cache. */
  readonly endpoints: PublicEndpoints;
  /** @throws {BrokerError} before the instruments were read, and for one that is not listed. */
  readonly listing: (instrument: InstrumentId) => Listing;
  /** An instrument whose mark price OKX tells at all times. */
  readonly pulse: () => InstrumentId;
  readonly clock: Clock;
  /** A number from 0 up to, and without, 1. */
  readonly fraction: () => number;
  readonly silenceMs: number;
  readonly answerMs: number;
  readonly logger: Logger;
}

type SocketName = 'public' | 'business';

/**
 * Channels that come by themselves, and how long OKX is silent on them at most, with a margin, ms: mark prices every 10
 * seconds, their bars at the latest when one ends. A socket that answers pings and pushes none of them is of no use.
 */
const PULSES = {
  public: { channel: 'mark-price', mostQuietMs: 25_000 },
  business: { channel: 'mark-price-candle1m', mostQuietMs: 90_000 },
} as const;

interface Channel {
  readonly arg: ChannelArg;
  readonly socket: SocketName;
  readonly news: ChannelNews;
  readonly refused: (error: BrokerError) => void;
  readonly backOff: BackOff;
  hasBegun: boolean;
  begunAt: number;
  cancel: () => void;
}

interface Opening<T> {
  readonly socket: SocketName;
  readonly arg: ChannelArg;
  readonly newsFor: (audience: Audience<T>, resubscribe: () => void) => ChannelNews;
}

/** A subscription that broke is renewed at once, then ever more slowly: OKX takes 480 requests an hour. */
const FIRST_DELAY_MS = 500;
const MOST_DELAY_MS = 60_000;
/** A subscription that lasts so long has proved itself. */
const STABLE_MS = 60_000;

/** Subscriptions to OKX's public channels on demand, over a socket for each of its two addresses. */
export class PublicStreams implements OkxMarketStreams {
  readonly #options: PublicStreamsOptions;
  readonly #sockets = new Map<SocketName, OkxSocket>();
  /** Sockets that are live and were not lost since. */
  readonly #live = new Set<SocketName>();
  readonly #channels = new Map<string, Channel>();
  /** The sockets whose pulse can be heard. */
  readonly #beating = new Set<SocketName>();
  /** Between two dials there may be no socket at all that would keep the process. */
  readonly #keepAlive = new KeepAlive();
  readonly #tickers = new Map<string, Audience<Quote>>();
  readonly #marks = new Map<string, Audience<OkxMark>>();
  readonly #funding = new Map<string, Audience<OkxFunding>>();
  readonly #trades = new Map<string, Audience<OkxTrade>>();
  readonly #candles = new Map<string, Audience<OkxCandle>>();
  readonly #books = new Map<string, Audience<OrderBookView>>();

  constructor(options: PublicStreamsOptions) {
    this.#options = options;
  }

  watchTicker(instrument: InstrumentId, listener: MarketListener<Quote>): Unsubscribe {
    return this.#watchState(this.#tickers, 'tickers', instrument, TICKERS, listener);
  }

  watchMarkPrice(instrument: InstrumentId, listener: MarketListener<OkxMark>): Unsubscribe {
    return this.#watchState(this.#marks, 'mark-price', instrument, MARK_PRICES, listener);
  }

  watchFunding(instrument: InstrumentId, listener: MarketListener<OkxFunding>): Unsubscribe {
    return this.#watchState(this.#funding, 'funding-rate', instrument, FUNDING_RATES, listener);
  }

  watchTrades(instrument: InstrumentId, listener: MarketListener<OkxTrade>): Unsubscribe {
    const listing = this.#options.listing(instrument);
    const { endpoints, clock, logger } = this.#options;
    const opening: Opening<OkxTrade> = {
      socket: 'business',
      // The channel `trades` joins trades of one taker at one price; only this one tells each, as REST does.
      arg: { channel: 'trades-all', instId: listing.instrument.id },
      newsFor: (audience) => new TradeNews({ listing, endpoints, audience, clock, logger }),
    };
    return this.#watch(this.#trades, opening, listener);
  }

  watchCandles(
    { instrument, bar }: { readonly instrument: InstrumentId; readonly bar: OkxBar },
    listener: MarketListener<OkxCandle>,
  ): Unsubscribe {
    const listing = this.#options.listing(instrument);
    if (!isBar(bar)) {
      throw new ConfigurationError(`OKX has no bars of the name "${bar}".`, {
        code: 'config/invalid',
        details: { path: 'bar' },
      });
    }
    const { endpoints, clock, logger } = this.#options;
    const opening: Opening<OkxCandle> = {
      socket: 'business',
      arg: { channel: `candle${bar}`, instId: listing.instrument.id },
      newsFor: (audience) => new CandleNews({ listing, bar, endpoints, audience, clock, logger }),
    };
    return this.#watch(this.#candles, opening, listener);
  }

  watchBook(instrument: InstrumentId, listener: MarketListener<OrderBookView>): Unsubscribe {
    const listing = this.#options.listing(instrument);
    const { clock, answerMs } = this.#options;
    const opening: Opening<OrderBookView> = {
      socket: 'public',
      arg: { channel: 'books', instId: listing.instrument.id },
      newsFor: (audience, resubscribe) => new BookNews({ listing, audience, resubscribe, clock, answerMs }),
    };
    return this.#watch(this.#books, opening, listener);
  }

  close(): void {
    this.#keepAlive.close();
    for (const socket of this.#sockets.values()) socket.close();
    for (const channel of this.#channels.values()) {
      channel.cancel();
      channel.news.end();
    }
    const states = [this.#tickers, this.#marks, this.#funding];
    for (const map of [this.#sockets, this.#channels, ...states, this.#trades, this.#candles, this.#books]) map.clear();
    this.#live.clear();
  }

  #watchState<Row, T>(
    audiences: Map<string, Audience<T>>,
    channel: string,
    instrument: InstrumentId,
    state: StateChannel<Row, T>,
    listener: MarketListener<T>,
  ): Unsubscribe {
    const instId = this.#options.listing(instrument).instrument.id;
    const opening: Opening<T> = {
      socket: 'public',
      arg: { channel, instId },
      newsFor: (audience) => new StateNews(state, audience),
    };
    return this.#watch(audiences, opening, listener);
  }

  #watch<T>(
    audiences: Map<string, Audience<T>>,
    { socket, arg, newsFor }: Opening<T>,
    listener: MarketListener<T>,
  ): Unsubscribe {
    const key = channelKey(arg);
    const known = audiences.get(key);
    const audience = known ?? new Audience<T>(this.#options.logger);
    audience.add(listener);
    if (known === undefined) {
      audiences.set(key, audience);
      const { fraction } = this.#options;
      const channel: Channel = {
        socket,
        arg,
        news: newsFor(audience, () => this.#renew(channel)),
        refused: (error) => {
          audiences.delete(key);
          audience.refused(error);
        },
        backOff: new BackOff({ firstMs: FIRST_DELAY_MS, mostMs: MOST_DELAY_MS, fraction }),
        hasBegun: false,
        begunAt: 0,
        cancel: () => {},
      };
      this.#channels.set(key, channel);
      this.#keepAlive.begin();
      this.#subscribe(channel);
    }
    return () => {
      audience.remove(listener);
      if (audience.size > 0 || audiences.get(key) !== audience) return;
      audiences.delete(key);
      this.#give(key);
    };
  }

  #subscribe(channel: Channel): void {
    const { clock, answerMs } = this.#options;
    const before = this.#sockets.get(channel.socket);
    const socket = before ?? this.#openSocket(channel.socket);
    socket.subscribe(channel.arg);
    if (before === undefined) socket.open();
    channel.cancel = clock.schedule(answerMs, () => {
      // On a socket that is not live the answer comes with it.
      if (!channel.hasBegun && this.#live.has(channel.socket)) this.#renew(channel);
    });
  }

  /** Leaves a channel that nobody listens to, and the socket with the last one. */
  #give(key: string): void {
    const channel = this.#channels.get(key);
    if (channel === undefined) return;
    channel.cancel();
    channel.news.end();
    this.#channels.delete(key);
    this.#keepAlive.end();
    if (this.#of(channel.socket).length > 0) {
      // The pulse stays, whoever has listened to it.
      const isPulse = key === channelKey(this.#pulseOf(channel.socket));
      if (!isPulse) this.#sockets.get(channel.socket)?.unsubscribe(channel.arg);
      return;
    }
    this.#sockets.get(channel.socket)?.close();
    this.#sockets.delete(channel.socket);
    this.#live.delete(channel.socket);
  }

  #openSocket(name: SocketName): OkxSocket {
    const { ws, dial, dialGate, clock, fraction, silenceMs, answerMs, logger } = this.#options;
    const url = `${ws}/${name}`;
    const socket: OkxSocket = new OkxSocket(
      {
        ...{ name, url, dial, dialGate, login: null, clock, fraction, silenceMs, answerMs, logger },
        mostQuietMs: () => (this.#beating.has(name) ? PULSES[name].mostQuietMs : Number.POSITIVE_INFINITY),
      },
      {
        onPush: (push) => this.#pushed(push),
        onSubscribed: (arg) => this.#begin(this.#channels.get(channelKey(arg))),
        onLive: () => {
          const hasMoved = this.#live.has(name);
          this.#live.add(name);
          // What a successor was told before it took over was not heard.
          for (const channel of this.#of(name)) if (hasMoved || !channel.hasBegun) this.#renew(channel);
        },
        onLost: () => {
          this.#live.delete(name);
          for (const channel of this.#of(name)) {
            channel.hasBegun = false;
            channel.news.lost();
          }
        },
        onRefused: (arg, error) => {
          const key = channelKey(arg);
          if (key === channelKey(this.#pulseOf(name))) this.#beating.delete(name);
          const channel = this.#channels.get(key);
          logger.error('OKX refuses a channel.', { channel: key, error: error.message });
          this.#give(key);
          channel?.refused(error);
        },
      },
    );
    this.#sockets.set(name, socket);
    this.#beating.add(name);
    socket.subscribe(this.#pulseOf(name));
    return socket;
  }

  #pulseOf(name: SocketName): ChannelArg {
    return { channel: PULSES[name].channel, instId: this.#options.pulse() };
  }

  #of(name: SocketName): Channel[] {
    return [...this.#channels.values()].filter(({ socket }) => socket === name);
  }

  #begin(channel: Channel | undefined): void {
    if (channel === undefined || channel.hasBegun) return;
    channel.cancel();
    channel.hasBegun = true;
    channel.begunAt = this.#options.clock.now();
    channel.news.begin();
  }

  #pushed(push: Push): void {
    const channel = this.#channels.get(channelKey(push.arg));
    if (channel === undefined) return;
    try {
      channel.news.push(push);
    } catch (error) {
      this.#options.logger.error('A push of OKX cannot be used; its channel is entered again.', {
        channel: channelKey(push.arg),
        error: String(error),
      });
      this.#renew(channel);
    }
  }

  /** Leaves the channel and enters it again. */
  #renew(channel: Channel): void {
    const { clock } = this.#options;
    if (channel.hasBegun && clock.now() - channel.begunAt > STABLE_MS) channel.backOff.reset();
    channel.hasBegun = false;
    channel.cancel();
    channel.news.lost();
    this.#sockets.get(channel.socket)?.unsubscribe(channel.arg);
    const delay = channel.backOff.next();
    if (delay === 0) this.#subscribe(channel);
    else channel.cancel = clock.schedule(delay, () => this.#subscribe(channel));
  }
}
