import type { RawData, WebSocket } from 'ws';
import { AuthenticationError, type BrokerError, ConnectivityError, VenueError } from '../../errors/index.ts';
import type { CancelTimer, Clock } from '../../ports/clock.ts';
import { type ChannelArg, channelKey, type Push } from './channel.ts';

/** Why a connection ended. */
export const LOSS_REASONS = [
  'refused',
  'closed',
  'silent',
  'login_failed',
  'connection_count',
  'malformed',
  'upgrade',
  'unanswered',
] as const;
/** One of {@link LOSS_REASONS}. */
export type LossReason = (typeof LOSS_REASONS)[number];

/** The arguments of a login, signed for this instant. */
export interface LoginArgs {
  readonly apiKey: string;
  readonly passphrase: string;
  /** Epoch seconds. */
  readonly timestamp: string;
  readonly sign: string;
}

/** What a connection tells. After `onLost` nothing more comes. */
export interface ConnectionListener {
  /** Logged in, and every subscription answered. */
  onLive(): void;
  onPush(push: Push): void;
  /** OKX has taken a subscription. */
  onSubscribed?(arg: ChannelArg): void;
  /** OKX will end this connection within a minute. */
  onUpgradeNotice(): void;
  /** OKX does not give this channel; the others go on. */
  onRefused(arg: ChannelArg, error: BrokerError): void;
  onLost(reason: LossReason, error: BrokerError): void;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly dial: (url: string) => WebSocket;
  /** `null` for public channels. */
  readonly login: (() => LoginArgs) | null;
  readonly clock: Clock;
  /** Without a single frame for so long, a ping's answer included, the connection is dead, ms. */
  readonly silenceMs: number;
  /** Without a single push for so long the connection is dead, whatever it answers, ms; left out where it may be quiet. */
  readonly mostQuietMs?: () => number;
  /** How long a dial, a login or a subscription may take, ms. */
  readonly answerMs: number;
}

/** Subscriptions in one request; more are sent in several. */
const ARGS_IN_REQUEST = 50;
/** With fewer than this in all, each has a request of its own, so that a refusal names it. */
const FEW_ARGS = 100;

/**
 * One dial of one OKX WebSocket: log in, subscribe, hand on every push, notice when it is dead.
 *
 * It is used once. Pushes are handed on in the order of arrival, one call each, and never merged.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #socket: WebSocket;
  readonly #wanted: Map<string, ChannelArg>;
  /** Requests that are not answered in full: the keys that are still open, by the request's id. */
  readonly #requests = new Map<string, Set<string>>();
  #requestNumber = 0;
  #stage: 'dialing' | 'logging_in' | 'subscribing' | 'live' | 'ended' = 'dialing';
  #heard = false;
  #pinged = false;
  /** How long there was no push, in whole periods of watching, ms. */
  #quietMs = 0;
  #stopWatch: CancelTimer | null = null;
  #stopDeadline: CancelTimer | null = null;

  constructor(options: ConnectionOptions, channels: Iterable<ChannelArg>, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#wanted = new Map([...channels].map((arg) => [channelKey(arg), arg]));
    this.#socket = options.dial(options.url);
    this.#socket.on('open', () => this.#opened());
    this.#socket.on('message', (data) => this.#message(data));
    this.#socket.on('error', (error) => this.#broken(error.message, error));
    this.#socket.on('close', (code) => this.#broken(`close code ${code}`));
    this.#expectWithin('The dial was not answered.');
  }

  get live(): boolean {
    return this.#stage === 'live';
  }

  /** Adds a channel; on a connection that is not live yet it comes with the others. */
  subscribe(arg: ChannelArg): void {
    const key = channelKey(arg);
    if (this.#wanted.has(key)) return;
    this.#wanted.set(key, arg);
    if (this.#stage === 'live' || this.#stage === 'subscribing') this.#request('subscribe', [arg]);
  }

  unsubscribe(arg: ChannelArg): void {
    const key = channelKey(arg);
    if (!this.#wanted.delete(key)) return;
    if (this.#stage === 'live' || this.#stage === 'subscribing') this.#request('unsubscribe', [arg]);
  }

  /** Ends the connection without telling anybody. */
  close(): void {
    if (this.#stage === 'ended') return;
    this.#stage = 'ended';
    this.#stopTimers();
    this.#socket.close();
    // A peer that does not answer the farewell would keep the socket open.
    this.#options.clock.schedule(this.#options.answerMs, () => this.#socket.terminate());
  }

  #opened(): void {
    if (this.#stage !== 'dialing') return;
    this.#watch();
    const { login } = this.#options;
    if (login === null) {
      this.#subscribeAll();
      return;
    }
    this.#stage = 'logging_in';
    this.#expectWithin('The login was not answered.');
    this.#send({ op: 'login', args: [login()] });
  }

  #subscribeAll(): void {
    this.#stage = 'subscribing';
    this.#expectWithin('A subscription was not answered.');
    const args = [...this.#wanted.values()];
    const size = args.length < FEW_ARGS ? 1 : ARGS_IN_REQUEST;
    for (let at = 0; at < args.length; at += size) this.#request('subscribe', args.slice(at, at + size));
    this.#settleSubscriptions();
  }

  #request(op: 'subscribe' | 'unsubscribe', args: readonly ChannelArg[]): void {
    this.#requestNumber += 1;
    const id = `s${this.#requestNumber}`;
    if (op === 'subscribe') this.#requests.set(id, new Set(args.map(channelKey)));
    this.#send({ id, op, args });
  }

  #message(data: RawData): void {
    if (this.#stage === 'ended') return;
    this.#heard = true;
    const text = data.toString();
    if (text === 'pong') return;
    let frame: Frame;
    try {
      frame = JSON.parse(text);
    } catch {
      this.#lose('malformed', malformed('OKX sent a frame that is no JSON.'));
      return;
    }
    if (frame.data !== undefined && frame.arg !== undefined && frame.event === undefined) {
      this.#quietMs = 0;
      this.#listener.onPush(frame as Push);
      return;
    }
    this.#event(frame);
  }

  #event(frame: Frame): void {
    switch (frame.event) {
      case 'login':
        if (frame.code === undefined || frame.code === '0') this.#subscribeAll();
        else this.#loginFailed(frame);
        return;
      case 'subscribe':
        if (frame.arg === undefined) return;
        this.#listener.onSubscribed?.(frame.arg);
        this.#answered(frame, channelKey(frame.arg));
        return;
      case 'error':
        this.#errorEvent(frame);
        return;
      case 'notice':
        // 64008: this connection ends within a minute, because OKX upgrades its service.
        if (frame.code === '64008') this.#listener.onUpgradeNotice();
        return;
      case 'channel-conn-count-error':
        this.#lose(
          'connection_count',
          new VenueError(`OKX has too many connections of this account on the channel ${frame.channel ?? '?'}.`, {
            code: 'venue/failed',
            advice: { retry: 'after', delayMs: 10_000 },
            details: { channel: frame.channel ?? null, connections: frame.connCount ?? null },
          }),
        );
        return;
      default:
    }
  }

  #errorEvent(frame: Frame): void {
    if (this.#stage === 'logging_in') {
      this.#loginFailed(frame);
      return;
    }
    const keys = frame.id === undefined ? undefined : this.#requests.get(frame.id);
    if (frame.id === undefined || keys === undefined) {
      // Nobody can say what it was about, so nothing on this connection can be trusted any more.
      this.#lose('malformed', refused(frame));
      return;
    }
    this.#requests.delete(frame.id);
    for (const key of keys) {
      const arg = this.#wanted.get(key);
      this.#wanted.delete(key);
      if (arg !== undefined) this.#listener.onRefused(arg, refused(frame));
    }
    this.#settleSubscriptions();
  }

  #answered(frame: Frame, key: string): void {
    for (const [id, keys] of this.#requests) {
      if (frame.id !== undefined && frame.id !== id) continue;
      if (!keys.delete(key)) continue;
      if (keys.size === 0) this.#requests.delete(id);
      break;
    }
    this.#settleSubscriptions();
  }

  #settleSubscriptions(): void {
    if (this.#stage !== 'subscribing' || this.#requests.size > 0) return;
    this.#stage = 'live';
    this.#stopDeadline?.();
    this.#listener.onLive();
  }

  #loginFailed(frame: Frame): void {
    const code = frame.code ?? '';
    this.#lose(
      'login_failed',
      new AuthenticationError(`OKX refused the login of the WebSocket: ${frame.msg ?? ''} (${code}).`, {
        code: 'auth/rejected',
        details: { venueCode: code },
      }),
    );
  }

  /** Looks at regular intervals whether anything was heard; asks with a ping, and gives up when that is not answered. */
  #watch(): void {
    const { silenceMs, mostQuietMs: mostQuiet = () => Number.POSITIVE_INFINITY } = this.#options;
    const period = Math.max(1, Math.floor(silenceMs / 3));
    const look = (): void => {
      if (this.#stage === 'ended') return;
      this.#quietMs += period;
      const mostQuietMs = mostQuiet();
      if (this.#quietMs > mostQuietMs) {
        // Pings are answered by whoever holds the socket; that does not mean that he hears of anything.
        this.#lose('silent', lost(`Nothing was pushed for ${mostQuietMs} ms.`));
        return;
      }
      if (this.#heard) {
        this.#heard = false;
        this.#pinged = false;
      } else if (this.#pinged) {
        this.#lose('silent', lost(`Nothing was heard for ${silenceMs} ms.`));
        return;
      } else {
        this.#pinged = true;
        this.#sendText('ping');
      }
      this.#stopWatch = this.#options.clock.schedule(period, look);
    };
    this.#stopWatch = this.#options.clock.schedule(period, look);
  }

  #expectWithin(complaint: string): void {
    this.#stopDeadline?.();
    this.#stopDeadline = this.#options.clock.schedule(this.#options.answerMs, () =>
      this.#lose('unanswered', lost(complaint)),
    );
  }

  #broken(what: string, cause?: Error): void {
    const dialed = this.#stage !== 'dialing';
    this.#lose(dialed ? 'closed' : 'refused', lost(`The connection broke: ${what}.`, cause));
  }

  #lose(reason: LossReason, error: BrokerError): void {
    if (this.#stage === 'ended') return;
    this.#stage = 'ended';
    this.#stopTimers();
    this.#socket.terminate();
    this.#listener.onLost(reason, error);
  }

  #stopTimers(): void {
    this.#stopWatch?.();
    this.#stopDeadline?.();
  }

  #send(message: unknown): void {
    this.#sendText(JSON.stringify(message));
  }

  #sendText(text: string): void {
    // What cannot be sent shows as a loss soon enough.
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text, () => {});
  }
}

/** What may stand in a frame, before it is known which kind it is. */
interface Frame {
  readonly id?: string;
  readonly event?: string;
  readonly code?: string;
  readonly msg?: string;
  readonly arg?: ChannelArg;
  readonly data?: readonly unknown[];
  readonly channel?: string;
  readonly connCount?: string;
}

function lost(message: string, cause?: Error): ConnectivityError {
  return new ConnectivityError(message, {
    code: 'net/connection_lost',
    advice: { retry: 'after', delayMs: 1_000 },
    ...(cause === undefined ? {} : { cause }),
  });
}

function malformed(message: string): VenueError {
  return new VenueError(message, { code: 'venue/malformed_response' });
}

function refused(frame: Frame): VenueError {
  return new VenueError(`OKX refused a request on the WebSocket: ${frame.msg ?? ''} (${frame.code ?? 'no code'}).`, {
    code: 'venue/failed',
    details: { venueCode: frame.code ?? null },
  });
}
