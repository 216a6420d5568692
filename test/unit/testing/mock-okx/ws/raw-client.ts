import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import type { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';

/** A message of the server, as far as the tests look at it. */
export interface RawMessage {
  readonly event?: string;
  readonly op?: string;
  readonly id?: string;
  readonly code?: string;
  readonly msg?: string;
  readonly connCount?: string;
  readonly channel?: string;
  readonly arg?: Readonly<Record<string, string>>;
  readonly action?: string;
  readonly eventType?: string;
  readonly curPage?: number;
  readonly lastPage?: boolean;
  readonly inTime?: string;
  // biome-ignore lint/suspicious/noExplicitAny: rows of a foreign protocol, which the tests only compare
  readonly data?: readonly any[];
}

type Url = 'public' | 'private' | 'business';

/** A client of the mock that hides nothing: one socket of the `ws` package. */
export class RawClient {
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #mock: MockOkx;
  readonly #unread: (RawMessage | 'pong')[] = [];
  #wake = (): void => {};

  private constructor(socket: WebSocket, mock: MockOkx) {
    this.#socket = socket;
    this.#mock = mock;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => resolve(code));
    });
    socket.on('message', (data) => {
      const text = data.toString();
      this.#unread.push(text === 'pong' ? 'pong' : (JSON.parse(text) as RawMessage));
      this.#wake();
    });
  }

  /** Rejects with the HTTP status, or the error's code, of a dial that is turned away. */
  static dial(mock: MockOkx, url: Url): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${mock.wsUrl}/${url}`);
      const client = new RawClient(socket, mock);
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (request, response) => {
        request.destroy();
        reject(new Error(`HTTP ${response.statusCode}`));
      });
      socket.on('error', reject);
    });
  }

  /** A connection that is logged in. */
  static async private(mock: MockOkx, url: Url = 'private'): Promise<RawClient> {
    const client = await RawClient.dial(mock, url);
    client.login();
    await client.event('login');
    return client;
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** A protocol ping, as browsers and proxies send it. */
  controlPing(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('pong', () => resolve());
      this.#socket.ping();
    });
  }

  login(
    change: {
      readonly apiKey?: string;
      readonly secretKey?: string;
      readonly passphrase?: string;
      readonly timestamp?: string;
    } = {},
  ): void {
    const { apiKey, secretKey, passphrase } = { ...this.#mock.credentials, ...change };
    const timestamp = change.timestamp ?? `${Math.floor(this.#mock.clock.now() / 1000)}`;
    const sign = createHmac('sha256', secretKey).update(`${timestamp}GET/users/self/verify`).digest('base64');
    this.send({ op: 'login', args: [{ apiKey, passphrase, timestamp, sign }] });
  }

  /** Subscribes and waits for the acknowledgement. */
  async subscribe(arg: Readonly<Record<string, string>>): Promise<void> {
    this.send({ op: 'subscribe', args: [arg] });
    await this.next((message) => message.event === 'subscribe' && message.arg?.channel === arg.channel);
  }

  /** The next message that is the one, or comes later; those before it are thrown away only if they are read first. */
  async next(isIt: (message: RawMessage) => boolean = () => true): Promise<RawMessage> {
    for (;;) {
      const at = this.#unread.findIndex((message) => message !== 'pong' && isIt(message));
      if (at >= 0) return this.#unread.splice(at, 1)[0] as RawMessage;
      await this.#more();
    }
  }

  event(name: string): Promise<RawMessage> {
    return this.next(({ event }) => event === name);
  }

  push(channel: string): Promise<RawMessage> {
    return this.next(({ event, arg }) => event === undefined && arg?.channel === channel);
  }

  /** Everything of a channel that the server has sent by now and nobody has read. */
  async pushes(channel: string): Promise<readonly RawMessage[]> {
    await this.ping();
    const found = this.#unread.filter((message): message is RawMessage => {
      return message !== 'pong' && message.event === undefined && message.arg?.channel === channel;
    });
    for (const message of found) this.#unread.splice(this.#unread.indexOf(message), 1);
    return found;
  }

  /** Resolves with the answer to a text `ping`: all that was sent before it has arrived. */
  async ping(): Promise<void> {
    this.send('ping');
    while (!this.#unread.includes('pong')) await this.#more();
    this.#unread.splice(this.#unread.indexOf('pong'), 1);
  }

  /** Everything that has arrived and has not been read. */
  get unread(): readonly (RawMessage | 'pong')[] {
    return this.#unread;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
