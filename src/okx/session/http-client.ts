import type { Agent, IncomingMessage, request } from 'node:http';
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

/** A module of Node that speaks HTTP, and the connections that are kept with it. */
interface Http {
  readonly request: typeof request;
  readonly agent: Agent;
}

/** Connections to one host at the same time. */
const MOST_CONNECTIONS = 256;
/** How long a connection is kept that nobody uses, where the other side does not ask for less, ms. */
const KEPT_MS = 60_000;

/**
 * HTTP by Node's own client, over connections that are kept. Answers are not judged, redirections not followed.
 *
 * ccxt by itself takes undici, whose parser is WebAssembly: compiling that takes 25 MB, and a call costs a fifth more.
 */
export class HttpClient {
  readonly #idleMs: number;
  readonly #opened = new Map<string, Promise<Http>>();

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
    return exchange(await this.#http(url.startsWith('https:') ? 'https' : 'http'), this.#idleMs, url, call);
  }

  /** Ends all connections; what is under way is lost. */
  async close(): Promise<void> {
    for (const opened of this.#opened.values()) (await opened).agent.destroy();
  }

  #http(scheme: 'http' | 'https'): Promise<Http> {
    let opened = this.#opened.get(scheme);
    if (opened === undefined) {
      opened = (scheme === 'https' ? import('node:https') : import('node:http')).then((module) => ({
        request: module.request,
        agent: new module.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, timeout: KEPT_MS }),
      }));
      this.#opened.set(scheme, opened);
    }
    return opened;
  }
}

function exchange(http: Http, idleMs: number, url: string, { method, headers, body }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    /** Whether a connection stands: before that nothing leaves. */
    let stands = false;
    let isSilent = false;
    const fail = (error: unknown): void => reject(asConnectivityError(error, stands, isSilent));
    const outgoing = http.request(
      url,
      { method, headers: { 'Accept-Encoding': 'gzip', ...headers }, agent: http.agent, timeout: idleMs },
      (incoming) => {
        readText(incoming).then((text) => resolve({ status: incoming.statusCode ?? 0, text }), fail);
      },
    );
    outgoing.on('socket', (socket) => {
      stands = !socket.connecting;
      if (stands) return;
      const event = url.startsWith('https:') ? 'secureConnect' : 'connect';
      socket.once(event, () => {
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
