import { isBrokerError } from '../../errors/index.ts';
import type { RequestBody } from '../codec/order-request.ts';
import type { CommandOutcome } from '../outcome.ts';
import type { OkxSend } from '../request.ts';
import { type AccountRateRow, accountRateRow } from '../wire/account-rows.ts';
import { type AlgoRow, algoRow } from '../wire/algo-row.ts';
import { type FillRow, fillRow, type OrderRow, orderRow } from '../wire/order-row.ts';
import { command, commandOne, readOne, readPages } from './exchange-call.ts';

/** An order named by OKX's id or by ours. */
export type OrderName = { readonly ordId: string } | { readonly clOrdId: string };
/** An algo order named by OKX's id or by ours. */
export type AlgoName = { readonly algoId: string } | { readonly algoClOrdId: string };

/** The kinds of algo order that we know; OKX lists one kind, or the first two, at a time. */
const ALGO_KINDS = ['conditional,oco', 'trigger', 'move_order_stop'] as const;

/** Orders, executions and commands: `/api/v5/trade`. */
export class TradeEndpoints {
  readonly #send: OkxSend;

  constructor(send: OkxSend) {
    this.#send = send;
  }

  /** Places one order; OKX does not place it after `expTime`, epoch ms. */
  place(body: RequestBody, expTime?: number): Promise<CommandOutcome> {
    return this.#one('place', 'order', body, idOf(body), expTime);
  }

  /** Places up to 20; the outcomes in the order of the bodies. */
  placeMany(bodies: readonly RequestBody[], expTime?: number): Promise<CommandOutcome[]> {
    return this.#many('place', 'batch-orders', bodies, expTime);
  }

  /** Places a condition. OKX takes no time limit for it, so that it did not arrive is never certain. */
  placeAlgo(body: RequestBody): Promise<CommandOutcome> {
    return this.#one('place', 'order-algo', body, idOf(body));
  }

  amend(body: RequestBody, expTime?: number): Promise<CommandOutcome> {
    return this.#one('amend', 'amend-order', body, idOf(body), expTime);
  }

  amendMany(bodies: readonly RequestBody[], expTime?: number): Promise<CommandOutcome[]> {
    return this.#many('amend', 'amend-batch-orders', bodies, expTime);
  }

  amendAlgo(body: RequestBody): Promise<CommandOutcome> {
    return this.#one('amend', 'amend-algos', body, idOf(body));
  }

  cancel(body: RequestBody): Promise<CommandOutcome> {
    return this.#one('cancel', 'cancel-order', body, idOf(body));
  }

  cancelMany(bodies: readonly RequestBody[]): Promise<CommandOutcome[]> {
    return this.#many('cancel', 'cancel-batch-orders', bodies);
  }

  /** Cancels up to 10 conditions. */
  cancelAlgos(bodies: readonly RequestBody[]): Promise<CommandOutcome[]> {
    return this.#many('cancel', 'cancel-algos', bodies);
  }

  /** Cancels everything when `seconds` (10 to 120) pass without another call; 0 takes that back. */
  cancelAllAfter(seconds: number, tag?: string): Promise<CommandOutcome> {
    const body = { timeOut: String(seconds), ...(tag === undefined ? {} : { tag }) };
    return this.#one('setting', 'cancel-all-after', body, 'cancel-all-after');
  }

  /** An order, or `null` where OKX says that it has none: filled long ago, canceled two hours ago, or never placed. */
  async order(instId: string, name: OrderName): Promise<OrderRow | null> {
    return orAbsent(readOne(this.#send, orderRow, 'trade/order', { instId, ...name }));
  }

  /** A condition in whatever state, or `null`. */
  async algo(name: AlgoName): Promise<AlgoRow | null> {
    return orAbsent(readOne(this.#send, algoRow, 'trade/order-algo', { ...name }));
  }

  /** How many new and changed orders the account may send. */
  accountRate(): Promise<AccountRateRow> {
    return readOne(this.#send, accountRateRow, 'trade/account-rate-limit');
  }

  /** Every order in the book, newest first. */
  openOrders(query: { readonly instType?: string; readonly instId?: string } = {}): Promise<OrderRow[]> {
    return readPages(this.#send, orderRow, 'trade/orders-pending', query, { cursorOf: (row) => row.ordId });
  }

  /** Every condition that waits, of all kinds. */
  async openAlgos(query: { readonly instType?: string; readonly instId?: string } = {}): Promise<AlgoRow[]> {
    const rows: AlgoRow[] = [];
    for (const ordType of ALGO_KINDS) {
      const path = 'trade/orders-algo-pending';
      rows.push(
        ...(await readPages(this.#send, algoRow, path, { ordType, ...query }, { cursorOf: (row) => row.algoId })),
      );
    }
    return rows;
  }

  /** Conditions that have ended in a state, of all kinds. */
  async endedAlgos(state: 'effective' | 'canceled' | 'order_failed', instType?: string): Promise<AlgoRow[]> {
    const rows: AlgoRow[] = [];
    for (const ordType of ALGO_KINDS) {
      const query = { ordType, state, instType };
      const path = 'trade/orders-algo-history';
      rows.push(...(await readPages(this.#send, algoRow, path, query, { cursorOf: (row) => row.algoId })));
    }
    return rows;
  }

  /** Executions recorded at or after `since`, newest first: of three days or of three months. */
  fills(query: {
    readonly since: number;
    readonly from: 'three_days' | 'three_months';
    readonly instType?: string;
    readonly instId?: string;
    readonly ordId?: string;
  }): Promise<FillRow[]> {
    const { since, from, ...rest } = query;
    const path = from === 'three_days' ? 'trade/fills' : 'trade/fills-history';
    return readPages(
      this.#send,
      fillRow,
      path,
      { ...rest, begin: since },
      { cursorOf: (row) => row.billId, isEnough: (row) => Number(row.ts) < since },
    );
  }

  /** Orders of the last week that have ended, newest first; canceled ones that filled nothing stay for two hours. */
  endedOrders(query: {
    readonly instType: string;
    readonly instId?: string;
    readonly since: number;
  }): Promise<OrderRow[]> {
    const { since, ...rest } = query;
    return readPages(
      this.#send,
      orderRow,
      'trade/orders-history',
      { ...rest, begin: since },
      { cursorOf: (row) => row.ordId, isEnough: (row) => Number(row.cTime) < since },
    );
  }

  #one(
    kind: 'place' | 'amend' | 'cancel' | 'setting',
    name: string,
    body: RequestBody,
    id: string,
    expTime?: number,
  ): Promise<CommandOutcome> {
    return commandOne(this.#send, kind, { method: 'POST', path: `/api/v5/trade/${name}`, body, ...bound(expTime) }, id);
  }

  #many(
    kind: 'place' | 'amend' | 'cancel',
    name: string,
    bodies: readonly RequestBody[],
    expTime?: number,
  ): Promise<CommandOutcome[]> {
    if (bodies.length === 0) return Promise.resolve([]);
    const request = { method: 'POST' as const, path: `/api/v5/trade/${name}`, body: bodies, ...bound(expTime) };
    return command(this.#send, kind, request, bodies.map(idOf));
  }
}

function bound(expTime: number | undefined): { readonly expTime?: number } {
  return expTime === undefined ? {} : { expTime };
}

/** The id by which the answer's item is recognised. */
function idOf(body: RequestBody): string {
  for (const field of ['clOrdId', 'algoClOrdId', 'ordId', 'algoId']) {
    const value = body[field];
    if (typeof value === 'string') return value;
  }
  return '';
}

/** Only OKX's plain "no such order" is an absence; an empty answer is none. */
async function orAbsent<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isBrokerError(error, 'order/unknown_order')) return null;
    throw error;
  }
}
