import { type MarketListener, type OkxMarket, type OkxMarketOptions, okxMarket } from '../../../src/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';

export const SWAP = 'BTC-USDT-SWAP';

/** A mock exchange whose time stands still until a test moves it, and OKX's market data over it in real time. */
export class MarketBench {
  readonly mock: MockOkx;
  readonly clock: FakeClock;
  readonly market: OkxMarket;

  private constructor(mock: MockOkx, clock: FakeClock, options: Partial<OkxMarketOptions>) {
    this.mock = mock;
    this.clock = clock;
    // A test that moves a minute in one step does not mean that nothing was said for a minute.
    mock.streams.pacing.idleMs = Number.MAX_SAFE_INTEGER;
    const endpoints = { rest: mock.restUrl, ws: mock.wsUrl };
    this.market = okxMarket({ environment: 'demo', endpoints, fraction: () => 0, ...options });
  }

  static async start(options: Partial<OkxMarketOptions> = {}): Promise<MarketBench> {
    const clock = new FakeClock(Date.UTC(2026, 0, 1) + 10_000);
    const bench = new MarketBench(await MockOkx.start({ clock, limits: 'off' }), clock, options);
    await bench.market.connect();
    return bench;
  }

  /** A trade of the market at a price; the book is left alone by a tiny size. */
  trade(price: string): void {
    this.mock.market.trade(SWAP, { price, quantity: '0.01', taker: 'sell' });
  }

  /** Waits, without a timer, until something is so; the test's own time limit ends a wait in vain. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    await this.market.close();
    await this.mock.close();
  }
}

/** Writes down what a listener hears, in one line each. */
export class Heard<T> implements MarketListener<T> {
  readonly all: string[] = [];
  readonly #print: (news: T) => string;

  constructor(print: (news: T) => string) {
    this.#print = print;
  }

  /** What was told, without the states of the connection. */
  get news(): string[] {
    return this.all.filter((line) => !/^(live|lost|gap|refused)/.test(line));
  }

  get isLive(): boolean {
    return this.all.findLast((line) => line === 'live' || line === 'lost') === 'live';
  }

  onNews(news: T): void {
    this.all.push(this.#print(news));
  }

  onLive(): void {
    this.all.push('live');
  }

  onLost(): void {
    this.all.push('lost');
  }

  onGap({ after, before }: { readonly after: string; readonly before: string }): void {
    this.all.push(`gap ${after}-${before}`);
  }

  onRefused(error: Error): void {
    this.all.push(`refused ${error.message}`);
  }
}
