import type { InstrumentId } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import { ORDER_TYPES, type OrderType, type Side } from '../domain/order-intent.ts';
import { isTerminal, type OrderState } from '../domain/order-lifecycle.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { LedgerView, OrderInterceptor } from '../ports/interceptor.ts';
import { type ExecutionSummary, type Latency, latencyOf, summaryText } from './execution-summary.ts';

/** When one order that was sent reached which point, as we learned of it: epoch ms; `null` where it did not, or not yet. */
export interface OrderExecution {
  readonly clientOrderId: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  readonly state: OrderState;
  readonly sentAt: number;
  /** The venue took it on; the first fill where that was heard before. */
  readonly acknowledgedAt: number | null;
  readonly firstFillAt: number | null;
  readonly doneAt: number | null;
}

/** What an {@link executionLog} is made with. */
export interface ExecutionLogOptions {
  /** Orders that are remembered; the oldest are forgotten. Default 10,000. */
  readonly limit?: number;
  /** What the points are timed by. Default: the time of the venue, which in a replay is the market's. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A step of the order ring that stops nothing and remembers how long orders took. */
export interface ExecutionLog extends OrderInterceptor {
  /** The orders that are remembered, oldest first. */
  executions(): readonly OrderExecution[];
  /** One line per order type that occurred, over the orders that are remembered. */
  summary(): readonly ExecutionSummary[];
  /** {@link summary} as a table for a terminal. */
  text(): string;
}

const DEFAULT_LIMIT = 10_000;

/**
 * Remembers of every order when it was sent, acknowledged, first filled and done, and how long that took by order type.
 *
 * Give it to a broker as one of its `interceptors`. What was denied was never sent and is not in it. Points are timed when
 * they are heard, so that a latency is what the host had to wait, the way back included.
 *
 * @throws {ConfigurationError} `config/invalid` for a limit that is no whole number above zero.
 */
export function executionLog(options: ExecutionLogOptions = {}): ExecutionLog {
  return new KeptExecutions(options);
}

type Kept = { -readonly [K in keyof OrderExecution]: OrderExecution[K] };

class KeptExecutions implements ExecutionLog {
  readonly name = 'execution-log';
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  #clock: Pick<Clock, 'now'> | null;

  constructor({ limit = DEFAULT_LIMIT, clock }: ExecutionLogOptions) {
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new ConfigurationError(`The execution log's limit must be a whole number above zero, not ${limit}.`, {
        code: 'config/invalid',
        details: { path: 'limit' },
      });
    }
    this.#limit = limit;
    this.#clock = clock ?? null;
  }

  async start(ledger: LedgerView): Promise<void> {
    this.#clock ??= {
      now: () => ledger.now,
    };
  }

  observe(order: Order, event: OrderEvent): void {
    const at = this.#clock?.now() ?? event.at;
    const kept = this.#kept.get(order.clientOrderId);
    // What is sent again after it was proven not to have been executed counts from the first time: so long it took.
    if (kept === undefined) {
      if (event.type === 'order.submitted') this.#keep(order, at);
      return;
    }
    kept.state = order.state;
    switch (event.type) {
      case 'order.acknowledged':
      case 'order.armed':
        kept.acknowledgedAt ??= at;
        break;
      case 'order.filled':
        kept.acknowledgedAt ??= at;
        kept.firstFillAt ??= at;
        break;
      default:
    }
    if (isTerminal(order.state)) kept.doneAt ??= at;
  }

  executions(): readonly OrderExecution[] {
    return [...this.#kept.values()].map((kept) => ({ ...kept }));
  }

  summary(): readonly ExecutionSummary[] {
    return ORDER_TYPES.flatMap((type) => {
      const ofType = [...this.#kept.values()].filter((kept) => kept.type === type);
      if (ofType.length === 0) return [];
      const since = (point: 'acknowledgedAt' | 'firstFillAt' | 'doneAt'): Latency | null =>
        latencyOf(ofType.flatMap((kept) => (kept[point] === null ? [] : [kept[point] - kept.sentAt])));
      return [
        {
          type,
          orders: ofType.length,
          acknowledged: since('acknowledgedAt'),
          firstFill: since('firstFillAt'),
          done: since('doneAt'),
        },
      ];
    });
  }

  text(): string {
    return summaryText(this.summary());
  }

  #keep({ clientOrderId, instrument, side, type, state }: Order, sentAt: number): void {
    if (this.#kept.size >= this.#limit) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    const open = { acknowledgedAt: null, firstFillAt: null, doneAt: null };
    this.#kept.set(clientOrderId, { clientOrderId, instrument, side, type, state, sentAt, ...open });
  }
}
