import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../../errors/index.ts';
import type { CancelTimer, Clock } from '../../ports/clock.ts';
import type { Delivery, WireRequest } from './mock-answer.ts';

/** What a {@link LoopbackServer} serves. */
export interface Served {
  readonly handle: (request: WireRequest) => Delivery;
  /** By which deliveries wait. */
  readonly clock: Clock;
}

/** HTTP on a socket of the loopback interface. */
export class LoopbackServer {
  readonly #served: Served;
  readonly #server: Server;
  readonly #timers = new Set<CancelTimer>();

  constructor(served: Served) {
    this.#served = served;
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  /** Resolves with the port. @throws {ConfigurationError} `config/invalid` when it is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause) => {
        const message = `The mock model cannot listen on port ${port}.`;
        reject(new ConfigurationError(message, { code: 'config/invalid', details: { path: 'port' }, cause }));
      });
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Ends every connection, those in the middle of an answer, too. */
  close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const delivery = this.#served.handle({
        method: request.method ?? 'GET',
        path: (request.url ?? '/').replace(/\?.*$/s, ''),
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks).toString('utf8'),
      });
      void this.#deliver(delivery, response);
    });
  }

  async #deliver({ status, headers, pieces, end }: Delivery, response: ServerResponse): Promise<void> {
    if (pieces.length > 0 || end === 'complete') response.writeHead(status, headers);
    for (const piece of pieces) {
      if (response.destroyed) return;
      if (typeof piece === 'string') await new Promise<void>((resolve) => response.write(piece, () => resolve()));
      else await this.#wait(piece.waitMs);
    }
    if (end === 'complete') response.end();
    else if (end === 'reset') response.socket?.resetAndDestroy();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#served.clock.schedule(ms, () => {
        this.#timers.delete(cancel);
        resolve();
      });
      this.#timers.add(cancel);
    });
  }
}
