import type { Order } from '../domain/order.ts';
import { fillOfRow } from './codec/fill-reading.ts';
import { lotsOf } from './codec/listing.ts';
import type { Need, PushNews } from './codec/order-pushes.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { OrderOrigins } from './order-origins.ts';
import type { AlgoRow } from './wire/algo-row.ts';
import { algoRow } from './wire/algo-row.ts';
import { type OrderPushRow, type OrderRow, orderPushRow } from './wire/order-row.ts';
import { readRow } from './wire/parse.ts';

const DAY_MS = 86_400_000;
/** OKX's lists may lag behind its pushes: what is missing is asked for so often. */
const MOST_READS = 6;
const FIRST_WAIT_MS = 100;

/** Takes in rows of orders, pushed or read, tells what is new, and reads what they leave open. */
export class OrderNews {
  readonly #desk: OkxDesk;
  readonly #origins: OrderOrigins;
  /** Reads under way, by what they read. */
  readonly #reading = new Map<string, Promise<void>>();
  #heard = 0;

  constructor(desk: OkxDesk, origins: OrderOrigins) {
    this.#desk = desk;
    this.#origins = origins;
  }

  /** How many rows were pushed so far. */
  get heard(): number {
    return this.#heard;
  }

  /** Rows of the orders channel. @throws {VenueError} `venue/malformed_response`. */
  orders(rows: readonly unknown[]): void {
    for (const value of rows) {
      this.#heard += 1;
      this.#take(this.#desk.pushes.order(readRow('WebSocket orders', orderPushRow, value)));
    }
  }

  /** Rows of the orders-algo channel. @throws {VenueError} `venue/malformed_response`. */
  algos(rows: readonly unknown[]): void {
    for (const value of rows) {
      this.#heard += 1;
      this.#take(this.#desk.pushes.algo(readRow('WebSocket orders-algo', algoRow, value)));
    }
  }

  /** An order that was read over REST; resolves when what it leaves open was read too. */
  async read(row: OrderRow): Promise<void> {
    await this.#answer(this.#hear(this.#desk.pushes.order(asPush(row))));
  }

  /** An algo order that was read over REST; resolves when what it leaves open was read too. */
  async readAlgo(row: AlgoRow): Promise<void> {
    await this.#answer(this.#hear(this.#desk.pushes.algo(row)));
  }

  #take(news: PushNews): void {
    const needs = this.#hear(news);
    if (needs.length === 0) return;
    this.#desk.later(0, 'Reading what a push leaves open', () => this.#answer(needs));
  }

  #hear({ events, needs }: PushNews): readonly Need[] {
    for (const event of events) this.#desk.tell(event);
    return needs;
  }

  async #answer(needs: readonly Need[]): Promise<void> {
    await Promise.all(
      needs.map((need) => {
        const key = need.need === 'fills' ? `fills|${need.ordId}` : `algo|${need.algoId}`;
        // What is asked for while it is being read may be newer than the answer: it waits and asks again.
        const before = this.#reading.get(key) ?? Promise.resolve();
        const read = before
          .catch(() => {})
          .then(() => (need.need === 'fills' ? this.#fills(need.ordId, need.instId) : this.#algo(need.algoId)));
        this.#reading.set(key, read);
        return read.finally(() => {
          if (this.#reading.get(key) === read) this.#reading.delete(key);
        });
      }),
    );
  }

  async #algo(algoId: string): Promise<void> {
    const row = await this.#desk.line.reads.trade.algo({ algoId });
    if (row === null) {
      this.#desk.logger.error('OKX does not know the condition that set an order off.', { algoId });
      this.#desk.metrics.count('okx_unread_news', { what: 'algo' });
      return;
    }
    await this.readAlgo(row);
  }

  /** The executions of an order, until they are as many as the order says. */
  async #fills(ordId: string, instId: string, attempt = 0): Promise<void> {
    const { line, logger, metrics } = this.#desk;
    const listing = this.#desk.listings.get(instId);
    if (listing === undefined) return;
    const since = line.time.now() - 3 * DAY_MS;
    const [order, rows] = await Promise.all([
      line.reads.trade.order(instId, { ordId }),
      line.reads.trade.fills({ since, from: 'three_days', instId, ordId }),
    ]);
    const origin = await this.#origins.of(ordId, instId, order);
    const fills = rows
      .map((row) => fillOfRow(row, origin.clientOrderId, origin.marginMode, listing, 'GET trade/fills'))
      .sort((a, b) => a.at - b.at);
    for (const fill of fills) {
      this.#desk.pushes.took(fill);
      this.#desk.tell({
        type: 'order',
        event: { type: 'order.filled', clientOrderId: origin.clientOrderId, at: fill.at, fill },
      });
    }
    const shown = fills.reduce((sum, { facts }) => sum + facts.lots, 0);
    const counted = order === null ? 0 : lotsOf(listing, order.accFillSz, 'GET trade/order', 'accFillSz');
    if (shown >= counted) return;
    if (attempt + 1 >= MOST_READS) {
      logger.error('OKX counts executions that it does not list.', { order: origin.clientOrderId });
      metrics.count('okx_unread_news', { what: 'fills' });
      return;
    }
    this.#desk.later(FIRST_WAIT_MS * 2 ** attempt, 'Reading executions again', () =>
      this.#fills(ordId, instId, attempt + 1),
    );
  }
}

/** A row that was read tells of the newest execution only in part, so of none. */
function asPush(row: OrderRow): OrderPushRow {
  return {
    ...row,
    fillSz: '',
    fillPx: '',
    tradeId: '',
    fillFee: '',
    fillFeeCcy: '',
    execType: '',
    amendResult: '',
    amendSource: '',
    reqId: '',
    code: '',
    msg: '',
  };
}

/** Whether an order is in the book or beyond; what was only sent is not. */
export function isAnswered({ state }: Order): boolean {
  return state !== 'pending' && state !== 'submitted' && state !== 'unresolved';
}
