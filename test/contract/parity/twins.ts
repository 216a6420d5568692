import { expect } from 'vitest';
import { createBroker } from '../../../src/create-broker.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { ManualMarket as Manual } from '../../../src/testing/index.ts';
import { countingIds, ManualMarket } from '../../../src/testing/index.ts';
import type { MockMarketControl } from '../../../src/testing/mock-okx/mock-market-control.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import { aMoment, RacingClock } from '../racing-clock.ts';
import { picture } from './picture.ts';

/** How often the pictures are compared before they count as different: news of a venue over sockets takes its time. */
const LOOKS = 500;
const PRICES = { 'BTC-USDT-SWAP': '50000', 'BTC-USDT': '50000', 'ETH-USDT-SWAP': '2500' };
const DEPOSIT = '100000';

/** A market that can be moved the same way on both sides. */
export type CommonMarket = Pick<Manual, 'setPrice' | 'mark' | 'trade' | 'book' | 'bookUpdate' | 'funding'>;

/** The simulator and OKX demo trading on a mock exchange, with the same account in the same market. */
export class Twins {
  readonly simulated: BaseBroker;
  readonly okx: BaseBroker;
  readonly #manual: ManualMarket;
  readonly #mock: MockOkx;
  readonly #clock: RacingClock;
  #named = 0;

  private constructor(mock: MockOkx, clock: RacingClock) {
    this.#mock = mock;
    this.#clock = clock;
    this.#manual = new ManualMarket({ style: 'book', prices: PRICES });
    // What is looked at is the bookkeeping; what is forbidden is the same engine's work.
    const risk = { mode: 'observe' } as const;
    this.simulated = createBroker(
      { kind: 'simulated', balances: { USDT: DEPOSIT }, risk },
      { market: this.#manual, ids: countingIds() },
    );
    this.okx = createBroker(
      {
        kind: 'okx_demo',
        ...mock.credentials,
        endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
        instruments: Object.keys(PRICES),
        risk,
      },
      { clock, ids: countingIds(), fraction: () => 0 },
    );
  }

  static async open(): Promise<Twins> {
    const clock = new RacingClock();
    const mock = await MockOkx.start({
      clock,
      balances: { USDT: DEPOSIT },
      prices: PRICES,
      historyMinutes: 0,
      // The simulator knows no limits of price.
      priceBand: '100',
      limits: 'off',
    });
    const twins = new Twins(mock, clock);
    await Promise.all([twins.simulated.connect(), twins.okx.connect()]);
    return twins;
  }

  /** A name for an order of both: what brokers draw themselves says its role on OKX alone. */
  name(): string {
    this.#named += 1;
    return `twin${this.#named}`;
  }

  /** The same command to both. */
  async both(command: (broker: BaseBroker) => Promise<unknown>): Promise<void> {
    await Promise.all([command(this.simulated), command(this.okx)]);
  }

  /** The same move of both markets. */
  move(how: (market: CommonMarket | MockMarketControl) => void): void {
    how(this.#manual);
    how(this.#mock.market);
  }

  /** Both say the same of everything, to the last digit. */
  async agree(): Promise<void> {
    let [ours, theirs] = [await picture(this.simulated), await picture(this.okx)];
    for (let look = 0; look < LOOKS && JSON.stringify(ours) !== JSON.stringify(theirs); look++) {
      await aMoment();
      [ours, theirs] = [await picture(this.simulated), await picture(this.okx)];
    }
    expect(theirs).toEqual(ours);
  }

  async close(): Promise<void> {
    await this.simulated.close();
    await this.okx.close();
    await this.#mock.close();
    this.#clock.stop();
  }
}
