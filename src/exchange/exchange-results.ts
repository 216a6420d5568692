import type { Rejection } from '../domain/denial.ts';
import type { Exact } from '../domain/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { OrderState } from '../domain/order-lifecycle.ts';
import type { VenueEvent } from '../ports/venue.ts';

/** What an account hears, in the order in which it happened. The exchange is consistent when it speaks. */
export type AccountEvent = Extract<VenueEvent, { type: 'order' | 'appeared' | 'ledger' | 'leverage' }>;
/** An object rather than a function: a function made anew for every run would be compiled for anew with each. */
export interface AccountListener {
  heard(event: AccountEvent): void;
}

export interface PriceListener {
  /** Last price in ticks, mark in mark points. */
  priceMoved(instrument: Instrument, lastTicks: number, marks: number, at: number): void;
}

/** The answer to an order: what is known at this instant. */
export type SubmitResult =
  | {
      readonly outcome: 'accepted';
      readonly venueOrderId: string;
      readonly state: OrderState;
      readonly filledLots: number;
      /** Sum of lots × ticks. */
      readonly filledCost: Exact;
    }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection }
  /** Under way: what becomes of it comes as events. */
  | { readonly outcome: 'sent'; readonly arrivesAt: number };

/** The answer to a cancel, an amendment or a change of leverage. */
export type CommandResult =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection }
  | { readonly outcome: 'sent'; readonly arrivesAt: number };

/** What a market order would meet now. */
export interface Walk {
  /** As many of the lots asked for as could fill. */
  readonly lots: number;
  /** Sum of lots × ticks. */
  readonly cost: Exact;
  readonly worstTicks: number | null;
}

/** What an order would bind, and what there is, as money of one currency. */
export interface Requirement {
  readonly currency: string;
  readonly needed: Money;
  readonly available: Money;
  /** The refusal that would meet the order now, or `null`. */
  readonly rejection: Rejection | null;
}

/** An order that was taken. The venue's id is written out when it is read. */
export class AcceptedOrder {
  readonly outcome = 'accepted';
  readonly sequence: number;
  readonly state: OrderState;
  readonly filledLots: number;
  readonly filledCost: Exact;

  constructor(sequence: number, state: OrderState, filledLots: number, filledCost: Exact) {
    this.sequence = sequence;
    this.state = state;
    this.filledLots = filledLots;
    this.filledCost = filledCost;
  }

  get venueOrderId(): string {
    return `${this.sequence}`;
  }
}
