import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'brokerkit';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LiveMessage } from '../contract/live.ts';
import type { LiveHub, Numbered } from './live-hub.ts';

export interface LiveSocketLimits {
  /** Default 1000. */
  readonly listeners?: number;
  /** How much may wait for a listener that reads slowly. Default 1 MiB. */
  readonly waitingBytes?: number;
  /** A listener that did not answer one ping is gone at the next. Default 15 s. */
  readonly pingMs?: number;
}

/** The subprotocol that is chosen where a listener offers it, as beside its token. */
export const LIVE_PROTOCOL = 'brokerkit.live';
const MIB = 2 ** 20;
// Apart, because the types of ws do not know closeTimeout yet.
const SERVER_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: 1_024,
  closeTimeout: 2_000,
  handleProtocols: (offered: Set<string>) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : (false as const)),
};

/** What was heard last, and in which run. */
export interface Heard {
  readonly run: string;
  readonly seq: number;
}

/** Tells a hub's messages to WebSockets: each is written once for all of them, and nobody is waited for. */
export class LiveSocket {
  readonly #hub: LiveHub;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #limits: Required<LiveSocketLimits>;
  readonly #answered = new Map<WebSocket, boolean>();
  // Only of what was asked for again: after an outage everybody asks for the same.
  readonly #written = new WeakMap<Numbered, Buffer>();
  readonly #server = new WebSocketServer(SERVER_OPTIONS);
  #unlisten: () => void = () => {};
  readonly #pings: NodeJS.Timeout;

  constructor(
    hub: LiveHub,
    options: { readonly limits?: LiveSocketLimits; readonly logger: Logger; readonly now: () => number },
  ) {
    this.#hub = hub;
    this.#logger = options.logger;
    this.#now = options.now;
    this.#limits = { listeners: 1_000, waitingBytes: MIB, pingMs: 15_000, ...options.limits };
    this.#pings = setInterval(() => this.#ping(), this.#limits.pingMs).unref();
  }

  get listeners(): number {
    return this.#answered.size;
  }

  get isFull(): boolean {
    return this.#answered.size >= this.#limits.listeners;
  }

  /** Takes a request for a WebSocket that was found in order. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer, heard: Heard | null): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket, heard));
  }

  /** Ends every connection with 1001, and those that do not part within the grace anyway. */
  async close(graceMs: number): Promise<void> {
    clearInterval(this.#pings);
    const sockets = [...this.#answered.keys()];
    const late = setTimeout(() => sockets.forEach((socket) => void socket.terminate()), graceMs);
    const parted = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) socket.close(1001, 'The host is closing.');
    await Promise.all(parted);
    clearTimeout(late);
  }

  #welcome(socket: WebSocket, heard: Heard | null): void {
    if (this.#answered.size === 0) this.#unlisten = this.#hub.listen((message) => this.#tell(message));
    this.#answered.set(socket, true);
    socket.on('pong', () => this.#answered.has(socket) && this.#answered.set(socket, true));
    socket.on('error', (error) => this.#logger.debug('a listener failed', { error: error.message }));
    socket.on('close', (code) => {
      this.#answered.delete(socket);
      if (this.#answered.size === 0) this.#unlisten();
      this.#logger.debug('a listener went', { code, listeners: this.listeners });
    });
    socket.on('message', () => socket.close(1008, 'This socket only tells.'));
    const missed = heard === null ? null : this.#missedSince(heard);
    const [{ run, seq }, at] = [this.#hub, this.#now()];
    const hello: LiveMessage = { type: 'hello', run, seq, isResumed: missed !== null, at };
    socket.send(JSON.stringify(hello));
    for (const message of missed ?? []) socket.send(message, { binary: false });
    this.#logger.debug('a listener came', { listeners: this.listeners, missed: missed?.length ?? null });
  }

  /** `null` where it cannot be told any more, or is so much that reading everything anew is cheaper. */
  #missedSince(heard: Heard): readonly Buffer[] | null {
    const { isResumed, missed } = this.#hub.since(heard);
    if (!isResumed) return null;
    const texts: Buffer[] = [];
    let bytes = 0;
    for (const message of missed) {
      const text = this.#written.get(message) ?? written(message);
      this.#written.set(message, text);
      texts.push(text);
      bytes += text.length;
      if (bytes > this.#limits.waitingBytes) return null;
    }
    return texts;
  }

  #tell(message: Numbered): void {
    const text = written(message);
    for (const socket of this.#answered.keys()) {
      if (socket.readyState !== socket.OPEN) continue;
      if (socket.bufferedAmount <= this.#limits.waitingBytes) socket.send(text, { binary: false });
      else this.#cutOff(socket);
    }
  }

  /** Nothing more is kept for it; it can come back with what it heard last. */
  #cutOff(socket: WebSocket): void {
    this.#logger.warn('a listener reads too slowly and is cut off', { waitingBytes: socket.bufferedAmount });
    socket.close(1013, 'Too slow. Come back with run and after.');
  }

  #ping(): void {
    for (const [socket, hasAnswered] of this.#answered) {
      if (!hasAnswered) socket.terminate();
      else if (socket.readyState === socket.OPEN) {
        this.#answered.set(socket, false);
        socket.ping();
      }
    }
  }
}

function written(message: Numbered): Buffer {
  return Buffer.from(JSON.stringify(message));
}
