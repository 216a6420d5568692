import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** A venue on loopback that notes when each request arrived, and from whom. */
export class VenueServer {
  readonly arrivals: { readonly at: number; readonly from: string }[] = [];
  /** Whether requests are answered. */
  answers = true;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.arrivals.push({ at: performance.now(), from: request.url ?? '' });
      if (this.answers) response.end('{}');
    });
  }

  static async start(): Promise<VenueServer> {
    const venue = new VenueServer();
    venue.#server.listen(0, '127.0.0.1');
    await once(venue.#server, 'listening');
    return venue;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
