import type { IncomingMessage, RequestOptions, request } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { ConnectivityError } from '../../errors/index.ts';

/** A request, as ccxt hands it over. */
export interface HttpCall {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer that has come in full. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** The way to one host, with the connections that are kept to it. */
interface Route {
  readonly request: typeof request;
  readonly options: RequestOptions;
  /** Of a socket: it stands, and what is written leaves. */
  readonly standsAt: 'connect' | 'secureConnect';
  end(): void;
}

/** Connections to one host at the same time. */
const MOST_CONNECTIONS = 256;
/** How long a connection is kept that nobody uses, where the other side does not ask for less, ms. */
const KEPT_MS = 60_000;

/**
 * HTTP by Node's own client, over connections that are kept. Answers are not judged, redirections not followed.
 *
 * ccxt by itself takes undici, whose parser is WebAssembly: compiling that takes 25 MB
 * while the first calls are under way.
 */
export class HttpClient {
  readonly #idleMs: number;
  readonly #routes = new Map<string, Promise<Route>>();

  /** `idleMs`: how long a connection may be silent while an answer is due. */
  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws {ConnectivityError} `net/unreachable` when nothing can have left, `net/timeout` and `net/connection_lost` when
   * it may have.
   */
  async send(url: string, call: HttpCall): Promise<HttpAnswer> {
    const slash = url.indexOf('/', url.indexOf('//') + 2);
    const origin = url.slice(0, slash);
    let route = this.#routes.get(origin);
    if (route === undefined) {
      route = routeTo(new URL(origin), this.#idleMs);
      this.#routes.set(origin, route);
    }
    return exchange(await route, url.slice(slash), call);
  }

  /** Ends all connections; what is under way is lost. */
  async close(): Promise<void> {
    for (const route of this.#routes.values()) (await route).end();
  }
}

async function routeTo(origin: URL, idleMs: number): Promise<Route> {
  const isSecure = origin.protocol === 'https:';
  const { request, Agent } = await (isSecure ? import('node:https') : import('node:http'));
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, timeout: KEPT_MS });
  return {
    request,
    options: {
      ...urlToHttpOptions(origin),
      agent,
      timeout: idleMs,
      // Node works out a name for TLS in each call, also where there is none.
      ...(isSecure ? {} : { servername: '' }),
    },
    standsAt: isSecure ? 'secureConnect' : 'connect',
    end: () => agent.destroy(),
  };
}

function exchange(route: Route, path: string, { method, headers, body }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    /** Whether a connection stands: before that nothing leaves. */
    let stands = false;
    let isSilent = false;
    const fail = (error: unknown): void => reject(asConnectivityError(error, stands, isSilent));
    const outgoing = route.request(
      { ...route.options, path, method, headers: { 'Accept-Encoding': 'gzip', ...headers } },
      (incoming) => {
        readText(incoming).then((text) => resolve({ status: incoming.statusCode ?? 0, text }), fail);
      },
    );
    outgoing.on('socket', (socket) => {
      stands = !socket.connecting;
      if (stands) return;
      socket.once(route.standsAt, () => {
        stands = true;
      });
    });
    outgoing.on('timeout', () => {
      isSilent = true;
      outgoing.destroy();
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const bytes = await readBytes(incoming);
  if (incoming.headers['content-encoding'] !== 'gzip') return bytes.toString();
  const { gunzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gunzip(bytes, (error, plain) => (error === null ? resolve(plain.toString()) : reject(error)));
  });
}

function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}

function asConnectivityError(cause: unknown, stands: boolean, isSilent: boolean): ConnectivityError {
  const reason = codeOf(cause);
  if (!stands) {
    return new ConnectivityError(`OKX was not reached (${isSilent ? 'no answer to the dial' : reason}).`, {
      code: 'net/unreachable',
      advice: { retry: 'after', delayMs: 500 },
      details: { sent: false, reason },
      cause,
    });
  }
  return new ConnectivityError(
    isSilent ? 'OKX did not answer in time.' : `The connection broke before OKX had answered (${reason}).`,
    {
      code: isSilent ? 'net/timeout' : 'net/connection_lost',
      advice: { retry: 'lookup' },
      details: { reason },
      cause,
    },
  );
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}
