import type { Order } from '../domain/order.ts';
import type { CancelTimer } from '../ports/clock.ts';
import { cancelOrder } from './cancel-order.ts';
import type { Desk } from './desk.ts';

/** How soon an order that could not be ended at its time is tried again, ms. */
const AGAIN_MS = 1_000;

/** Ends orders at their expiry where the venue has no such thing. A venue that lives by the time of a replay does it itself. */
export class ExpiryWatch {
  readonly #desk: Desk;
  readonly #timers = new Map<string, CancelTimer>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Told of every order with an expiry that changed, or that was taken over. */
  heard(order: Order): void {
    const { clientOrderId, expiresAt, state } = order;
    const { session } = this.#desk;
    if (session.isInstant || expiresAt === null) return;
    if (order.isTerminal) {
      this.#timers.get(clientOrderId)?.();
      this.#timers.delete(clientOrderId);
      session.expiring.delete(clientOrderId);
    } else if (state !== 'pending' && !this.#timers.has(clientOrderId)) {
      this.#endAfter(clientOrderId, Math.max(0, expiresAt - session.now));
    }
  }

  #endAfter(clientOrderId: string, delayMs: number): void {
    const cancel = this.#desk.session.later(delayMs, 'Ending an expired order', () => this.#end(clientOrderId));
    this.#timers.set(clientOrderId, cancel);
  }

  async #end(clientOrderId: string): Promise<void> {
    const { session } = this.#desk;
    const order = session.registry.find(clientOrderId);
    if (session.state !== 'open' || order?.isTerminal !== false) return;
    session.expiring.add(clientOrderId);
    const after = await cancelOrder(this.#desk, order, session.limits.settleTimeoutMs);
    if (!after.isTerminal) this.#endAfter(clientOrderId, AGAIN_MS);
  }
}
