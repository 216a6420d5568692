import type { DeskOrder } from './desk-order.ts';
import type { WireRow } from './wire.ts';

/** A canceled order that never filled can be looked up for two hours. */
const PURGED_AFTER_MS = 2 * 3_600_000;

/** One execution, as `trade/fills` lists it. */
export interface FillRecord {
  readonly billId: number;
  readonly instId: string;
  readonly instType: string;
  readonly ordId: string;
  readonly at: number;
  readonly row: WireRow;
}

/** One movement of money, as `account/bills` lists it. */
export interface BillRecord {
  readonly billId: number;
  readonly at: number;
  readonly row: WireRow;
}

/** What the mock keeps of an account besides what the core keeps: orders, fills and bills in OKX's terms. */
export class AccountBooks {
  readonly #orders = new Map<string, DeskOrder>();
  readonly #byCore = new Map<string, DeskOrder>();
  /** The newest order of each client id. */
  readonly #byClient = new Map<string, DeskOrder>();
  readonly #open = new Set<DeskOrder>();
  readonly fills: FillRecord[] = [];
  readonly bills: BillRecord[] = [];
  readonly #kept: number;
  #lastBill = 600_000_000_000;

  /** `historyLimit`: ended orders, fills and bills that are kept at least. */
  constructor(historyLimit: number) {
    this.#kept = 2 * historyLimit;
  }

  add(order: DeskOrder): void {
    const { ordId, coreId, clOrdId } = order.terms;
    this.#orders.set(ordId, order);
    this.#byCore.set(coreId, order);
    if (clOrdId !== '') this.#byClient.set(clOrdId, order);
    this.#open.add(order);
  }

  /** An order that was not taken after all. */
  remove(order: DeskOrder, former: DeskOrder | undefined): void {
    const { ordId, coreId, clOrdId } = order.terms;
    this.#orders.delete(ordId);
    this.#byCore.delete(coreId);
    this.#open.delete(order);
    if (this.#byClient.get(clOrdId) !== order) return;
    if (former === undefined) this.#byClient.delete(clOrdId);
    else this.#byClient.set(clOrdId, former);
  }

  ended(order: DeskOrder): void {
    this.#open.delete(order);
    if (this.#orders.size <= this.#kept) return;
    for (const old of this.#orders.values()) {
      if (this.#orders.size <= this.#kept) return;
      if (!old.isOpen) this.#forget(old);
    }
  }

  /** By OKX's id, or the newest one by the client's; OKX's wins. What has been purged is not there. */
  find(ref: { readonly ordId: string; readonly clOrdId: string }, instId: string, now: number): DeskOrder | undefined {
    const order = ref.ordId === '' ? this.#byClient.get(ref.clOrdId) : this.#orders.get(ref.ordId);
    if (order === undefined || order.terms.listed.instId !== instId) return undefined;
    return isPurged(order, now) ? undefined : order;
  }

  byCore(coreId: string): DeskOrder | undefined {
    return this.#byCore.get(coreId);
  }

  newestOf(clOrdId: string): DeskOrder | undefined {
    return this.#byClient.get(clOrdId);
  }

  /** Oldest first. */
  open(): readonly DeskOrder[] {
    return [...this.#open];
  }

  /** Ended ones, newest first, without those that have been purged. */
  history(now: number): readonly DeskOrder[] {
    return [...this.#orders.values()].filter((order) => !order.isOpen && !isPurged(order, now)).reverse();
  }

  drawBillId(): number {
    this.#lastBill += 1;
    return this.#lastBill;
  }

  addFill(fill: FillRecord): void {
    keep(this.fills, fill, this.#kept);
  }

  addBill(bill: BillRecord): void {
    keep(this.bills, bill, this.#kept);
  }

  #forget(order: DeskOrder): void {
    const { ordId, coreId, clOrdId } = order.terms;
    this.#orders.delete(ordId);
    this.#byCore.delete(coreId);
    if (this.#byClient.get(clOrdId) === order) this.#byClient.delete(clOrdId);
  }
}

function isPurged(order: DeskOrder, now: number): boolean {
  return order.state === 'canceled' && order.filledLots === 0 && now - order.uTime >= PURGED_AFTER_MS;
}

function keep<T>(list: T[], entry: T, kept: number): void {
  list.push(entry);
  if (list.length >= 2 * kept) list.splice(0, list.length - kept);
}
