import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';

/** The limit that all keep to: that of OKX for placing orders. */
export const LIMIT = 60;
export const WINDOW_MS = 2000;

/** What a run came to. */
export interface LimiterResult {
  readonly arrived: number;
  /** The most that arrived within any span of the window's length. */
  readonly fullestWindow: number;
}

/** A server on loopback that notes when each request arrives, and the client for it. */
export class CountingVenue {
  readonly #arrivals: number[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server = createServer((_request, response) => {
    this.#arrivals.push(performance.now());
    response.end('{}');
  });
  #port = 0;

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  /** Resolves when the whole answer is there. */
  send(): Promise<void> {
    return new Promise((resolve, reject) => {
      const sending = request({ host: '127.0.0.1', port: this.#port, agent: this.#agent }, (response) => {
        response.resume().on('end', resolve).on('error', reject);
      });
      sending.on('error', reject).end();
    });
  }

  result(): LimiterResult {
    let fullestWindow = 0;
    let first = 0;
    for (const [last, at] of this.#arrivals.entries()) {
      while (this.#arrivals[first]! <= at - WINDOW_MS) first++;
      fullestWindow = Math.max(fullestWindow, last - first + 1);
    }
    return { arrived: this.#arrivals.length, fullestWindow };
  }
}
