import type { Fill } from '../domain/fill.ts';
import type { AccountReads } from './account-reads.ts';
import type { AccountWatch } from './account-watch.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { OrderLookups } from './order-lookups.ts';
import type { OrderNews } from './order-news.ts';

/** How far before the loss executions are read again. */
const OVERLAP_MS = 10_000;

/** Reads what happened while nobody listened, and tells it as if it had been pushed. */
export class CatchUp {
  readonly #desk: OkxDesk;
  readonly #reads: AccountReads;
  readonly #lookups: OrderLookups;
  readonly #news: OrderNews;
  readonly #watch: AccountWatch;

  constructor(
    desk: OkxDesk,
    parts: {
      readonly reads: AccountReads;
      readonly lookups: OrderLookups;
      readonly news: OrderNews;
      readonly watch: AccountWatch;
    },
  ) {
    this.#desk = desk;
    this.#reads = parts.reads;
    this.#lookups = parts.lookups;
    this.#news = parts.news;
    this.#watch = parts.watch;
  }

  /** Orders, executions and money since a time of OKX's. @throws when anything could not be read. */
  async since(lostAt: number): Promise<void> {
    const { line, orders, listings } = this.#desk;
    const { trade } = line.reads;
    const since = lostAt - OVERLAP_MS;
    const [algoRows, orderRows, fills] = await Promise.all([
      trade.openAlgos(),
      trade.openOrders(),
      this.#reads.fills({ since }),
    ]);
    // Those first that were there before: an order is known when its execution is told.
    for (const row of algoRows) await this.#news.readAlgo(row);
    for (const row of orderRows) if (listings.has(row.instId)) await this.#news.read(row);
    await this.#introduce(fills);
    for (const fill of fills) {
      const { clientOrderId } = fill;
      this.#desk.pushes.took(fill);
      this.#desk.tell({ type: 'order', event: { type: 'order.filled', clientOrderId, at: fill.at, fill } });
    }
    const algoIds = new Set(algoRows.map(({ algoId }) => algoId));
    const ordIds = new Set(orderRows.map(({ ordId }) => ordId));
    const missing = orders
      .open()
      .filter(({ venueOrderId, state }) => state !== 'pending' && (venueOrderId === null || !algoIds.has(venueOrderId)))
      .filter(({ venueOrderId }) => venueOrderId === null || !ordIds.has(venueOrderId));
    // What is not there any more has ended; what was only sent is looked up by whoever sent it.
    await Promise.all(
      missing.filter(({ venueOrderId }) => venueOrderId !== null).map((one) => this.#lookups.refresh(one)),
    );
    await this.#watch.readBills(since);
  }

  /** Orders that came and were executed meanwhile. */
  async #introduce(fills: readonly Fill[]): Promise<void> {
    const { line, orders } = this.#desk;
    const met = new Set<string>();
    for (const { clientOrderId, venueOrderId, instrument } of fills) {
      const known = orders.get(clientOrderId);
      // A condition that waits has first to be set off.
      if ((known !== undefined && known.state !== 'armed') || met.has(venueOrderId)) continue;
      met.add(venueOrderId);
      const row = await line.reads.trade.order(instrument, { ordId: venueOrderId });
      if (row !== null) await this.#news.read(row);
    }
  }
}
