import type { Balance, ClosedPosition, CloseResult, OrderPreview, PortfolioSnapshot } from '../domain/account.ts';
import type { Decimal, DecimalInput } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument, InstrumentId, RuleChange } from '../domain/instrument.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { Candles, Quote } from '../domain/market.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { OrderAmendment, OrderIntent, OrderRef, PositionKey, Protection } from '../domain/order-intent.ts';
import type { Position } from '../domain/position.ts';
import type { ObservedBreach } from './interceptor.ts';
import type { Capabilities } from './venue.ts';

/** The kinds of broker that there are or will be. */
export const BROKER_KINDS = ['simulated', 'okx_demo', 'okx_live'] as const;
/** Which venue a broker stands on. */
export type BrokerKind = (typeof BROKER_KINDS)[number];

/** How far our view and the venue's were apart, confirmed by a second read with nothing in flight. */
export interface Drift {
  /**
   * `unknown_order`: the venue has one that we do not know; `missing_order`: ours is not there; `changed_order`: it stands
   * otherwise than we believe; `unknown_fill`: it filled without our hearing of it.
   */
  readonly classification:
    | 'unknown_order'
    | 'missing_order'
    | 'changed_order'
    | 'unknown_fill'
    | 'position'
    | 'cash'
    | 'leverage';
  readonly subject: string;
  readonly ours: string;
  readonly theirs: string;
}

/** What a broker tells, each with a sequence number without gaps and in the order in which it happened. */
export type BrokerEvent = { readonly sequence: number; readonly at: number } & (
  | { readonly type: 'order.updated'; readonly order: Order; readonly cause: OrderEvent }
  | { readonly type: 'order.filled'; readonly order: Order; readonly fill: Fill }
  | { readonly type: 'position.opened'; readonly position: Position }
  | { readonly type: 'position.changed'; readonly position: Position }
  | { readonly type: 'position.closed'; readonly closed: ClosedPosition }
  | { readonly type: 'position.drifted'; readonly drift: Drift }
  | { readonly type: 'protection.changed'; readonly position: Position }
  | { readonly type: 'ledger.entry'; readonly entry: LedgerEntry }
  | { readonly type: 'trading.paused'; readonly reason: string }
  | { readonly type: 'trading.resumed'; readonly reason: string }
  /** A limit was broken that is only observed; where limits are enforced, the order itself says so. */
  | ({ readonly type: 'risk.breached' } & ObservedBreach)
  /** The venue has changed rules of an instrument; orders are judged by the new ones from now on. */
  | { readonly type: 'instrument.changed'; readonly instrument: Instrument; readonly changes: readonly RuleChange[] }
  | { readonly type: 'connection.changed'; readonly state: 'connected' | 'lost' | 'restored' | 'closed' }
  | { readonly type: 'listener.failed'; readonly eventType: string; readonly error: unknown }
);
/** The types of {@link BrokerEvent}. */
export type BrokerEventType = BrokerEvent['type'];

/** By name, so that none can be left out. */
const EVENTS: Readonly<Record<BrokerEventType, true>> = {
  'order.updated': true,
  'order.filled': true,
  'position.opened': true,
  'position.changed': true,
  'position.closed': true,
  'position.drifted': true,
  'protection.changed': true,
  'ledger.entry': true,
  'trading.paused': true,
  'trading.resumed': true,
  'risk.breached': true,
  'instrument.changed': true,
  'connection.changed': true,
  'listener.failed': true,
};
/** Every {@link BrokerEventType}, for whoever wants to hear everything. */
export const BROKER_EVENT_TYPES = Object.keys(EVENTS) as readonly BrokerEventType[];

/** The event of one type. */
export type BrokerEventOf<T extends BrokerEventType> = Extract<BrokerEvent, { readonly type: T }>;
/** Ends a subscription. */
export type Unsubscribe = () => void;

/** How patiently an order is placed. */
export interface PlaceOptions {
  /** How long to wait for a market, IOC or FOK order to end, ms; afterwards the order is returned as it then stands. Default 5000. */
  readonly settleTimeoutMs?: number;
}

/** What a position is closed for. */
export interface CloseOptions {
  /** The decision that the closing orders carry out; it is in their client order ids. */
  readonly decisionId?: string;
}

/** What is compared besides the account. */
export interface ReconcileOptions {
  /** `read_again`: orders that another instance wrote down are looked up; nothing opens before they are. Default `as_known`. */
  readonly journal?: 'as_known' | 'read_again';
}

/** Everything that changes orders and positions. Refusals come back in `order.state`; they are not thrown. */
export interface OrderEntry {
  /** What the order would cost and what would refuse it. Sends nothing. */
  preview(intent: OrderIntent): Promise<OrderPreview>;
  /**
   * Resolves when a market, IOC or FOK order has ended (or after `settleTimeoutMs`), any other when it is acknowledged.
   *
   * @throws {OrderError} `order/invalid_number`, `order/invalid_intent`, `order/duplicate_id`: the call makes no sense.
   * @throws {VenueError} `venue/unknown_instrument`: an order needs an instrument to be one.
   * @throws {ConnectivityError} `net/not_connected`, `net/closed`.
   */
  placeOrder(intent: OrderIntent, options?: PlaceOptions): Promise<Order>;
  /**
   * Places orders together, in as few calls as the venue can; each as {@link placeOrder} would answer, in the order of the
   * intents. Each passes every limit by itself, and what one has used up the next one does not have.
   *
   * @throws as {@link placeOrder}; then none of them was placed.
   */
  placeOrders(intents: readonly OrderIntent[], options?: PlaceOptions): Promise<readonly Order[]>;
  /** The order with the change, or as it was with the refusal in an event; look at its quantity and price. @throws {OrderError} `order/unknown_order`. */
  amendOrder(ref: OrderRef, change: OrderAmendment): Promise<Order>;
  /** @throws {OrderError} `order/unknown_order`. */
  cancelOrder(ref: OrderRef): Promise<Order>;
  /** Cancels in as few calls as the venue can; the orders as they then stand. */
  cancelAllOrders(instrument?: InstrumentId): Promise<readonly Order[]>;
  /** Closes by reduce-only market orders, as many as the maximum size needs. @throws {OrderError} `order/unknown_position`. */
  closePosition(position: PositionKey, options?: CloseOptions): Promise<CloseResult>;
  /** Moves stop and target: the new stop is seen at the venue before the old one goes. @throws {OrderError} `order/unknown_position`, `order/refused`. */
  protectPosition(position: PositionKey, protection: Protection): Promise<Position>;
  /**
   * What the venue did not carry out goes again, for as long as an order would.
   *
   * @throws {OrderError} `order/refused` when a rule of ours or the venue's forbids it, or another leverage was asked for
   * meanwhile.
   * @throws {ConnectivityError} `net/rate_limited` when the venue went on asking to wait.
   */
  setLeverage(position: PositionKey, leverage: DecimalInput): Promise<void>;
}

/** The account. A read that fails throws; `[]` means that there is nothing. */
export interface AccountReader {
  getBalance(): Promise<Balance>;
  getPositions(): Promise<readonly Position[]>;
  /** @throws {OrderError} `order/unknown_order`. */
  getOrder(ref: OrderRef): Promise<Order>;
  /** Orders that are not terminal, conditional ones included, oldest first. */
  getOpenOrders(instrument?: InstrumentId): Promise<readonly Order[]>;
  /** Terminal orders, newest first. */
  getOrderHistory(query?: { readonly instrument?: InstrumentId; readonly limit?: number }): Promise<readonly Order[]>;
  /** Newest first. */
  getFills(query?: {
    readonly instrument?: InstrumentId;
    readonly clientOrderId?: string;
    readonly limit?: number;
  }): Promise<readonly Fill[]>;
  /** Newest first. */
  getClosedPositions(query?: {
    readonly instrument?: InstrumentId;
    readonly limit?: number;
  }): Promise<readonly ClosedPosition[]>;
  getSnapshot(): Promise<PortfolioSnapshot>;
}

/** Prices and rules. */
export interface PriceReader {
  /** Mid of the best bid and ask where both are known, else the last price. @throws {VenueError} `venue/unknown_instrument`, `venue/unavailable`. */
  getMarketPrice(instrument: InstrumentId): Promise<Decimal>;
  getQuote(instrument: InstrumentId): Promise<Quote>;
  getInstrument(instrument: InstrumentId): Promise<Instrument>;
  /** Closed bars, oldest first. */
  getCandles(instrument: InstrumentId, options?: { readonly limit?: number }): Promise<Candles>;
}

/** One broker, many venues. */
export interface BaseBroker extends OrderEntry, AccountReader, PriceReader, AsyncDisposable {
  readonly kind: BrokerKind;
  /** @throws {ConnectivityError} `net/not_connected` before `connect()`. */
  readonly capabilities: Capabilities;
  /** Instruments, credentials, account mode, reconciliation. Idempotent. */
  connect(): Promise<void>;
  /**
   * Compares our view with the venue's now and adopts what differs, telling each drift. Happens by itself too, at intervals
   * and when a connection was restored, where the venue lives by itself. Where another instance may have traded on this
   * account meanwhile, let the journal be read again: then its orders are taken up as those of a former run.
   *
   * @throws {VenueError} `venue/stale` when the account could not be read in a quiet moment.
   */
  reconcile(options?: ReconcileOptions): Promise<readonly Drift[]>;
  /** Lets what is in flight end, then lets go of the venue. Idempotent; open orders and positions stay. */
  close(): Promise<void>;
  on<T extends BrokerEventType>(type: T, listener: (event: BrokerEventOf<T>) => void): Unsubscribe;
}
