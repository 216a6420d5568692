import { applyOrderEvent } from '../domain/apply-order-event.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { Recent } from './codec/recent.ts';

interface Waiter {
  readonly holds: (order: Order) => boolean;
  readonly resolve: () => void;
}

/** The orders that we sent or told of, as they stand by what we told: what rows of OKX are read against. */
export class KnownOrders {
  readonly #open = new Map<string, Order>();
  readonly #ended: Recent<Order>;
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #cancels: Recent<true>;
  readonly #whole: Recent<true>;

  /** `remembered`: how many that have ended. */
  constructor(remembered: number) {
    this.#ended = new Recent(remembered);
    this.#cancels = new Recent(remembered);
    this.#whole = new Recent(remembered);
  }

  get(clientOrderId: string): Order | undefined {
    return this.#open.get(clientOrderId) ?? this.#ended.get(clientOrderId);
  }

  /** Those that have not ended, oldest first. */
  open(): Order[] {
    return [...this.#open.values()];
  }

  put(order: Order): void {
    const { clientOrderId } = order;
    if (order.isTerminal) {
      this.#open.delete(clientOrderId);
      this.#ended.set(clientOrderId, order);
    } else {
      this.#open.set(clientOrderId, order);
    }
    for (const waiter of this.#waiters.get(clientOrderId) ?? []) if (waiter.holds(order)) waiter.resolve();
  }

  /** What was refused before it was an order at OKX. */
  forget(clientOrderId: string): void {
    this.#open.delete(clientOrderId);
  }

  /** Brings an order to where an event leaves it. @throws {VenueError} `venue/illegal_transition`. */
  apply(event: OrderEvent): void {
    const before = this.get(event.clientOrderId);
    if (before !== undefined) this.put(applyOrderEvent(before, event));
  }

  /** Notes that an order closes all of its position, whatever that is by then. */
  closesWhole(clientOrderId: string): void {
    this.#whole.set(clientOrderId, true);
  }

  isWhole(clientOrderId: string): boolean {
    return this.#whole.has(clientOrderId);
  }

  cancelAsked(clientOrderId: string): void {
    this.#cancels.set(clientOrderId, true);
  }

  isCancelAsked(clientOrderId: string): boolean {
    return this.#cancels.has(clientOrderId);
  }

  /** Resolves when an order is so, or when the time is over. */
  until(clientOrderId: string, holds: (order: Order) => boolean, clock: Clock, longestMs: number): Promise<void> {
    const now = this.get(clientOrderId);
    if (now !== undefined && holds(now)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(clientOrderId) ?? new Set<Waiter>();
      this.#waiters.set(clientOrderId, waiters);
      let cancel: CancelTimer = () => {};
      const waiter: Waiter = {
        holds,
        resolve: () => {
          cancel();
          waiters.delete(waiter);
          if (waiters.size === 0) this.#waiters.delete(clientOrderId);
          resolve();
        },
      };
      waiters.add(waiter);
      cancel = clock.schedule(longestMs, waiter.resolve);
    });
  }
}
