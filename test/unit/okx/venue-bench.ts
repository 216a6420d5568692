import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { SystemClock } from '../../../src/engine/system-clock.ts';
import { VenueBroker } from '../../../src/engine/venue-broker.ts';
import { OkxLine } from '../../../src/okx/okx-line.ts';
import { OkxVenue } from '../../../src/okx/okx-venue.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { openSession } from '../../../src/okx/session/okx-session.ts';
import { DialGate } from '../../../src/okx/stream/dial-gate.ts';
import type { VenueEvent } from '../../../src/ports/venue.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import type { MockOkxOptions } from '../../../src/testing/mock-okx/mock-okx-options.ts';
import { countingIds } from '../../../src/testing/index.ts';
import { RequestRing } from '../../../src/transport/request-ring.ts';

interface Subscription {
  readonly channel: string;
  readonly instId?: string;
}

/** The mock's news of orders on WebSockets: says yes to everything, and pushes what happens. */
export class NewsSockets {
  readonly #server: WebSocketServer;
  readonly #subscribed = new Map<WebSocket, Subscription[]>();
  /** Pushes for which this is true are not sent. */
  swallow: (channel: string, row: Readonly<Record<string, unknown>>) => boolean = () => false;

  private constructor(server: WebSocketServer, mock: MockOkx) {
    this.#server = server;
    server.on('connection', (socket) => {
      const subscriptions: Subscription[] = [];
      this.#subscribed.set(socket, subscriptions);
      socket.on('close', () => this.#subscribed.delete(socket));
      socket.on('message', (data) => {
        const text = data.toString();
        if (text === 'ping') {
          socket.send('pong');
          return;
        }
        const request = JSON.parse(text) as { id?: string; op: string; args: Subscription[] };
        if (request.op === 'login') {
          socket.send(JSON.stringify({ event: 'login', code: '0', msg: '', connId: 'c' }));
          return;
        }
        for (const arg of request.args) {
          subscriptions.push(arg);
          socket.send(JSON.stringify({ id: request.id, event: request.op, arg, connId: 'c' }));
        }
      });
    });
    mock.news.subscribe((item) => {
      if (item.type === 'order') this.push('orders', item.row);
      if (item.type === 'algo') this.push('orders-algo', item.row);
    });
  }

  static async start(mock: MockOkx): Promise<NewsSockets> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new NewsSockets(server, mock);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  push(channel: string, row: Readonly<Record<string, unknown>>): void {
    if (this.swallow(channel, row)) return;
    for (const [socket, subscriptions] of this.#subscribed) {
      const arg = subscriptions.find((one) => one.channel === channel);
      if (arg !== undefined) socket.send(JSON.stringify({ arg, data: [row] }));
    }
  }

  /** Ends every connection, as a network does. */
  drop(): void {
    for (const socket of this.#subscribed.keys()) socket.terminate();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A mock exchange, a venue on it, and an engine over that. */
export class VenueBench {
  readonly mock: MockOkx;
  readonly sockets: NewsSockets;
  readonly venue: OkxVenue;
  readonly broker: VenueBroker;
  /** What the venue told, prices apart. */
  readonly told: VenueEvent[] = [];

  private constructor(mock: MockOkx, sockets: NewsSockets) {
    this.mock = mock;
    this.sockets = sockets;
    const clock = new SystemClock();
    const ring = new RequestRing({ clock });
    const line = new OkxLine({
      clock,
      ring,
      openSession: async () =>
        openSession({
          okx: await loadOkx(),
          credentials: mock.credentials,
          hosts: { rest: mock.restUrl, ws: sockets.url },
          clock,
        }),
    });
    const unread = () => Promise.reject(new Error('This bench has no market data.'));
    this.venue = new OkxVenue({
      name: 'okx demo',
      line,
      clock,
      market: { getQuote: unread, getCandles: unread },
      accountCurrency: 'USDT',
      dial: (url) => new WebSocket(url),
      dialGate: new DialGate(clock),
      fraction: () => 0,
      lookupMargins: { orderMs: 50, conditionMs: 100 },
    });
    const open = this.venue.open.bind(this.venue);
    this.venue.open = (onEvent) =>
      open((event) => {
        if (event.type !== 'price') this.told.push(event);
        onEvent(event);
      });
    this.broker = new VenueBroker({
      kind: 'okx_demo',
      venue: this.venue,
      ids: countingIds('order'),
    });
  }

  static async start(options: MockOkxOptions = {}): Promise<VenueBench> {
    const mock = await MockOkx.start(options);
    return new VenueBench(mock, await NewsSockets.start(mock));
  }

  /** Waits, without a timer, until something is so; the test's own time limit ends a wait in vain. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    await this.broker.close();
    await this.sockets.close();
    await this.mock.close();
  }
}
