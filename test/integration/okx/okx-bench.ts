import type { Order } from '../../../src/domain/order.ts';
import type { OrderIntent } from '../../../src/domain/order-intent.ts';
import { createBroker } from '../../../src/index.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import type { BaseBroker, Drift } from '../../../src/ports/broker.ts';
import { countingIds } from '../../../src/testing/counting-ids.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import { LocalTokens } from '../../../src/transport/local-tokens.ts';
import { ExchangeBooks, SWAP } from './exchange-books.ts';
import { IdleClock } from './idle-clock.ts';
import { falseEnd } from './invariants.ts';
import { TokensInSight } from './tokens-in-sight.ts';

/** How long anything may take of the clock, ms. */
const LONGEST_MS = 60_000;

/** A broker over a mock exchange, both on one clock that jumps over every wait. */
export class OkxBench {
  readonly clock: IdleClock;
  readonly mock: MockOkx;
  readonly books: ExchangeBooks;
  readonly broker: BaseBroker;
  /** What was found wrong while it ran. */
  readonly problems: string[] = [];
  readonly drifts: Drift[] = [];
  /** Every order that was told, by our id, as it was told last. */
  readonly orders = new Map<string, Order>();
  readonly counts = new Map<string, number>();
  /** Whether the broker says that it hears everything. */
  isConnected = false;
  /** Called in every quiet moment while time passes. */
  look: () => void = () => {};

  private constructor(mock: MockOkx, clock: IdleClock, tokens: TokensInSight, historyLimit: number) {
    this.mock = mock;
    this.clock = clock;
    this.books = new ExchangeBooks(mock);
    this.broker = createBroker(
      {
        kind: 'okx_demo',
        ...mock.credentials,
        endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
        instruments: [SWAP],
        reconcileEveryMs: 20_000,
        historyLimit,
        risk: { limits: { maxDailyLoss: '1000000', maxDrawdownFraction: '1' } },
      },
      {
        clock,
        tokens,
        ids: countingIds('order'),
        fraction: () => 0.5,
        metrics: {
          count: (name, labels) => {
            const key = [name, ...Object.values(labels ?? {})].join(' ');
            this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
          },
          observe: () => {},
        },
      },
    );
    this.broker.on('order.updated', ({ order }) => this.#heard(order));
    this.broker.on('position.drifted', ({ drift }) => this.drifts.push(drift));
    this.broker.on('connection.changed', ({ state }) => {
      this.isConnected = state === 'connected' || state === 'restored';
    });
  }

  /** `isExpectant`: whether something else than the broker waits for an answer that comes by itself. */
  static async start({
    seed = 1,
    historyLimit = 10_000,
    historyMinutes = 1,
    isExpectant = (): boolean => false,
  } = {}): Promise<OkxBench> {
    // What is loaded when it is first needed is loaded now: the clock does not wait for the disk.
    await Promise.all([loadOkx(), import('ws'), import('bottleneck')]);
    const clock = new IdleClock(() => tokens.underWay > 0 || isExpectant());
    const tokens: TokensInSight = new TokensInSight(new LocalTokens(clock));
    const mock = await MockOkx.start({
      ...{ clock, seed, historyLimit },
      historyMinutes,
      prices: { [SWAP]: '60000' },
    });
    return new OkxBench(mock, clock, tokens, historyLimit);
  }

  async connect(): Promise<void> {
    const connecting = this.broker.connect();
    while (this.mock.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await this.during(connecting);
  }

  place(intent: Partial<OrderIntent> & Pick<OrderIntent, 'quantity'>): Promise<Order> {
    return this.broker.placeOrder({ instrument: SWAP, side: 'buy', pricing: { type: 'market' }, ...intent });
  }

  /** Lets time pass until the work is done. */
  during<T>(work: Promise<T>): Promise<T> {
    return this.clock.during(work, LONGEST_MS, () => this.look());
  }

  /** Lets time pass until something holds. */
  until(holds: () => boolean, mostMs = LONGEST_MS): Promise<boolean> {
    return this.clock.until(() => {
      this.look();
      return holds();
    }, mostMs);
  }

  async advance(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }

  /** Lets go of the orders that have ended and were compared. */
  forgetEnded(): void {
    for (const [id, order] of this.orders) if (order.isTerminal) this.orders.delete(id);
  }

  async close(): Promise<void> {
    await this.during(this.broker.close());
    await this.mock.close();
  }

  #heard(order: Order): void {
    const before = this.orders.get(order.clientOrderId);
    this.orders.set(order.clientOrderId, order);
    if (before?.isTerminal === true && before.state !== order.state) {
      this.problems.push(`${order.clientOrderId} was ${before.state} and then ${order.state}`);
    }
    const lie = falseEnd(order, this.books);
    if (lie !== null) this.problems.push(lie);
  }
}
