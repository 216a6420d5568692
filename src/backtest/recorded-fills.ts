import { emptyList } from '../domain/empty-list.ts';
import type { Fill } from '../domain/fill.ts';
import { FillLog } from '../domain/fill-log.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEffect, OrderRole, OrderType } from '../domain/order-intent.ts';
import { GrowingColumn } from '../market/growing-column.ts';

/** A fill, and what of its order the figures need; whole orders would fill the memory of a long run. */
export interface RecordedFill {
  readonly fill: Fill;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly effect: OrderEffect;
  /**
   * The price at which it was meant to happen, in ticks: the trigger of a conditional order, for a market order the last
   * price that was known when it was placed.
   */
  readonly intendedTicks: number | null;
}

type FillOrder = Pick<RecordedFill, 'type' | 'role' | 'effect'>;

/** Every fill of a run in columns; a long one has tens of thousands, and they are read at its end if at all. */
export class RecordedFills {
  readonly #fills = new FillLog();
  readonly #orders: FillOrder[] = emptyList();
  readonly #kinds: FillOrder[] = emptyList();
  /** NaN where nothing was intended. */
  readonly #intended = new GrowingColumn();
  #read: readonly RecordedFill[] = [];

  push(fill: Fill, { identity: { pricing, role, effect } }: Order, intendedTicks: number | null): void {
    this.#fills.push(fill);
    this.#orders.push(this.#kindOf(pricing.type, role, effect));
    this.#intended.push(intendedTicks ?? Number.NaN);
  }

  /** Oldest first; made when they are first asked for. */
  all(): readonly RecordedFill[] {
    if (this.#read.length !== this.#fills.length) {
      const column = this.#intended.floats();
      this.#read = this.#orders.map((order, index) => {
        const intended = column[index] ?? Number.NaN;
        return { fill: this.#fills.at(index), ...order, intendedTicks: Number.isNaN(intended) ? null : intended };
      });
    }
    return this.#read;
  }

  #kindOf(type: OrderType, role: OrderRole, effect: OrderEffect): FillOrder {
    for (const kind of this.#kinds) if (kind.type === type && kind.role === role && kind.effect === effect) return kind;
    const kind = { type, role, effect };
    this.#kinds.push(kind);
    return kind;
  }
}
