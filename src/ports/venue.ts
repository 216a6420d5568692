import type { Decimal } from '../domain/decimal.ts';
import type { RejectionReason } from '../domain/denial.ts';
import type { Exact } from '../domain/exact.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument, InstrumentId, RuleChange } from '../domain/instrument.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { MarginTiers } from '../domain/margin.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { MarginMode, OrderAmendment, OrderRef, OrderType, PositionKey } from '../domain/order-intent.ts';
import type { BrokerError } from '../errors/index.ts';
import type { Clock } from './clock.ts';
import type { MarketDataSource } from './market-data.ts';
import type { MaybePromise } from './maybe-promise.ts';

/** What a venue can do. */
export interface Capabilities {
  readonly orderTypes: readonly OrderType[];
  readonly marginModes: readonly MarginMode[];
  readonly amend: boolean;
  readonly attachedProtection: boolean;
  /** `instant`: when `submit` has answered, nothing more can happen at this instant (a replay). `eventual`: fills follow. */
  readonly settlement: 'instant' | 'eventual';
  /** Whether a command can carry an instant after which the venue will not execute it. */
  readonly boundedCommands: boolean;
}

/** What a venue charges for an execution. */
export interface FeeSchedule {
  /** Parts per million; negative is a rebate. */
  readonly makerPpm: number;
  readonly takerPpm: number;
}

/** What the engine learns when it opens a venue. */
export interface VenueDescription {
  readonly name: string;
  readonly accountCurrency: string;
  readonly instruments: readonly Instrument[];
  readonly fees: (instrument: Instrument) => FeeSchedule;
  readonly tiers: (instrument: Instrument) => MarginTiers;
  readonly capabilities: Capabilities;
  /** In hundredths, for positions that no leverage was set for; default 100. */
  readonly defaultLeverage?: number;
  /** The clock by which the venue lives; the engine's own where the venue has none. */
  readonly clock: Clock | null;
}

/** What a venue answers to a command; no answer is `unknown`, not a no. */
export type VenueReply =
  | { readonly outcome: 'acknowledged'; readonly events: readonly OrderEvent[] }
  | {
      readonly outcome: 'refused';
      readonly reason: RejectionReason;
      readonly venueCode: string;
      readonly venueMessage: string;
      readonly figures?: Readonly<Record<string, string>>;
    }
  /** Proven not to have happened: refused for the rate, or never sent. */
  | { readonly outcome: 'not_executed'; readonly retryAfterMs: number }
  | { readonly outcome: 'unknown'; readonly cause: BrokerError };

/** What a venue says about an order that was looked up. */
export type OrderLookup =
  | { readonly found: 'yes'; readonly order: Order; readonly events: readonly OrderEvent[] }
  /** Conclusive: the venue can no longer execute it either. */
  | { readonly found: 'no'; readonly conclusive: boolean }
  | { readonly found: 'unknown'; readonly cause: BrokerError };

/** News from a venue, in the order in which it happened. */
export type VenueEvent =
  | { readonly type: 'order'; readonly event: OrderEvent }
  /** An order that the engine did not place: protection that came alive, a liquidation, another hand's order. */
  | { readonly type: 'appeared'; readonly order: Order }
  | { readonly type: 'ledger'; readonly entry: LedgerEntry }
  /** `isolatedMargin`: what backs an isolated position from now on, where the venue tells; a change of leverage moves it. */
  | {
      readonly type: 'leverage';
      readonly position: PositionKey;
      readonly leverage: number;
      readonly isolatedMargin?: Money;
    }
  /** Prices moved: last in ticks, mark in mark points. */
  | {
      readonly type: 'price';
      readonly instrument: Instrument;
      readonly lastTicks: number;
      readonly marks: number;
      readonly at: number;
    }
  /** The venue has other rules for an instrument, which the same object has taken over. */
  | {
      readonly type: 'instrument';
      readonly instrument: Instrument;
      readonly changes: readonly RuleChange[];
      readonly at: number;
    }
  | { readonly type: 'connection'; readonly state: 'lost' | 'restored'; readonly at: number };

/** One position in the venue's view. */
export interface VenuePosition {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  /** Signed. */
  readonly lots: number;
  /** In units of cost; `null` where the venue states only an average price. */
  readonly cost: Exact | null;
  readonly entryPrice: Decimal | null;
  /** In hundredths. */
  readonly leverage: number;
  readonly isolatedMargin: Money;
  readonly liquidationPrice: Decimal | null;
  /** For spot, where the venue knows it: what is held beyond whole lots too, and what it cost in quote currency. */
  readonly holding?: { readonly quantity: Money; readonly cost: Money };
}

/** One currency in the venue's view. */
export interface VenueBalance {
  readonly currency: string;
  readonly cash: Money;
  /** What new orders can use. */
  readonly free: Money;
}

/** The venue's view of the account; each section says as of when it holds. */
export interface VenueAccount {
  readonly balances: { readonly asOf: number; readonly rows: readonly VenueBalance[] };
  readonly positions: { readonly asOf: number; readonly rows: readonly VenuePosition[] };
  /** Open orders, protective ones included. */
  readonly orders: { readonly asOf: number; readonly rows: readonly Order[] };
}

/** Which fills are asked for: those at or after `since`, epoch ms. */
export interface FillQuery {
  readonly since: number;
  readonly instrument?: InstrumentId;
}
/** Which ledger entries are asked for: those at or after `since`, epoch ms. */
export interface LedgerQuery {
  readonly since: number;
}

/**
 * What an exchange has to offer for the engine to trade on it. A new exchange implements this and nothing more.
 *
 * A read that fails throws. A command never throws for what the venue answered: every answer is a {@link VenueReply}.
 */
export interface Venue {
  open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription>;
  submit(order: Order, deadline: number): MaybePromise<VenueReply>;
  cancel(order: Order): Promise<VenueReply>;
  amend(order: Order, change: OrderAmendment): Promise<VenueReply>;
  /**
   * Several orders in as few calls as may be, each with a reply of its own, in their order. Left out, the engine sends one by
   * one; so with `cancelMany`. Each command has passed the order ring by itself before it comes here. A call that throws says
   * of none of them what became of it.
   */
  submitMany?(orders: readonly Order[], deadline: number): Promise<readonly VenueReply[]>;
  cancelMany?(orders: readonly Order[]): Promise<readonly VenueReply[]>;
  /** `sent.at` and `sent.expiresAt` in the venue's time; `expiresAt` is `null` when the command was not bounded. */
  findOrder(ref: OrderRef, sent: { readonly at: number; readonly expiresAt: number | null }): Promise<OrderLookup>;
  fetchAccount(): Promise<VenueAccount>;
  fetchFills(query: FillQuery): Promise<readonly Fill[]>;
  fetchLedger(query: LedgerQuery): Promise<readonly LedgerEntry[]>;
  /** `leverage` in hundredths. */
  setLeverage(position: PositionKey, leverage: number): Promise<VenueReply>;
  readonly market: MarketDataSource;
  /** Lets go of everything, however far `open()` came; `open()` may follow. */
  close(): Promise<void>;
}
