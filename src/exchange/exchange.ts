import type { AccountState } from '../domain/account-state.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderRef, PositionKey, Side } from '../domain/order-intent.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import { boundMoney, equityMoney, spendableMoney } from './account-margin.ts';
import { liquidationPriceOf, maintenanceOf, openOrderSlots, requirementOf, walkOf } from './account-reads.ts';
import { amendOrder } from './amendment.ts';
import { transferMoney } from './deposits.ts';
import { cancelOpen, runDue } from './errands.ts';
import type { ExchangeOptions } from './exchange-options.ts';
import {
  AcceptedOrder,
  type AccountListener,
  type CommandResult,
  type PriceListener,
  type Requirement,
  type SubmitResult,
  type Walk,
} from './exchange-results.ts';
import { ExchangeState } from './exchange-state.ts';
import { settleFunding } from './funding.ts';
import { changeLeverage } from './leverage.ts';
import type { Market } from './market.ts';
import { closeBar, openBar } from './market-bars.ts';
import { depthSnapshot, depthUpdate, type Levels } from './market-depth.ts';
import { expectLevels, expectPrice, expectSize } from './market-input.ts';
import { marketTrade } from './market-trades.ts';
import { reject } from './order-check.ts';
import { stateOf } from './order-codes.ts';
import type { AmendCommand, OrderCommand } from './order-command.ts';
import { cancelOrder } from './order-end.ts';
import { enterOrder } from './order-entry.ts';
import { ASK, BID, NO_SLOT } from './order-slots.ts';
import { orderOf } from './order-view.ts';
import { restoreState } from './restore.ts';
import { destination, isDeferred, send, sendCancels } from './sending.ts';
import { priceMoved, settle } from './settle.ts';
import { snapshotOf } from './snapshot.ts';

const DONE: CommandResult = { outcome: 'done' };

/**
 * A simulated exchange: pure, synchronous, and a function of its options and of the calls it gets.
 *
 * Markets come in through {@link MarketSink}; accounts trade through the commands. Every event of a call is told after
 * the exchange is consistent again, in order, before the call returns.
 *
 * @see docs/simulation.md
 */
export class Exchange implements MarketSink {
  readonly instruments: readonly Instrument[];
  readonly #options: ExchangeOptions;
  #state: ExchangeState;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.instruments = options.instruments;
    this.#state = new ExchangeState(options);
  }

  /** Epoch ms. Inside a bar it is the instant of its path at which the exchange stands. */
  get now(): number {
    return this.#state.now;
  }

  /** When something that is under way falls due next, epoch ms; infinity when nothing is. */
  get nextDue(): number {
    return this.#state.markets.reduce((next, { agenda }) => Math.min(next, agenda.nextAt), Number.POSITIVE_INFINITY);
  }

  /** Executions so far: one for each side of a trade that is an account's. */
  get executions(): number {
    return this.#state.fills;
  }

  /** @throws {OrderError} `order/refused` when there is such an account. */
  openAccount(accountId: string, deposits: ReadonlyMap<string, Money>): void {
    const account = this.#state.openAccount(accountId);
    for (const [currency, amount] of deposits) account.transfer(currency, amount);
  }

  /** Moves money in (positive) or out. @throws {OrderError} `order/refused` when more would leave than is free. */
  transfer(accountId: string, currency: string, amount: Money): void {
    transferMoney(this.#state, this.#state.account(accountId), currency, amount);
    this.#done();
  }

  /** One listener for each account; the former one hears no more. */
  listen(accountId: string, listener: AccountListener | null): void {
    this.#state.account(accountId).listener = listener;
  }

  /** Told once for each bar, trade, update of a book and mark. One listener; the former one hears no more. */
  watchPrices(listener: PriceListener | null): void {
    this.#state.priceListener = listener;
  }

  submit(accountId: string, command: OrderCommand): SubmitResult {
    const state = this.#state;
    const account = state.account(accountId);
    const market = state.market(command.instrument);
    if (isDeferred(state, market)) return send(state, market, { type: 'submit', accountId, command });
    const slot = enterOrder(state, account, command);
    if (typeof slot !== 'number') return { outcome: 'rejected', rejection: slot };
    settle(state);
    const { orders } = state;
    const result = new AcceptedOrder(
      orders.sequence[slot]!,
      stateOf(orders.state[slot]!),
      orders.filled[slot]!,
      orders.cost(slot),
    );
    state.happenings.tell();
    return result;
  }

  cancel(accountId: string, ref: OrderRef): CommandResult {
    const state = this.#state;
    const slot = state.find(state.account(accountId), ref);
    const market = destination(state, accountId, ref, slot);
    if (market !== null) return send(state, market, { type: 'cancel', accountId, ref });
    const rejection = cancelOpen(state, slot);
    if (rejection !== null) return { outcome: 'rejected', rejection };
    state.happenings.tell();
    return DONE;
  }

  amend(accountId: string, ref: OrderRef, change: AmendCommand): CommandResult {
    const state = this.#state;
    const slot = state.find(state.account(accountId), ref);
    const market = destination(state, accountId, ref, slot);
    if (market !== null) return send(state, market, { type: 'amend', accountId, ref, change });
    const rejection =
      slot === NO_SLOT ? reject('order_not_found', 'The order is not known.') : amendOrder(state, slot, change);
    this.#done();
    return rejection === null ? DONE : { outcome: 'rejected', rejection };
  }

  /** Cancels open orders, conditional ones included; returns how many there were. Not subject to latency. */
  cancelAll(accountId: string, instrument?: InstrumentId): number {
    const state = this.#state;
    const account = state.account(accountId);
    const open = openOrderSlots(state, account, instrument);
    let canceled = 0;
    for (const market of state.markets) {
      const isMeant = instrument === undefined || market.instrument.id === instrument;
      if (isMeant && market.isUnderWay(state.now)) canceled += sendCancels(state, account, market, open);
    }
    for (const slot of open) {
      if (!state.orders.isOpen(slot) || state.orders.liquidates(slot)) continue;
      if (state.orders.exposureOf(slot).market.isUnderWay(state.now)) continue;
      cancelOrder(state, slot, 'requested');
      canceled += 1;
    }
    this.#done();
    return canceled;
  }

  /** `leverage` in hundredths. Cross positions bind the margin of it at once, to isolated ones margin is moved, or from them. */
  setLeverage(accountId: string, key: PositionKey, leverage: number): CommandResult {
    const state = this.#state;
    const market = state.marketById(key.instrument);
    if (isDeferred(state, market)) return send(state, market, { type: 'leverage', accountId, key, leverage });
    const rejection = changeLeverage(state, state.account(accountId), key, leverage);
    this.#done();
    return rejection === null ? DONE : { outcome: 'rejected', rejection };
  }

  /** The account's cash and positions; to be read, not written. */
  account(accountId: string): AccountState {
    return this.#state.account(accountId).state;
  }

  /** What new orders can use, exactly; of a currency that positions settle in, their margin and losses are taken off. */
  free(accountId: string, currency: string): Money {
    return spendableMoney(this.#state.account(accountId).wallet(currency));
  }

  /** Cash, isolated margin and unrealized profit of a currency, exactly. */
  equity(accountId: string, currency: string): Money {
    return equityMoney(this.#state.account(accountId).wallet(currency));
  }

  /** Ended orders can be looked up as long as they are kept. */
  order(accountId: string, ref: OrderRef): Order | undefined {
    const slot = this.#state.find(this.#state.account(accountId), ref);
    return slot === NO_SLOT ? undefined : orderOf(this.#state, slot);
  }

  /** Oldest first, conditional ones included. */
  openOrders(accountId: string, instrument?: InstrumentId): Order[] {
    const state = this.#state;
    return openOrderSlots(state, state.account(accountId), instrument).map((slot) => orderOf(state, slot));
  }

  /** Margin that the position and the orders of its instrument and mode bind. */
  initialMargin(accountId: string, key: PositionKey): Money {
    const exposure = this.#exposure(accountId, key);
    return exposure === undefined ? 0n : boundMoney(exposure) + (exposure.position?.margin ?? 0n);
  }

  maintenanceMargin(accountId: string, key: PositionKey): Money {
    const exposure = this.#exposure(accountId, key);
    return exposure === undefined ? 0n : maintenanceOf(exposure);
  }

  /** Mark price at which the position would be closed, all else unchanged; `null` where there is none. */
  liquidationPrice(accountId: string, key: PositionKey): Decimal | null {
    const exposure = this.#exposure(accountId, key);
    return exposure === undefined ? null : liquidationPriceOf(exposure);
  }

  /** Last price that may be seen, in ticks; `null` before the first. */
  lastTicks(instrument: Instrument): number | null {
    const { last } = this.#state.market(instrument);
    return !Number.isNaN(last) ? last : null;
  }

  /** Mark price in mark points; `null` before the first price. */
  marks(instrument: Instrument): number | null {
    const { marks } = this.#state.market(instrument);
    return !Number.isNaN(marks) ? marks : null;
  }

  /** In ticks; `null` where nothing is bid in the book. */
  bestBidTicks(instrument: Instrument): number | null {
    const best = this.#state.market(instrument).book.bestBid();
    return Number.isFinite(best) ? best : null;
  }

  bestAskTicks(instrument: Instrument): number | null {
    const best = this.#state.market(instrument).book.bestAsk();
    return Number.isFinite(best) ? best : null;
  }

  /** Whether only the accounts' own orders rest in the book: the market is bars, or trades without a book. */
  hasOwnOrdersOnly(instrument: Instrument): boolean {
    const { source, hasDepth } = this.#state.market(instrument);
    return source !== 'none' && !hasDepth;
  }

  /** The best levels of the book as `[ticks, lots]`, the accounts' own orders included. */
  depth(instrument: Instrument, side: Side, levels: number): [ticks: number, lots: number][] {
    return this.#state.market(instrument).book.depth(side === 'buy' ? BID : ASK, levels);
  }

  /** What a market order of that size would meet, as far as it may be seen: the book, or the last price and slippage. */
  walk(instrument: Instrument, side: Side, lots: number): Walk {
    return walkOf(this.#state, this.#state.market(instrument), side, lots);
  }

  /** What the order would bind and what would refuse it. Changes nothing. */
  require(accountId: string, command: OrderCommand): Requirement {
    return requirementOf(this.#state, this.#state.account(accountId), command);
  }

  advance(at: number): void {
    runDue(this.#state, at);
    this.#done();
  }

  openBar(instrument: Instrument, at: number, intervalMs: number, openTicks: number, volumeLots: number): void {
    expectPrice(instrument, openTicks);
    expectSize(instrument, volumeLots);
    openBar(this.#state, this.#enter(instrument, at), at, intervalMs, openTicks, volumeLots);
    this.#done();
  }

  closeBar(instrument: Instrument, highTicks: number, lowTicks: number, closeTicks: number): void {
    expectPrice(instrument, highTicks);
    expectPrice(instrument, lowTicks);
    expectPrice(instrument, closeTicks);
    const state = this.#state;
    const market = state.market(instrument);
    closeBar(state, market, highTicks, lowTicks, closeTicks);
    state.happenings.tell();
    state.priceListener?.priceMoved(instrument, market.last, market.marks, market.barAt + market.barMs);
  }

  trade(instrument: Instrument, at: number, ticks: number, lots: number, taker: Side): void {
    expectPrice(instrument, ticks);
    expectSize(instrument, lots);
    const market = this.#enter(instrument, at);
    marketTrade(this.#state, market, ticks, lots, taker);
    this.#moved(market);
  }

  depthSnapshot(instrument: Instrument, at: number, bids: Levels, asks: Levels): void {
    expectLevels(instrument, bids, asks);
    const market = this.#enter(instrument, at);
    depthSnapshot(this.#state, market, bids, asks);
    this.#moved(market);
  }

  depthUpdate(instrument: Instrument, at: number, bids: Levels, asks: Levels): void {
    expectLevels(instrument, bids, asks);
    const market = this.#enter(instrument, at);
    depthUpdate(this.#state, market, bids, asks);
    this.#moved(market);
  }

  mark(instrument: Instrument, at: number, marks: number): void {
    const market = this.#enter(instrument, at);
    market.ownMarks = true;
    market.marks = marks;
    priceMoved(this.#state, market);
    this.#moved(market);
  }

  markBasis(instrument: Instrument, basisMarks: number): void {
    const market = this.#state.market(instrument);
    market.basis = basisMarks;
    if (market.ownMarks || Number.isNaN(market.last)) return;
    market.moveLast(market.last);
    priceMoved(this.#state, market);
    this.#moved(market);
  }

  settleFunding(instrument: Instrument, at: number, rate: bigint, marks: number | null): void {
    const market = this.#enter(instrument, at);
    if (market.isUnderWay(at)) {
      market.agenda.enter(at, { type: 'funding', instrument: instrument.id, rate: `${rate}`, marks });
      return;
    }
    settleFunding(this.#state, market, rate, marks);
    if (!Number.isNaN(market.marks)) priceMoved(this.#state, market);
    this.#done();
  }

  /** Everything that the future depends on, as JSON; amounts as strings. */
  snapshot(): unknown {
    return JSON.parse(JSON.stringify(snapshotOf(this.#state)));
  }

  /**
   * Continues from a snapshot of an exchange with the same options. All that was here is gone, listeners excepted.
   *
   * @throws {PersistenceError} `store/corrupt` for what is no such snapshot.
   */
  restore(snapshot: unknown): void {
    const former = this.#state;
    const state = new ExchangeState(this.#options);
    restoreState(state, snapshot);
    for (const account of state.accounts) {
      account.listener = former.accounts.find(({ id }) => id === account.id)?.listener ?? null;
    }
    state.priceListener = former.priceListener;
    this.#state = state;
  }

  #exposure(accountId: string, key: PositionKey) {
    return this.#state.account(accountId).findExposure(this.#state.marketById(key.instrument), key.marginMode);
  }

  #enter(instrument: Instrument, at: number): Market {
    if (at > this.#state.now) this.#state.now = at;
    return this.#state.market(instrument);
  }

  #moved(market: Market): void {
    this.#done();
    if (!Number.isNaN(market.last)) {
      this.#state.priceListener?.priceMoved(market.instrument, market.last, market.marks, this.#state.now);
    }
  }

  #done(): void {
    settle(this.#state);
    this.#state.happenings.tell();
  }
}
