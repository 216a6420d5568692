import type { Order } from '../domain/order.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { OrderLookups } from './order-lookups.ts';
import { isAnswered } from './order-news.ts';

/** When an order is read that the stream has not told the end of, ms after OKX took the command on. */
const READ_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Reads what should have been heard by now: a push that was lost leaves no order hanging. */
export class FollowUps {
  readonly #desk: OkxDesk;
  readonly #lookups: OrderLookups;

  constructor(desk: OkxDesk, lookups: OrderLookups) {
    this.#desk = desk;
    this.#lookups = lookups;
  }

  /** A market, IOC or FOK order ends by itself; a post-only order rests or ends. */
  afterPlacing(order: Order): void {
    const { pricing } = order;
    if (pricing.type === 'market') this.#watch(order, (now) => now.isTerminal);
    else if (pricing.type === 'limit') {
      const { timeInForce = 'gtc' } = pricing;
      if (timeInForce === 'ioc' || timeInForce === 'fok') this.#watch(order, (now) => now.isTerminal);
      if (timeInForce === 'post_only') this.#watch(order, isAnswered);
    }
  }

  afterCancel(order: Order): void {
    this.#watch(order, (now) => now.isTerminal);
  }

  #watch(order: Order, isDone: (order: Order) => boolean, attempt = 0): void {
    const delay = READ_AFTER_MS[attempt];
    if (delay === undefined) return;
    this.#desk.later(delay, 'Reading an order that the stream is silent about', async () => {
      const now = this.#desk.orders.get(order.clientOrderId);
      if (now === undefined || isDone(now)) return;
      try {
        await this.#lookups.refresh(now);
      } finally {
        this.#watch(order, isDone, attempt + 1);
      }
    });
  }
}
