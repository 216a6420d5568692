import type { MarginMode } from '../domain/order-intent.ts';
import { foreignId } from './client-order-ids.ts';
import { marginModeOf } from './codec/account-mode.ts';
import { clientIdOfRow, originOf } from './codec/order-reading.ts';
import { Recent } from './codec/recent.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { AlgoRow } from './wire/algo-row.ts';
import type { OrderRow } from './wire/order-row.ts';

/** What we call an order of OKX's, and the margin mode that its executions do not say. */
export interface OrderOrigin {
  readonly clientOrderId: string;
  readonly marginMode: MarginMode;
}

/** Finds out which of our orders one of OKX's is, and asks for no order twice. */
export class OrderOrigins {
  readonly #desk: OkxDesk;
  readonly #met: Recent<OrderOrigin>;

  constructor(desk: OkxDesk, remembered: number) {
    this.#desk = desk;
    this.#met = new Recent(remembered);
  }

  /** Our id of an order, where it was met. */
  clientIdOf(ordId: string): string | undefined {
    return this.#met.get(ordId)?.clientOrderId;
  }

  /** `row`: the order as it was read, where it was; `null` where OKX does not know it. */
  async of(ordId: string, instId: string, row?: OrderRow | null): Promise<OrderOrigin> {
    const met = this.#met.get(ordId);
    if (met !== undefined) return met;
    const { line, mode, listings } = this.#desk;
    const order = row === undefined ? await line.reads.trade.order(instId, { ordId }) : row;
    const isSpot = listings.get(instId)?.instType === 'SPOT';
    // Liquidations of long ago may be gone from every list of orders.
    if (order === null) return { clientOrderId: foreignId('order', ordId), marginMode: isSpot ? 'cash' : 'cross' };
    const algo = await this.algoOf(order);
    const clientOrderId = clientIdOfRow(order, algo, this.#desk.reading) ?? foreignId('order', ordId);
    const origin = { clientOrderId, marginMode: marginModeOf(order.instType, order.tdMode, mode) ?? 'cross' };
    this.#met.set(ordId, origin);
    return origin;
  }

  /** The algo order that an order comes from, where that has to be known to name it. */
  async algoOf(row: OrderRow): Promise<AlgoRow | undefined> {
    if (clientIdOfRow(row, undefined, this.#desk.reading) !== null) return undefined;
    const algo = await this.#desk.line.reads.trade.algo({ algoId: originOf(row) });
    return algo ?? undefined;
  }
}
