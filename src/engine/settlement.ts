import type { Order } from '../domain/order.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

interface Waiter {
  readonly isOver: (order: Order) => boolean;
  readonly resolve: () => void;
}

/** Those who wait for an order to get somewhere. */
export class Settlement {
  readonly #waiters = new Map<string, Set<Waiter>>();

  /** To be called for every order that changed. */
  heard(order: Order): void {
    if (this.#waiters.size === 0) return;
    const waiters = this.#waiters.get(order.clientOrderId);
    if (waiters === undefined) return;
    for (const waiter of [...waiters]) if (waiter.isOver(order)) waiter.resolve();
  }

  /** Resolves when the order has got there, or when the time is over; never rejects. */
  until(order: Order, isOver: (order: Order) => boolean, clock: Clock, timeoutMs: number): Promise<void> {
    if (isOver(order)) return Promise.resolve();
    return new Promise((resolve) => {
      const id = order.clientOrderId;
      const waiters = this.#waiters.get(id) ?? new Set();
      this.#waiters.set(id, waiters);
      let cancel: CancelTimer = () => {};
      const waiter: Waiter = {
        isOver,
        resolve: () => {
          cancel();
          waiters.delete(waiter);
          if (waiters.size === 0) this.#waiters.delete(id);
          resolve();
        },
      };
      waiters.add(waiter);
      cancel = clock.schedule(timeoutMs, waiter.resolve);
    });
  }
}

/**
 * Resolves when the order has got somewhere or when the time is over, whichever answer a command still waits for; rejects
 * when the command fails before.
 */
export function settledWithin(command: Promise<void>, settled: Promise<void>): Promise<void> {
  return Promise.race([settled, command.then(() => settled)]);
}

/** Whether `placeOrder` has nothing more to wait for. */
export function isSettled(order: Order): boolean {
  if (order.isTerminal) return true;
  const { pricing } = order.identity;
  const ends = pricing.type === 'market' || (pricing.type === 'limit' && isImmediate(pricing.timeInForce));
  return !ends && order.state !== 'pending' && order.state !== 'submitted' && order.state !== 'unresolved';
}

function isImmediate(timeInForce: string | undefined): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok';
}
