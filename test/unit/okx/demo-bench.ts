import type { OkxDemoBrokerConfig } from '../../../src/config.ts';
import { createBroker } from '../../../src/create-broker.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { MockOkx, type MockOkxOptions } from '../../../src/testing/index.ts';
import { aMoment, RacingClock } from '../../contract/racing-clock.ts';

/** What a test may set of the configuration. */
type BenchChange = Pick<OkxDemoBrokerConfig, 'silenceMs' | 'instrumentsEveryMs'>;

export const SWAP = 'BTC-USDT-SWAP';

/** The public broker over OKX demo trading on a mock exchange, by a clock that outruns the wall. */
export class DemoBench {
  readonly mock: MockOkx;
  readonly clock: RacingClock;
  readonly broker: BaseBroker;
  /** What became of the connection, with the time of it. */
  readonly connection: { readonly state: string; readonly at: number }[] = [];

  private constructor(mock: MockOkx, clock: RacingClock, change: BenchChange) {
    this.mock = mock;
    this.clock = clock;
    this.broker = createBroker(
      {
        kind: 'okx_demo',
        ...mock.credentials,
        endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
        instruments: [SWAP, 'BTC-USDT'],
        ...change,
      },
      { clock, fraction: () => 0 },
    );
    this.broker.on('connection.changed', ({ state }) => this.connection.push({ state, at: clock.now() }));
  }

  static async start(options: MockOkxOptions = {}, change: BenchChange = {}): Promise<DemoBench> {
    const clock = new RacingClock();
    const mock = await MockOkx.start({
      clock,
      historyMinutes: 0,
      prices: { [SWAP]: '60000', 'BTC-USDT': '60000' },
      ...options,
    });
    return new DemoBench(mock, clock, change);
  }

  /** A buy below the market. */
  rest(): Promise<Order> {
    return this.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.02',
      pricing: { type: 'limit', price: '59000' },
    });
  }

  /** Waits until something is so; the test's own time limit ends a wait in vain. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await aMoment();
  }

  /** When the connection was next said to be so, epoch ms. */
  async became(state: string): Promise<number> {
    await this.until(() => this.connection.some((change) => change.state === state));
    return this.connection.find((change) => change.state === state)?.at ?? Number.NaN;
  }

  async close(): Promise<void> {
    await this.broker.close();
    await this.mock.close();
    this.clock.stop();
  }
}
