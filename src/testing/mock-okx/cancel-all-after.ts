import type { CancelTimer } from '../../ports/clock.ts';
import type { Refusal } from './okx-codes.ts';
import type { OrderDesk } from './order-desk.ts';
import { parameter } from './order-request.ts';

/** The dead man's switch: unless it is renewed in time, open orders are canceled. */
export class CancelAllAfter {
  readonly #desk: OrderDesk;
  readonly #timers = new Map<string, CancelTimer>();

  constructor(desk: OrderDesk) {
    this.#desk = desk;
  }

  /** `timeOut` in seconds: 0 disarms, 10 to 120 arm; returns when it triggers, epoch ms, or 0. */
  set(timeOut: string, tag: string): number | Refusal {
    if (!/^\d+$/.test(timeOut)) return parameter('timeOut');
    const seconds = Number(timeOut);
    if (seconds !== 0 && (seconds < 10 || seconds > 120)) return parameter('timeOut');
    this.#timers.get(tag)?.();
    this.#timers.delete(tag);
    if (seconds === 0) return 0;
    const { clock } = this.#desk.parts;
    this.#timers.set(
      tag,
      clock.schedule(seconds * 1000, () => this.#fire(tag)),
    );
    return clock.now() + seconds * 1000;
  }

  #fire(tag: string): void {
    this.#timers.delete(tag);
    const { exchange, accountId, books, market } = this.#desk.parts;
    market.catchUp();
    for (const order of books.open()) {
      if (tag !== '' && order.terms.tag !== tag) continue;
      order.cancelsAs = '20';
      exchange.cancel(accountId, { clientOrderId: order.terms.coreId });
    }
  }
}
