import type { AccountState } from '../domain/account-state.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderRef, PositionKey, Side } from '../domain/order-intent.ts';
import { invariant } from '../errors/index.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { ExchangeOptions } from './exchange-options.ts';
import type {
  AccountListener,
  CommandResult,
  PriceListener,
  Requirement,
  SubmitResult,
  Walk,
} from './exchange-results.ts';
import type { AmendCommand, OrderCommand } from './order-command.ts';

type Levels = readonly (readonly [number, number])[];

const soon = (): never => {
  invariant(false, 'Not there yet.');
};

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
  constructor(options: ExchangeOptions) {
    this.instruments = options.instruments;
  }
  /** Epoch ms. */
  get now(): number {
    return soon();
  }

  openAccount(_accountId: string, _deposits: ReadonlyMap<string, Money>): void {
    soon();
  }
  /** Moves money in (positive) or out. @throws {OrderError} `order/refused` when more would leave than is free. */
  transfer(_accountId: string, _currency: string, _amount: Money): void {
    soon();
  }
  /** One listener for each account; the former one hears no more. */
  listen(_accountId: string, _listener: AccountListener | null): void {
    soon();
  }
  /** Told once for each bar, trade, change of the book's touch or mark. */
  watchPrices(_listener: PriceListener | null): void {
    soon();
  }

  submit(_accountId: string, _command: OrderCommand): SubmitResult {
    return soon();
  }
  cancel(_accountId: string, _ref: OrderRef): CommandResult {
    return soon();
  }
  amend(_accountId: string, _ref: OrderRef, _change: AmendCommand): CommandResult {
    return soon();
  }
  /** Cancels open orders, conditional ones included; returns how many there were. Not subject to latency. */
  cancelAll(_accountId: string, _instrument?: InstrumentId): number {
    return soon();
  }
  /** `leverage` in hundredths. */
  setLeverage(_accountId: string, _key: PositionKey, _leverage: number): CommandResult {
    return soon();
  }

  /** The account's cash and positions; to be read, not written. */
  account(_accountId: string): AccountState {
    return soon();
  }
  /** What new orders can use, exactly. */
  free(_accountId: string, _currency: string): Money {
    return soon();
  }
  /** Cash, isolated margin and unrealized profit of a currency, exactly. */
  equity(_accountId: string, _currency: string): Money {
    return soon();
  }
  order(_accountId: string, _ref: OrderRef): Order | undefined {
    return soon();
  }
  /** Oldest first, conditional ones included. */
  openOrders(_accountId: string, _instrument?: InstrumentId): Order[] {
    return soon();
  }
  /** Margin that the position and the orders of its instrument and mode bind. */
  initialMargin(_accountId: string, _key: PositionKey): Money {
    return soon();
  }
  maintenanceMargin(_accountId: string, _key: PositionKey): Money {
    return soon();
  }
  /** Mark price at which the position would be closed, all else unchanged; `null` where there is none. */
  liquidationPrice(_accountId: string, _key: PositionKey): Decimal | null {
    return soon();
  }

  /** Last price that may be seen, in ticks; `null` before the first. */
  lastTicks(_instrument: Instrument): number | null {
    return soon();
  }
  /** Mark price in mark points; `null` before the first price. */
  marks(_instrument: Instrument): number | null {
    return soon();
  }
  /** In ticks; `null` where the market has no book. */
  bestBidTicks(_instrument: Instrument): number | null {
    return soon();
  }
  bestAskTicks(_instrument: Instrument): number | null {
    return soon();
  }
  /** What a market order of that size would meet, as far as it may be seen: last price and slippage, or the book. */
  walk(_instrument: Instrument, _side: Side, _lots: number): Walk {
    return soon();
  }
  /** What the order would bind and what would refuse it. Changes nothing. */
  require(_accountId: string, _command: OrderCommand): Requirement {
    return soon();
  }

  advance(_at: number): void {
    soon();
  }
  openBar(_instrument: Instrument, _at: number, _intervalMs: number, _openTicks: number, _volumeLots: number): void {
    soon();
  }
  closeBar(_instrument: Instrument, _highTicks: number, _lowTicks: number, _closeTicks: number): void {
    soon();
  }
  trade(_instrument: Instrument, _at: number, _ticks: number, _lots: number, _taker: Side): void {
    soon();
  }
  depthSnapshot(_instrument: Instrument, _at: number, _bids: Levels, _asks: Levels): void {
    soon();
  }
  depthUpdate(_instrument: Instrument, _at: number, _bids: Levels, _asks: Levels): void {
    soon();
  }
  mark(_instrument: Instrument, _at: number, _marks: number): void {
    soon();
  }
  markBasis(_instrument: Instrument, _basisMarks: number): void {
    soon();
  }
  settleFunding(_instrument: Instrument, _at: number, _rate: bigint, _marks: number | null): void {
    soon();
  }

  /** Everything that the future depends on, as JSON; amounts as strings. */
  snapshot(): unknown {
    return soon();
  }
  /**
   * Continues from a snapshot of an exchange with the same options. Listeners stay.
   *
   * @throws {PersistenceError} `store/corrupt` for what is no such snapshot.
   */
  restore(_snapshot: unknown): void {
    soon();
  }
}
