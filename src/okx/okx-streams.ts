import type { WebSocket } from 'ws';
import { type BrokerError, ConnectivityError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import { KeepAlive } from '../transport/keep-alive.ts';
import { OKX_METRICS } from './okx-metrics.ts';
import type { ChannelArg, Push } from './stream/channel.ts';
import { channelKey } from './stream/channel.ts';
import type { LoginArgs } from './stream/connection.ts';
import type { DialGate } from './stream/dial-gate.ts';
import { OkxSocket } from './stream/okx-socket.ts';

export interface OkxStreamsOptions {
  /** Up to, and without, `/public`. */
  readonly ws: string;
  readonly dial: (url: string) => WebSocket;
  readonly dialGate: DialGate;
  readonly login: () => LoginArgs;
  readonly clock: Clock;
  /** A number from 0 up to, and without, 1. */
  readonly fraction: () => number;
  readonly silenceMs: number;
  readonly answerMs: number;
  /** How long the first connections may take together, ms. */
  readonly openMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What is heard of three sockets as if they were one. */
export interface StreamsListener {
  onPush(push: Push): void;
  /** All are live again: what happened meanwhile has to be read. */
  onLive(): void;
  /** One of them is gone. */
  onLost(): void;
}

const SOCKETS = ['public', 'private', 'business'] as const;
type SocketName = (typeof SOCKETS)[number];

/** Channels without which nothing can be said of orders. */
const NEEDED: ReadonlySet<string> = new Set(['orders', 'orders-algo', 'account', 'positions', 'balance_and_position']);

const ACCOUNT_CHANNELS: readonly ChannelArg[] = [
  { channel: 'orders', instType: 'ANY' },
  // Its rows are not used: balance_and_position tells of every change, sooner. It is the sign of life of this socket.
  { channel: 'account' },
  { channel: 'positions', instType: 'ANY', extraParams: '{"updateInterval":"0"}' },
  { channel: 'balance_and_position' },
];
/** OKX pushes the account about every 5 seconds and mark prices every 10, whether or not anything has changed. */
const MOST_QUIET_MS = 20_000;
/** Trailing stops are told on a channel of their own. */
const CONDITION_CHANNELS: readonly ChannelArg[] = [
  { channel: 'orders-algo', instType: 'ANY' },
  { channel: 'algo-advance', instType: 'ANY' },
];

/** OKX's three WebSockets: market, account, conditions. */
export class OkxStreams {
  readonly #options: OkxStreamsOptions;
  readonly #listener: StreamsListener;
  readonly #sockets: Readonly<Record<SocketName, OkxSocket>>;
  #opening: { readonly resolve: () => void; readonly reject: (error: BrokerError) => void } | null = null;
  #isLive = false;
  #hasMarks = false;
  /** Between two dials there may be no socket at all that would keep the process. */
  readonly #keepAlive = new KeepAlive();

  constructor(options: OkxStreamsOptions, listener: StreamsListener) {
    this.#options = options;
    this.#listener = listener;
    this.#sockets = {
      public: this.#socket('public', null),
      private: this.#socket('private', options.login),
      business: this.#socket('business', options.login),
    };
    for (const arg of ACCOUNT_CHANNELS) this.#sockets.private.subscribe(arg);
    for (const arg of CONDITION_CHANNELS) this.#sockets.business.subscribe(arg);
  }

  get live(): boolean {
    return this.#isLive;
  }

  /** Prices of an instrument. */
  watch(instId: string, instType: 'SPOT' | 'SWAP'): void {
    this.#sockets.public.subscribe({ channel: 'tickers', instId });
    if (instType !== 'SWAP') return;
    this.#sockets.public.subscribe({ channel: 'mark-price', instId });
    this.#hasMarks = true;
  }

  /**
   * Dials; resolves when all are live.
   *
   * @throws {ConnectivityError} `net/timeout`. @throws {AuthenticationError} `auth/rejected` for a login that was refused.
   */
  open(): Promise<void> {
    this.#keepAlive.begin();
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.schedule(this.#options.openMs, () => {
        const missing = SOCKETS.filter((name) => !this.#sockets[name].live);
        this.#opening?.reject(
          new ConnectivityError(
            `OKX's WebSocket was not ready within ${this.#options.openMs} ms: ${missing.join(', ')}.`,
            {
              code: 'net/timeout',
              advice: { retry: 'after', delayMs: 1_000 },
              details: { missing },
            },
          ),
        );
      });
      this.#opening = {
        resolve: () => {
          this.#opening = null;
          cancel();
          resolve();
        },
        reject: (error) => {
          this.#opening = null;
          cancel();
          this.close();
          reject(error);
        },
      };
      for (const name of SOCKETS) this.#sockets[name].open();
    });
  }

  close(): void {
    this.#keepAlive.close();
    for (const name of SOCKETS) this.#sockets[name].close();
  }

  #socket(name: SocketName, login: (() => LoginArgs) | null): OkxSocket {
    const { ws, dial, dialGate, clock, fraction, silenceMs, answerMs, logger, metrics } = this.#options;
    return new OkxSocket(
      {
        ...{ name, url: `${ws}/${name}`, dial, dialGate, login, clock, fraction, silenceMs, answerMs, logger },
        mostQuietMs: () => this.#mostQuietMs(name),
      },
      {
        onPush: (push) => this.#listener.onPush(push),
        onLive: () => {
          metrics.observe(OKX_METRICS.streamUp, 1, { stream: name });
          this.#live();
        },
        onLost: (reason, error) => {
          metrics.observe(OKX_METRICS.streamUp, 0, { stream: name });
          if (reason === 'login_failed' || error.code === 'config/live_locked') this.#opening?.reject(error);
          if (!this.#isLive) return;
          this.#isLive = false;
          this.#listener.onLost();
        },
        onRefused: (arg, error) => {
          logger.error('OKX refuses a channel.', { channel: channelKey(arg), error: error.message });
          if (arg.channel === 'mark-price') this.#hasMarks = false;
          if (NEEDED.has(arg.channel)) this.#opening?.reject(error);
        },
      },
    );
  }

  #mostQuietMs(name: SocketName): number {
    const isTold = name === 'private' || (name === 'public' && this.#hasMarks);
    return isTold ? MOST_QUIET_MS : Number.POSITIVE_INFINITY;
  }

  #live(): void {
    if (SOCKETS.some((name) => !this.#sockets[name].live)) return;
    this.#isLive = true;
    if (this.#opening !== null) this.#opening.resolve();
    // Also after a socket moved on to its successor: something may have been missed in between.
    else this.#listener.onLive();
  }
}
