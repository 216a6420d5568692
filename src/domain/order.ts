import type { BrokerError } from '../errors/index.ts';
import type { Decimal } from './decimal.ts';
import type { CancelReason, Denial, Rejection } from './denial.ts';
import type { Exact } from './exact.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import { fromMoney, type Money } from './money.ts';
import type {
  MarginMode,
  OrderEffect,
  OrderIntent,
  OrderPricing,
  OrderRole,
  OrderType,
  Protection,
  SelfTradePrevention,
  Side,
} from './order-intent.ts';
import { isTerminal, type OrderState } from './order-lifecycle.ts';

/** What never changes about an order. */
export interface OrderIdentity {
  readonly clientOrderId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly pricing: OrderPricing;
  readonly effect: OrderEffect;
  readonly marginMode: MarginMode;
  readonly role: OrderRole;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly protection: Protection | null;
  /** The entry that this protective order belongs to. */
  readonly parentClientOrderId: string | null;
  /** Whether it protects the position whatever its size: its quantity follows the position's (OKX: `closeFraction` 1). */
  readonly followsPosition?: boolean;
  readonly decisionId: string | null;
  readonly tag: string | null;
  readonly expiresAt: number | null;
  readonly validUntil: number | null;
  readonly createdAt: number;
  /** As it was asked for, before rounding to lot and tick. */
  readonly intent: OrderIntent;
}

/** What changes, in integers. */
export interface OrderProgress {
  readonly state: OrderState;
  readonly venueOrderId: string | null;
  readonly lots: number;
  readonly limitTicks: number | null;
  readonly triggerTicks: number | null;
  readonly filledLots: number;
  /** Sum of lots × ticks over the fills. */
  readonly filledCost: Exact;
  /** Positive is paid. */
  readonly feeMoney: Money;
  readonly submittedAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly triggeredAt: number | null;
  readonly firstFillAt: number | null;
  readonly updatedAt: number;
  /** How often it was sent; more than once only after a proof that it was not executed. */
  readonly attempts: number;
  readonly denial: Denial | null;
  readonly rejection: Rejection | null;
  readonly cancelReason: CancelReason | null;
  readonly unresolvedCause: BrokerError | null;
}

/** The decimals of an order that someone has read. Of most orders nobody reads any. */
interface ReadDecimals {
  quantity: Decimal | undefined;
  filled: Decimal | undefined;
  average: Decimal | undefined;
  fee: Decimal | undefined;
}

/** One order: immutable; decimals are made when they are read. */
export class OrderValue {
  readonly identity: OrderIdentity;
  readonly progress: OrderProgress;
  #decimals: ReadDecimals | undefined;

  constructor(identity: OrderIdentity, progress: OrderProgress) {
    this.identity = identity;
    this.progress = progress;
  }

  get clientOrderId(): string {
    return this.identity.clientOrderId;
  }
  get venueOrderId(): string | null {
    return this.progress.venueOrderId;
  }
  get instrument(): InstrumentId {
    return this.identity.instrument.id;
  }
  get side(): Side {
    return this.identity.side;
  }
  get type(): OrderType {
    return this.identity.pricing.type;
  }
  get pricing(): OrderPricing {
    return this.identity.pricing;
  }
  get effect(): OrderEffect {
    return this.identity.effect;
  }
  get marginMode(): MarginMode {
    return this.identity.marginMode;
  }
  get role(): OrderRole {
    return this.identity.role;
  }
  get protection(): Protection | null {
    return this.identity.protection;
  }
  get parentClientOrderId(): string | null {
    return this.identity.parentClientOrderId;
  }
  get decisionId(): string | null {
    return this.identity.decisionId;
  }
  get state(): OrderState {
    return this.progress.state;
  }
  /** Whether nothing more can happen to it, save a fill that crossed its cancel on the wire. */
  get isTerminal(): boolean {
    return isTerminal(this.progress.state);
  }
  /** In base units, after rounding down to the lot. */
  get quantity(): Decimal {
    const read = this.#read();
    read.quantity ??= this.identity.instrument.quantityOf(this.progress.lots);
    return read.quantity;
  }
  get filledQuantity(): Decimal {
    const read = this.#read();
    read.filled ??= this.identity.instrument.quantityOf(this.progress.filledLots);
    return read.filled;
  }
  get remainingQuantity(): Decimal {
    return this.identity.instrument.quantityOf(this.progress.lots - this.progress.filledLots);
  }
  /** Mean price of the fills, in quote currency per base unit; `null` before the first. */
  get averagePrice(): Decimal | null {
    if (this.progress.filledLots === 0) return null;
    const read = this.#read();
    read.average ??= this.identity.instrument.averagePrice(this.progress.filledCost, this.progress.filledLots);
    return read.average;
  }
  /** The limit on the tick, or `null` for orders without one. */
  get limitPrice(): Decimal | null {
    return this.progress.limitTicks === null ? null : this.identity.instrument.priceOf(this.progress.limitTicks);
  }
  get triggerPrice(): Decimal | null {
    return this.progress.triggerTicks === null ? null : this.identity.instrument.priceOf(this.progress.triggerTicks);
  }
  /** Fees so far, in {@link feeCurrency}; positive is paid. */
  get fee(): Decimal {
    const read = this.#read();
    read.fee ??= fromMoney(this.progress.feeMoney);
    return read.fee;
  }
  /** Settlement currency of a swap; for spot the currency received. */
  get feeCurrency(): string {
    const { instrument, side } = this.identity;
    return instrument.type === 'spot' && side === 'buy' ? instrument.baseCurrency : instrument.settleCurrency;
  }
  get createdAt(): number {
    return this.identity.createdAt;
  }
  get updatedAt(): number {
    return this.progress.updatedAt;
  }
  get expiresAt(): number | null {
    return this.identity.expiresAt;
  }
  /** Why we did not send it, or not again after a proof that it had not been executed. */
  get denial(): Denial | null {
    return this.progress.denial;
  }
  get rejection(): Rejection | null {
    return this.progress.rejection;
  }
  get cancelReason(): CancelReason | null {
    return this.progress.cancelReason;
  }
  get unresolvedCause(): BrokerError | null {
    return this.progress.unresolvedCause;
  }

  toJSON(): Record<string, unknown> {
    return {
      clientOrderId: this.clientOrderId,
      venueOrderId: this.venueOrderId,
      instrument: this.instrument,
      side: this.side,
      type: this.type,
      effect: this.effect,
      marginMode: this.marginMode,
      role: this.role,
      state: this.state,
      quantity: this.quantity.toFixed(),
      filledQuantity: this.filledQuantity.toFixed(),
      averagePrice: this.averagePrice?.toFixed() ?? null,
      limitPrice: this.limitPrice?.toFixed() ?? null,
      triggerPrice: this.triggerPrice?.toFixed() ?? null,
      fee: this.fee.toFixed(),
      feeCurrency: this.feeCurrency,
      decisionId: this.decisionId,
      parentClientOrderId: this.parentClientOrderId,
      denial: this.denial,
      rejection: this.rejection,
      cancelReason: this.cancelReason,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
    };
  }

  #read(): ReadDecimals {
    this.#decimals ??= { quantity: undefined, filled: undefined, average: undefined, fee: undefined };
    return this.#decimals;
  }
}

/**
 * An order in one of its states. Compare `order.state` and the details of that state are known to be there: a denial, a
 * rejection, a reason for a cancel, the cause of a doubt.
 */
export type Order = OrderValue &
  (
    | { readonly state: 'pending' | 'submitted' | 'armed' | 'working' | 'expired' | 'not_placed' }
    | { readonly state: 'partially_filled' | 'filled'; readonly averagePrice: Decimal }
    | { readonly state: 'unresolved'; readonly unresolvedCause: BrokerError }
    | { readonly state: 'canceled'; readonly cancelReason: CancelReason }
    | { readonly state: 'rejected'; readonly rejection: Rejection }
    | { readonly state: 'denied'; readonly denial: Denial }
  );

/** Builds the order; the caller vouches that the details fit the state, as `applyOrderEvent` does. */
export function makeOrder(identity: OrderIdentity, progress: OrderProgress): Order {
  return new OrderValue(identity, progress) as Order;
}

export function feeCurrencyOf(instrument: Instrument, side: Side): string {
  return instrument.type === 'spot' && side === 'buy' ? instrument.baseCurrency : instrument.settleCurrency;
}
