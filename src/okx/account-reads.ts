import type { Fill } from '../domain/fill.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { Order } from '../domain/order.ts';
import { VenueError } from '../errors/index.ts';
import type { FillQuery, LedgerQuery, VenueAccount } from '../ports/venue.ts';
import type { AccountWatch } from './account-watch.ts';
import { readBalances, readHoldings, readPositions } from './codec/account-reading.ts';
import { readAlgo } from './codec/algo-reading.ts';
import { fillOfRow } from './codec/fill-reading.ts';
import { readBill } from './codec/ledger-reading.ts';
import { readOrder } from './codec/order-reading.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { OrderNews } from './order-news.ts';
import type { OrderOrigins } from './order-origins.ts';
import type { FillRow } from './wire/order-row.ts';

const THREE_DAYS_MS = 3 * 86_400_000;
/** So often the account is first read until nothing was heard while it was. */
const MOST_READS = 4;

/** Reads the account over REST. A read that failed throws; it is never empty. */
export class AccountReads {
  readonly #desk: OkxDesk;
  readonly #watch: AccountWatch;
  readonly #news: OrderNews;
  readonly #origins: OrderOrigins;
  #isFirst = true;

  constructor(desk: OkxDesk, watch: AccountWatch, news: OrderNews, origins: OrderOrigins) {
    this.#desk = desk;
    this.#watch = watch;
    this.#news = news;
    this.#origins = origins;
  }

  /**
   * Balances, positions and open orders, of one moment where the account gives one.
   *
   * @throws {VenueError} `venue/stale` for positions older than what was pushed of them.
   */
  async account(): Promise<VenueAccount> {
    for (let attempt = 1; ; attempt++) {
      const heard = this.#news.heard;
      const account = await this.#readAccount();
      // Later on, whoever compares sees to a quiet moment; the first reading is taken as it is.
      const isQuiet = heard === this.#news.heard || !this.#isFirst;
      if (!isQuiet && attempt < MOST_READS) continue;
      this.#isFirst = false;
      return account;
    }
  }

  /** Executions at or after a time, oldest first. */
  async fills({ since, instrument }: FillQuery): Promise<readonly Fill[]> {
    const { line } = this.#desk;
    const from = line.time.now() - since < THREE_DAYS_MS ? 'three_days' : 'three_months';
    const place = instrument === undefined ? {} : { instId: instrument };
    const rows: FillRow[] = [];
    if (from === 'three_days' || instrument !== undefined) {
      rows.push(...(await line.reads.trade.fills({ since, from, ...place })));
    } else {
      for (const instType of this.#instrumentTypes())
        rows.push(...(await line.reads.trade.fills({ since, from, instType })));
    }
    const fills: Fill[] = [];
    for (const row of rows) {
      const fill = await this.fillOf(row);
      if (fill !== null && fill.at >= since) fills.push(fill);
    }
    return fills.sort((a, b) => a.at - b.at);
  }

  /** One execution; `null` for an instrument that is not traded here. */
  async fillOf(row: FillRow): Promise<Fill | null> {
    const listing = this.#desk.listings.get(row.instId);
    if (listing === undefined) return null;
    const { clientOrderId, marginMode } = await this.#originOf(row);
    return fillOfRow(row, clientOrderId, marginMode, listing, 'GET trade/fills');
  }

  /** Money that moved without a fill at or after a time, oldest first. */
  async ledger({ since }: LedgerQuery): Promise<readonly LedgerEntry[]> {
    const rows = await this.#desk.line.reads.account.bills({ since });
    return rows
      .map((row) => readBill(row, this.#desk.listings))
      .filter((entry): entry is LedgerEntry => entry !== null && entry.at >= since)
      .sort((a, b) => a.at - b.at);
  }

  async #readAccount(): Promise<VenueAccount> {
    const { line, listings, mode, logger, accountCurrency } = this.#desk;
    const { account, trade } = line.reads;
    // Whatever happens after this may be missing.
    const asOf = line.time.now();
    const [balance, positionRows, orderRows, algoRows] = await Promise.all([
      account.balance(),
      account.positions(),
      trade.openOrders(),
      trade.openAlgos(),
    ]);
    if (this.#watch.isStale(positionRows)) {
      throw new VenueError('OKX answered with positions older than those it has pushed.', {
        code: 'venue/stale',
        advice: { retry: 'after', delayMs: 250 },
      });
    }
    const positions = readPositions(positionRows, listings, mode, 'GET account/positions');
    if (positions.leftOut.length > 0) {
      logger.warn('The account has positions that are not traded here.', { positions: positions.leftOut });
    }
    this.#watch.read(positionRows);
    const orders: Order[] = [];
    for (const row of algoRows) {
      const legs = readAlgo(row, this.#desk.reading, 'GET trade/orders-algo-pending');
      if (row.closeFraction !== '') for (const leg of legs) this.#desk.orders.closesWhole(leg.clientOrderId);
      orders.push(...legs);
    }
    for (const row of orderRows) {
      if (!listings.has(row.instId)) continue;
      const order = readOrder(row, this.#desk.reading, 'GET trade/orders-pending', await this.#origins.algoOf(row));
      if (order !== null) orders.push(order);
    }
    for (const order of orders)
      if (this.#desk.orders.get(order.clientOrderId) === undefined) this.#desk.orders.put(order);
    return {
      balances: { asOf, rows: readBalances(balance) },
      positions: { asOf, rows: [...positions.rows, ...readHoldings(balance, listings, accountCurrency)] },
      orders: { asOf, rows: orders },
    };
  }

  async #originOf(row: FillRow): ReturnType<OrderOrigins['of']> {
    const isSpot = this.#desk.listings.get(row.instId)?.instType === 'SPOT';
    if (row.clOrdId !== '') {
      if (isSpot) return { clientOrderId: row.clOrdId, marginMode: 'cash' };
      const known = this.#desk.orders.get(row.clOrdId);
      if (known !== undefined) return { clientOrderId: row.clOrdId, marginMode: known.marginMode };
    }
    return this.#origins.of(row.ordId, row.instId);
  }

  #instrumentTypes(): Set<'SPOT' | 'SWAP'> {
    return new Set([...this.#desk.listings.values()].map(({ instType }) => instType));
  }
}
