import type { Order } from '../domain/order.ts';
import type { OrderEventType, OrderState } from '../domain/order-lifecycle.ts';
import type { Clock } from '../ports/clock.ts';
import type { DecidedFacts } from './decided-facts.ts';
import { NewestEntries } from './newest-entries.ts';
import type { ModeMetrics } from './prometheus.ts';
import type { ORDER_STATUSES } from './series.ts';

type Status = (typeof ORDER_STATUSES)[number];

/** As what an order counts that ended so. */
const ENDED: Readonly<Partial<Record<OrderState, Status>>> = {
  filled: 'filled',
  canceled: 'canceled',
  expired: 'expired',
  rejected: 'failed',
  not_placed: 'failed',
  denied: 'denied',
};
/** Orders that ended and are remembered, so that a fill that crossed a cancel does not end them twice. */
const MOST_ENDED = 5_000;

interface OnItsWay {
  sentAt: number | null;
  isHeard: boolean;
  isUnresolved: boolean;
}

/** Counts orders by what becomes of them, and measures how long the venue takes and how well it fills. */
export class OrderTally {
  readonly #metrics: ModeMetrics;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #facts: DecidedFacts;
  readonly #onItsWay = new Map<string, OnItsWay>();
  readonly #ended = new NewestEntries<true>(MOST_ENDED);

  constructor(metrics: ModeMetrics, clock: Pick<Clock, 'now'>, facts: DecidedFacts) {
    this.#metrics = metrics;
    this.#clock = clock;
    this.#facts = facts;
  }

  updated(order: Order, cause: OrderEventType): void {
    const id = order.clientOrderId;
    if (this.#ended.has(id)) return;
    const known = this.#onItsWay.get(id) ?? { sentAt: null, isHeard: false, isUnresolved: false };
    this.#onItsWay.set(id, known);
    if (cause === 'order.submitted' && known.sentAt === null) {
      known.sentAt = this.#clock.now();
      this.#count('submitted');
    }
    if (cause === 'order.acknowledged' || cause === 'order.armed' || cause === 'order.filled')
      this.#heard(order, known);
    if (order.state === 'unresolved' && !known.isUnresolved) this.#count('unresolved');
    known.isUnresolved = order.state === 'unresolved';
    const status = ENDED[order.state];
    if (status !== undefined) this.#end(order, status, known);
  }

  #heard({ type }: Order, known: OnItsWay): void {
    if (known.isHeard || known.sentAt === null) return;
    known.isHeard = true;
    this.#metrics.measure('okx_order_latency_seconds', (this.#clock.now() - known.sentAt) / 1_000, { type });
  }

  #end(order: Order, status: Status, { sentAt }: OnItsWay): void {
    this.#onItsWay.delete(order.clientOrderId);
    this.#ended.set(order.clientOrderId, true);
    this.#count(status);
    if (sentAt !== null && isImmediate(order)) {
      const result = status === 'filled' ? 'filled' : order.progress.filledLots > 0 ? 'partial' : 'unfilled';
      this.#metrics.add('okx_immediate_orders_total', { result });
    }
    this.#slippage(order);
  }

  #slippage({ decisionId, averagePrice, side, role }: Order): void {
    // A stop fills far from where the market was when it was decided, as it is meant to.
    if (decisionId === null || averagePrice === null || (role !== 'entry' && role !== 'exit')) return;
    const price = this.#facts.of(decisionId)?.price ?? null;
    if (price === null || !price.gt(0)) return;
    const worse = side === 'buy' ? averagePrice.sub(price) : price.sub(averagePrice);
    this.#metrics.measure('okx_order_slippage_fraction', worse.div(price).toNumber(), { side });
  }

  #count(status: Status): void {
    this.#metrics.add('okx_orders_total', { status });
  }
}

/** Whether an order is to fill at once or not at all. */
function isImmediate({ pricing }: Order): boolean {
  if (pricing.type === 'market') return true;
  return pricing.type === 'limit' && (pricing.timeInForce === 'ioc' || pricing.timeInForce === 'fok');
}
