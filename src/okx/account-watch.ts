import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import { marginModeOf } from './codec/account-mode.ts';
import { readPositions } from './codec/account-reading.ts';
import { readBill } from './codec/ledger-reading.ts';
import { wholeLotsOf } from './codec/listing.ts';
import { instantOrNull } from './codec/numbers.ts';
import { Recent } from './codec/recent.ts';
import type { OkxDesk } from './okx-desk.ts';
import { ProtectionSizes } from './protection-sizes.ts';
import { balanceAndPositionRow, type PositionRow, positionRow } from './wire/account-rows.ts';
import { readRow } from './wire/parse.ts';

/** Happenings that executions tell already, or that move no money. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['snapshot', 'filled', 'set_leverage', 'set_position_mode']);
const OVERLAP_MS = 60_000;
const REMEMBERED_BILLS = 10_000;
/** Bills are written a moment after they are announced. */
const BILL_WAITS_MS = [0, 250, 1_000, 4_000];

/** Watches positions and money: sizes for orders that close a fraction, leverage, and movements without a fill. */
export class AccountWatch {
  readonly #desk: OkxDesk;
  readonly #lots = new Map<string, number>();
  readonly #leverage = new Map<string, number>();
  /** OKX's time of the newest news of each position. */
  readonly #newest = new Map<string, number>();
  readonly #bills = new Recent<true>(REMEMBERED_BILLS);
  readonly #sizes: ProtectionSizes;

  /** `refresh` reads an order and tells what is new of it. */
  constructor(desk: OkxDesk, refresh: (order: Order) => Promise<unknown>) {
    this.#desk = desk;
    this.#sizes = new ProtectionSizes(desk, { lotsOf: (...position) => this.lots(...position), refresh });
  }

  /** Signed lots of a position, as last heard. */
  lots(instrument: Instrument, marginMode: MarginMode): number {
    return this.#lots.get(`${instrument.id}|${marginMode}`) ?? 0;
  }

  /** Whether rows that were read are older than what was pushed. */
  isStale(rows: readonly PositionRow[]): boolean {
    return rows.some((row) => Number(row.uTime) < (this.#newest.get(`${row.instId}|${row.mgnMode}`) ?? 0));
  }

  /** Rows of the positions channel. */
  pushed(rows: readonly unknown[]): void {
    const positions = rows.map((row) => readRow('WebSocket positions', positionRow, row));
    for (const row of positions) {
      const key = `${row.instId}|${row.mgnMode}`;
      const at = Number(row.uTime);
      if (at < (this.#newest.get(key) ?? 0)) continue;
      this.#newest.set(key, at);
      this.#take(row);
    }
  }

  /** Every position there is, as it was read. */
  read(rows: readonly PositionRow[]): void {
    // Coins are not among the positions.
    for (const key of this.#lots.keys()) if (!key.endsWith('|cash')) this.#lots.delete(key);
    for (const row of rows) this.#take(row);
  }

  /** Rows of the balance-and-position channel: they announce what moved money without a fill. */
  announced(rows: readonly unknown[]): void {
    for (const value of rows) {
      const row = readRow('WebSocket balance_and_position', balanceAndPositionRow, value);
      for (const { instId, mgnMode, uTime } of row.posData) {
        const key = `${instId}|${mgnMode}`;
        this.#newest.set(key, Math.max(this.#newest.get(key) ?? 0, instantOrNull(uTime) ?? 0));
      }
      for (const { ccy, cashBal } of row.balData) this.#holds(ccy, cashBal);
      if (!TOLD_ELSEWHERE.has(row.eventType)) this.#readBillsSoon(Number(row.pTime));
    }
  }

  /** What was set for a position to be, told where it is new. */
  setLeverage(instrument: string, marginMode: MarginMode, leverage: number): void {
    const key = `${instrument}|${marginMode}`;
    if (this.#leverage.get(key) === leverage) return;
    this.#leverage.set(key, leverage);
    this.#desk.tell({ type: 'leverage', position: { instrument, marginMode }, leverage });
  }

  /** Coins that an account holds are what a stop of spot can sell. */
  #holds(currency: string, amount: string): void {
    const listing = this.#desk.listings.get(`${currency}-${this.#desk.accountCurrency}`);
    if (listing?.instType !== 'SPOT') return;
    this.#lots.set(`${listing.instrument.id}|cash`, Math.max(0, wholeLotsOf(listing, amount)));
    for (const event of this.#desk.pushes.positionHeard(listing.instrument.id)) this.#desk.tell(event);
    this.#sizes.fit(listing.instrument, 'cash');
  }

  #take(row: PositionRow): void {
    const { listings, mode } = this.#desk;
    const marginMode = marginModeOf(row.instType, row.mgnMode, mode);
    if (!listings.has(row.instId) || row.instType !== 'SWAP' || marginMode === null) return;
    const [position] = readPositions([row], listings, mode, 'positions').rows;
    this.#lots.set(`${row.instId}|${marginMode}`, position?.lots ?? 0);
    if (position === undefined) return;
    for (const event of this.#desk.pushes.positionHeard(row.instId)) this.#desk.tell(event);
    this.#resize(position.instrument, marginMode, Math.abs(position.lots), Number(row.uTime));
    this.#sizes.fit(position.instrument, marginMode);
    const key = `${row.instId}|${marginMode}`;
    const before = this.#leverage.get(key);
    this.#leverage.set(key, position.leverage);
    if (before === undefined || before === position.leverage) return;
    const { leverage, isolatedMargin } = position;
    const margin = marginMode === 'isolated' ? { isolatedMargin } : {};
    this.#desk.tell({ type: 'leverage', position: { instrument: row.instId, marginMode }, leverage, ...margin });
  }

  /** Conditions that close all of a position have its size. */
  #resize(instrument: Instrument, marginMode: MarginMode, lots: number, at: number): void {
    const { orders } = this.#desk;
    for (const { clientOrderId, identity, progress, state } of orders.open()) {
      if (identity.instrument !== instrument || identity.marginMode !== marginMode) continue;
      if (state !== 'armed' || progress.lots === lots || !orders.isWhole(clientOrderId)) continue;
      const { limitTicks, triggerTicks } = progress;
      this.#desk.tell({
        type: 'order',
        event: { type: 'order.amended', clientOrderId, at, lots, limitTicks, triggerTicks },
      });
    }
  }

  #readBillsSoon(at: number): void {
    for (const wait of BILL_WAITS_MS) {
      this.#desk.later(wait, 'Reading movements of money', () => this.readBills(at - OVERLAP_MS));
    }
  }

  /** Tells the movements of money since then that were not told yet. */
  async readBills(since: number): Promise<void> {
    const { line, listings } = this.#desk;
    const rows = await line.reads.account.bills({ since });
    for (const row of [...rows].reverse()) {
      if (Number(row.ts) < since || this.#bills.has(row.billId)) continue;
      const entry = readBill(row, listings);
      if (entry === null) continue;
      this.#bills.set(row.billId, true);
      this.#desk.tell({ type: 'ledger', entry });
    }
  }
}
