import type { Order } from '../domain/order.ts';
import { isTerminal } from '../domain/order-lifecycle.ts';

/**
 * One order that we know: the place where it stands as it now is. Commands hold it while the order is open, so they need
 * not look it up.
 */
export class OrderRecord {
  readonly clientOrderId: string;
  order: Order;
  /** Whether it is among the open ones. */
  isListed = false;

  constructor(order: Order) {
    this.clientOrderId = order.identity.clientOrderId;
    this.order = order;
  }

  get isOpen(): boolean {
    return !isTerminal(this.order.progress.state);
  }
}
