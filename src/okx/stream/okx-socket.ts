import { type BrokerError, isBrokerError } from '../../errors/index.ts';
import type { CancelTimer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { BackOff } from './back-off.ts';
import { type ChannelArg, channelKey, type Push } from './channel.ts';
import { Connection, type ConnectionOptions, type LossReason } from './connection.ts';
import type { DialGate } from './dial-gate.ts';

/** What a socket tells, over all its connections. */
export interface SocketListener {
  /** A connection is live: from here on nothing is missed. What happened before has to be read over REST. */
  onLive(): void;
  /** The live connection is gone; another one is under way. */
  onLost(reason: LossReason, error: BrokerError): void;
  onPush(push: Push): void;
  /** OKX has taken a subscription of the connection that counts. */
  onSubscribed?(arg: ChannelArg): void;
  onRefused(arg: ChannelArg, error: BrokerError): void;
}

export interface OkxSocketOptions extends ConnectionOptions {
  /** For the log: `public`, `private` or `business`. */
  readonly name: string;
  readonly dialGate: DialGate;
  /** A number from 0 up to, and without, 1. */
  readonly fraction: () => number;
  readonly logger: Logger;
}

const FIRST_DELAY_MS = 500;
const MOST_DELAY_MS = 30_000;
/** A login that was refused, or a full house, is not helped by asking again soon. */
const REFUSED_DELAY_MS = 10_000;
/** A connection that lasts so long has proved itself. */
const STABLE_MS = 30_000;

/**
 * One of OKX's WebSockets, kept alive: it dials again with its own back-off and subscribes to everything again.
 *
 * At a notice of an upgrade the new connection is live before the old one goes. Nothing is handed on from a connection
 * that was given up, so no push comes twice from here.
 */
export class OkxSocket {
  readonly #options: OkxSocketOptions;
  readonly #listener: SocketListener;
  readonly #channels = new Map<string, ChannelArg>();
  readonly #backOff: BackOff;
  #current: Connection | null = null;
  #successor: Connection | null = null;
  #stopDial: CancelTimer | null = null;
  #stopStable: CancelTimer | null = null;
  #state: 'idle' | 'open' | 'closed' = 'idle';
  /** Whether the connection is being replaced. */
  #isMoving = false;

  constructor(options: OkxSocketOptions, listener: SocketListener) {
    this.#options = options;
    this.#listener = listener;
    this.#backOff = new BackOff({ firstMs: FIRST_DELAY_MS, mostMs: MOST_DELAY_MS, fraction: options.fraction });
  }

  get live(): boolean {
    return this.#current?.live ?? false;
  }

  /** Dials; `onLive` follows. */
  open(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'open';
    this.#dialIn(this.#backOff.next());
  }

  subscribe(arg: ChannelArg): void {
    this.#channels.set(channelKey(arg), arg);
    this.#current?.subscribe(arg);
    this.#successor?.subscribe(arg);
  }

  unsubscribe(arg: ChannelArg): void {
    this.#channels.delete(channelKey(arg));
    this.#current?.unsubscribe(arg);
    this.#successor?.unsubscribe(arg);
  }

  close(): void {
    this.#state = 'closed';
    this.#stopDial?.();
    this.#stopStable?.();
    this.#current?.close();
    this.#successor?.close();
    this.#current = null;
    this.#successor = null;
  }

  #dialIn(delayMs: number): void {
    const delay = this.#options.dialGate.enter(delayMs);
    this.#stopDial = this.#options.clock.schedule(delay, () => {
      try {
        this.#current = this.#dial();
      } catch (error) {
        if (!isBrokerError(error)) throw error;
        // What forbids the dial, such as a host that is not demo trading's, forbids every other one.
        this.#state = 'closed';
        this.#options.logger.error('The WebSocket may not be dialed.', {
          socket: this.#options.name,
          error: error.message,
        });
        this.#listener.onLost('refused', error);
      }
    });
  }

  #dial(): Connection {
    let connection: Connection | null = null;
    const isCurrent = (): boolean => connection !== null && this.#current === connection;
    connection = new Connection(this.#options, this.#channels.values(), {
      onLive: () => {
        if (connection !== null && this.#successor === connection) this.#succeed(connection);
        this.#stopStable?.();
        this.#stopStable = this.#options.clock.schedule(STABLE_MS, () => this.#backOff.reset());
        this.#listener.onLive();
      },
      onPush: (push) => {
        if (isCurrent()) this.#listener.onPush(push);
      },
      onSubscribed: (arg) => {
        if (isCurrent()) this.#listener.onSubscribed?.(arg);
      },
      onUpgradeNotice: () => {
        if (isCurrent()) this.#replace();
      },
      onRefused: (arg, error) => {
        this.#channels.delete(channelKey(arg));
        this.#listener.onRefused(arg, error);
      },
      onLost: (reason, error) => {
        if (this.#successor === connection) this.#succeedLater(reason);
        else if (isCurrent()) this.#lost(reason, error);
      },
    });
    return connection;
  }

  #lost(reason: LossReason, error: BrokerError): void {
    this.#current = null;
    this.#isMoving = false;
    this.#stopStable?.();
    this.#stopDial?.();
    if (this.#state !== 'open') return;
    this.#options.logger.warn('The WebSocket was lost.', { socket: this.#options.name, reason });
    const heir = this.#successor;
    if (heir !== null) {
      // The successor is under way already; it takes over as it is.
      this.#current = heir;
      this.#successor = null;
    } else {
      const refused = reason === 'login_failed' || reason === 'connection_count';
      const delay = this.#backOff.next();
      this.#dialIn(refused ? Math.max(delay, REFUSED_DELAY_MS) : delay);
    }
    this.#listener.onLost(reason, error);
  }

  #replace(): void {
    if (this.#isMoving) return;
    this.#isMoving = true;
    this.#options.logger.info('OKX upgrades its service; the WebSocket moves.', { socket: this.#options.name });
    this.#dialSuccessorIn(0);
  }

  /** The successor did not come about; the connection that is there goes on until another one does. */
  #succeedLater(reason: LossReason): void {
    this.#successor = null;
    if (this.#state !== 'open') return;
    this.#options.logger.warn('The WebSocket could not move yet.', { socket: this.#options.name, reason });
    this.#dialSuccessorIn(FIRST_DELAY_MS);
  }

  #dialSuccessorIn(delayMs: number): void {
    const delay = this.#options.dialGate.enter(delayMs);
    this.#stopDial = this.#options.clock.schedule(delay, () => {
      this.#successor = this.#dial();
    });
  }

  #succeed(connection: Connection): void {
    this.#current?.close();
    this.#current = connection;
    this.#successor = null;
    this.#isMoving = false;
  }
}
