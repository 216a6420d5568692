import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../../errors/index.ts';
import type { Delivery } from './faults/delivery.ts';
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
      void this.#answer(request, response, Buffer.concat(chunks).toString('utf8'));
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const delivery = await this.#api.handle({
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      headers: headersOf(request),
      body,
      ip: request.socket.remoteAddress ?? '',
    });
    deliver(delivery, response);
  }
}

function deliver(delivery: Delivery, response: ServerResponse): void {
  const { socket } = response;
  switch (delivery.type) {
    case 'silence':
      return;
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'partial': {
      const bytes = Buffer.from(delivery.body);
      response.writeHead(delivery.status, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
        if (delivery.end === 'reset') socket?.resetAndDestroy();
      });
      return;
    }
    case 'answer':
      response.writeHead(delivery.status, {
        'content-type': delivery.contentType,
        'content-length': Buffer.byteLength(delivery.body),
      });
      response.end(delivery.body);
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
