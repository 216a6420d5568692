import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { DialGate } from '../../../src/okx/stream/dial-gate.ts';
import { OkxSocket, type OkxSocketOptions, type SocketListener } from '../../../src/okx/stream/okx-socket.ts';
import { silentLogger } from '../../../src/ports/logger.ts';
import { FakeClock } from '../../../src/testing/index.ts';

interface Request {
  readonly id?: string;
  readonly op: string;
  readonly args: readonly Record<string, string>[];
}

/** One end of a connection, as the server sees it. */
export class Peer {
  readonly requests: Request[] = [];
  readonly texts: string[] = [];
  /** What is done with a request; default: say yes. */
  answer: (request: Request, peer: Peer) => void = sayYes;
  closed = false;

  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const text = data.toString();
      if (text === 'ping') {
        this.texts.push(text);
        if (this.pongs) socket.send('pong');
        return;
      }
      const request = JSON.parse(text) as Request;
      this.requests.push(request);
      this.answer(request, this);
    });
    socket.on('close', () => {
      this.closed = true;
    });
  }

  pongs = true;

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  push(channel: string, row: unknown, instId = 'BTC-USDT-SWAP'): void {
    this.send({ arg: { channel, instId }, data: [row] });
  }
}

export function sayYes(request: Request, peer: Peer): void {
  if (request.op === 'login') peer.send({ event: 'login', code: '0', msg: '', connId: 'c' });
  else for (const arg of request.args) peer.send({ id: request.id, event: request.op, arg, connId: 'c' });
}

/** A WebSocket server on loopback that does what a test says, with a fake clock for the client's timers. */
export class StreamServer {
  readonly clock = new FakeClock();
  readonly peers: Peer[] = [];
  readonly heard: string[] = [];
  readonly #server: WebSocketServer;
  #closed = false;
  /** Sets up each new peer. */
  welcome: (peer: Peer) => void = () => {};
  refuse = false;
  refusals = 0;
  socket: OkxSocket | null = null;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => {
      const peer = new Peer(socket);
      this.welcome(peer);
      this.peers.push(peer);
    });
  }

  static async start(): Promise<StreamServer> {
    let made: StreamServer | null = null;
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      verifyClient: () => {
        if (made?.refuse !== true) return true;
        made.refusals += 1;
        return false;
      },
    });
    await new Promise((resolve) => server.once('listening', resolve));
    made = new StreamServer(server);
    return made;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A socket to this server; what it tells is written down in {@link heard}. */
  client(options: Partial<OkxSocketOptions> = {}, listener: Partial<SocketListener> = {}): OkxSocket {
    const note = (text: string) => {
      this.heard.push(text);
    };
    this.socket = new OkxSocket(
      {
        name: 'test',
        url: this.url,
        dial: (url) => new WebSocket(url),
        login: null,
        clock: this.clock,
        dialGate: new DialGate(this.clock),
        fraction: () => 0.5,
        silenceMs: 9_000,
        answerMs: 5_000,
        logger: silentLogger,
        ...options,
      },
      {
        onLive: () => note('live'),
        onLost: (reason) => note(`lost ${reason}`),
        onPush: ({ arg, data }) => note(`${arg.channel} ${JSON.stringify(data[0])}`),
        onRefused: (arg) => note(`refused ${arg.channel}`),
        ...listener,
      },
    );
    return this.socket;
  }

  /** Waits, without a timer, until something is so; the test's own time limit ends a wait in vain. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#closed) throw new Error('The server was closed while a test waited for something.');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  untilHeard(text: string, times = 1): Promise<void> {
    return this.until(() => this.heard.filter((one) => one === text).length >= times);
  }

  /** The connection with this number, once it is there. */
  async peer(number: number): Promise<Peer> {
    await this.until(() => this.peers.length > number);
    return this.peers[number]!;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.socket?.close();
    for (const { socket } of this.peers) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
