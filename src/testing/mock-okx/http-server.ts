import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../../errors/index.ts';
import type { RestApi } from './rest-api.ts';

/** Bodies beyond this are no orders. */
const LARGEST_BODY = 1 << 20;

/** The REST protocol on a socket of the loopback interface. */
export class HttpServer {
  readonly server: Server;
  readonly #api: RestApi;

  constructor(api: RestApi) {
    this.#api = api;
    this.server = createServer((request, response) => this.#take(request, response));
    // A client's keep-alive decides how long a connection lives.
    this.server.keepAliveTimeout = 65_000;
  }

  /** Resolves with the port. @throws {ConfigurationError} `config/invalid` when it is taken. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (cause) => {
        reject(
          new ConfigurationError(`The mock exchange cannot listen on ${host}:${port}.`, {
            code: 'config/invalid',
            details: { path: 'port' },
            cause,
          }),
        );
      });
      this.server.listen(port, host, () => {
        const address = this.server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Ends every connection, those in the middle of an answer, too. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_BODY) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const { status, envelope } = this.#answer(request, Buffer.concat(chunks).toString('utf8'));
      const body = JSON.stringify(envelope);
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  }

  #answer(request: IncomingMessage, body: string) {
    const {
      route,
      record,
      request: call,
    } = this.#api.receive({
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      headers: headersOf(request),
      body,
      ip: request.socket.remoteAddress ?? '',
    });
    const denied = this.#api.admit(route, call);
    const answer = denied ?? (route === undefined ? null : this.#api.run(route, call));
    const given = answer ?? { status: 404, envelope: { code: '404', msg: '', data: [] } };
    record.status = given.status;
    record.code = given.envelope.code;
    return given;
  }
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}
