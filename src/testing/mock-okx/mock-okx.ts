import type { MockCredentials } from './authentication.ts';
import { type ExchangeTruth, truthOf } from './exchange-truth.ts';
import type { MockFaultControl } from './faults/mock-faults.ts';
import { HttpServer } from './http-server.ts';
import type { MockClock } from './mock-clock.ts';
import { MockCore } from './mock-core.ts';
import type { MockMarketControl } from './mock-market-control.ts';
import type { MockOkxOptions } from './mock-okx-options.ts';
import { keepParts } from './mock-parts.ts';
import type { MockNews } from './news.ts';
import type { MockLimits } from './rate-limits.ts';
import { RestApi } from './rest-api.ts';
import type { RequestRecord } from './rest-request.ts';
import { ACCOUNT_ROUTES } from './routes/account-routes.ts';
import { ALGO_ROUTES } from './routes/algo-routes.ts';
import { MARKET_ROUTES } from './routes/market-routes.ts';
import { ORDER_ROUTES } from './routes/order-routes.ts';
import { PUBLIC_ROUTES } from './routes/public-routes.ts';
import { MockStreams } from './ws/mock-streams.ts';
import type { MockStreamControl } from './ws/stream-control.ts';

/**
 * A mock of OKX on the loopback interface: this project's simulated exchange behind OKX's v5 protocol.
 *
 * Any client in any language can trade on it. Its market moves when a test moves it.
 *
 * @see docs/testing-your-bot.md
 */
export class MockOkx {
  /** Base of REST, such as `http://127.0.0.1:34567`. */
  readonly restUrl: string;
  /** Base of WebSocket; `/public`, `/private` and `/business` are appended. */
  readonly wsUrl: string;
  /** The truth, for assertions. */
  readonly exchange: ExchangeTruth;
  readonly #core: MockCore;
  readonly #http: HttpServer;
  readonly #api: RestApi;
  readonly #streams: MockStreams;

  private constructor(core: MockCore, api: RestApi, http: HttpServer, authority: string) {
    this.#core = core;
    this.#api = api;
    this.#http = http;
    this.exchange = truthOf(core);
    this.restUrl = `http://${authority}`;
    this.#streams = new MockStreams(core, http.server);
    this.wsUrl = `ws://${authority}/ws/v5`;
    keepParts(this, { core, api });
  }

  /** Starts an exchange with one account and its market. @throws {ConfigurationError} when the port is taken. */
  static async start(options: MockOkxOptions = {}): Promise<MockOkx> {
    const core = new MockCore(options);
    const api = new RestApi(core, [
      ...PUBLIC_ROUTES,
      ...MARKET_ROUTES,
      ...ORDER_ROUTES,
      ...ALGO_ROUTES,
      ...ACCOUNT_ROUTES,
    ]);
    const http = new HttpServer(api);
    const host = options.host ?? '127.0.0.1';
    const port = await http.listen(options.port ?? 0, host);
    return new MockOkx(core, api, http, `${host}:${port}`);
  }

  /** What a client has to sign with. */
  get credentials(): MockCredentials {
    return this.#core.credentials;
  }

  /** Moves prices, books, marks and funding. */
  get market(): MockMarketControl {
    return this.#core.market;
  }

  /** The server's time. */
  get clock(): MockClock {
    return this.#core.clock;
  }

  /** What happens, in order. */
  get news(): MockNews {
    return this.#core.news;
  }

  /** Makes calls go wrong, as a script or by chance. */
  get faults(): MockFaultControl {
    return this.#core.faults;
  }

  /** The WebSocket side: its connections, its faults, its pace. */
  get streams(): MockStreamControl {
    return this.#streams;
  }

  /** The limits, and in `violations` the calls that came when a window was full. */
  get limits(): MockLimits {
    return this.#core.limits;
  }

  /** Every REST call so far, oldest first; as many are kept as the history is to have. */
  get requests(): readonly RequestRecord[] {
    return this.#api.requests;
  }

  /** Liquidates a position, or deleverages half of it, at the market; returns whether there was one. */
  force(instId: string, category: 'adl' | 'full_liquidation'): boolean {
    return this.#core.force(instId, category);
  }

  /** Ends every connection and timer. */
  async close(): Promise<void> {
    this.#streams.close();
    this.#core.close();
    await this.#http.close();
  }

  /** {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
