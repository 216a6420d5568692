import type { AccountState } from '../domain/account-state.ts';
import type { Denial, DenialCode } from '../domain/denial.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { OrderAmendment, PositionKey } from '../domain/order-intent.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { UnfinishedOrder } from './order-journal.ts';

/** What the engine's ledger knows, read at this instant and without waiting. Integers inside: see `domain`. */
export interface LedgerView {
  readonly now: number;
  readonly account: AccountState;
  readonly accountCurrency: string;
  instrument(id: string): Instrument | undefined;
  /** Mark price in mark points, or last price where there is no mark; `null` when no price is known. */
  marks(instrument: Instrument): number | null;
  /** Orders that are not terminal, oldest first, pending ones included. */
  openOrders(): Iterable<Order>;
  /** Equity in the account currency, exactly, as money. */
  equity(): bigint;
  /** {@link equity} as a double, cheap: asked for at every instant, and never decided on where the limit is near. */
  equityEstimate(): number;
  /** Sum of deposits, withdrawals and insurance payments in the account currency, as money: what moved equity without trading. */
  transferred(): bigint;
  /**
   * The same for the time after an instant, read from the venue: for what moved while nobody listened.
   *
   * @throws {BrokerError} when the venue cannot be read; that is not 0.
   */
  transferredSince(at: number): Promise<bigint>;
  /** Realized profit less fees plus funding of all time in the account currency, as money. */
  realizedNet(): bigint;
}

/** Whether a command adds risk or takes it away. Reducing commands must not be stopped: the way out stays open. */
export type RiskDirection = 'opens' | 'reduces';

/** What a step of the order ring may look at. */
export interface RingContext {
  readonly ledger: LedgerView;
  readonly direction: RiskDirection;
}

/** What an interceptor can announce: that it has begun to stop opening orders or has ceased to, or that a limit was broken. */
export type TradingNews =
  | { readonly type: 'trading.paused' | 'trading.resumed'; readonly reason: string }
  | ({ readonly type: 'risk.breached' } & ObservedBreach);

/** A command that broke a risk limit and was let pass all the same. */
export interface ObservedBreach {
  readonly rule: DenialCode;
  /** A sentence for a person and for a model. */
  readonly message: string;
  readonly figures: Denial['figures'];
  readonly instrument: InstrumentId;
  /** `null` for a change of leverage. */
  readonly clientOrderId: string | null;
  /** The decision that the order carries out; `null` where it carries out none, or where that is not known. */
  readonly decisionId: string | null;
}

/** `undefined` lets the command pass on (by `next`), a denial stops it; at once or later. */
export type RingResult = MaybePromise<Denial | undefined>;

/**
 * A step on the way of every command to the venue. It may stop a command, never alter it: `next` takes nothing.
 *
 * The first interceptor is the outermost. A step that throws stops an opening command and lets a reducing one pass.
 */
export interface OrderInterceptor {
  readonly name: string;
  place?(order: Order, next: () => RingResult, context: RingContext): RingResult;
  /** The denial that {@link place} would answer now, or `null`; leaves no trace. For previews. */
  preview?(order: Order, context: RingContext): Denial | null;
  amend?(order: Order, change: OrderAmendment, next: () => RingResult, context: RingContext): RingResult;
  cancel?(order: Order, next: () => RingResult, context: RingContext): RingResult;
  setLeverage?(position: PositionKey, leverage: number, next: () => RingResult, context: RingContext): RingResult;
  /** Told of every event that applied to an order, with the order as it stands after it. */
  observe?(order: Order, event: OrderEvent): void;
  /**
   * Told of entries, by our ids, for whose stop nothing has to be done any more: it was seen for all that is filled, someone
   * took it away on purpose, or the position is gone.
   */
  protectionSettled?(clientOrderIds: readonly string[], at: number): void;
  /**
   * Orders that a former run wrote down and whose end or whose stop it did not, asked when the broker connects; the engine
   * finds out what became of each. What throws is asked again later.
   */
  unfinished?(): Promise<readonly UnfinishedOrder[]>;
  /** Called when the broker connects, before any command; a place to load state. What is announced becomes a broker event. */
  start?(ledger: LedgerView, announce: (news: TradingNews) => void): Promise<void>;
  /** Called as prices and time move, at most once an instant. */
  tick?(ledger: LedgerView): void;
  /** Called when the broker closes, after the last command; a place to save state. */
  stop?(): Promise<void>;
}
