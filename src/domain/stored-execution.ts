import { type DecimalText, decimalText, decimalTextOrNull } from './decimal.ts';
import type { CancelReason } from './denial.ts';
import type { Fill, FillCause, Liquidity } from './fill.ts';
import type { InstrumentId } from './instrument.ts';
import type { Order } from './order.ts';
import type { MarginMode, OrderEffect, OrderRole, OrderType, Side } from './order-intent.ts';
import type { OrderState } from './order-lifecycle.ts';

/** An order as a record, as it last stood. */
export interface StoredOrder {
  readonly clientOrderId: string;
  readonly venueOrderId: string | null;
  readonly decisionId: string | null;
  readonly parentClientOrderId: string | null;
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: Side;
  readonly type: OrderType;
  readonly effect: OrderEffect;
  readonly role: OrderRole;
  readonly state: OrderState;
  /** Base units. */
  readonly quantity: DecimalText;
  readonly filledQuantity: DecimalText;
  readonly averagePrice: DecimalText | null;
  readonly limitPrice: DecimalText | null;
  readonly triggerPrice: DecimalText | null;
  /** Positive is paid. */
  readonly fee: DecimalText;
  readonly feeCurrency: string;
  /** Why it was denied, rejected or canceled: the code of that list; `null` where it was not. */
  readonly reason: string | null;
  /** The same as a sentence; `null` where there is none. */
  readonly message: string | null;
  /** The figures that decided over a denial or a rejection. */
  readonly figures: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A fill as a record. Unique by instrument and fill id. */
export interface StoredFill {
  readonly fillId: string;
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly decisionId: string | null;
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: Side;
  /** Base units. */
  readonly quantity: DecimalText;
  readonly price: DecimalText;
  /** Positive is paid, negative is a rebate. */
  readonly fee: DecimalText;
  readonly feeCurrency: string;
  readonly liquidity: Liquidity;
  readonly cause: FillCause;
  readonly at: number;
}

/** The record of an order. */
export function storedOrder(order: Order): StoredOrder {
  const { clientOrderId, venueOrderId, decisionId, parentClientOrderId, instrument, marginMode } = order;
  const { side, type, effect, role, state, feeCurrency, createdAt, updatedAt } = order;
  return {
    clientOrderId,
    venueOrderId,
    decisionId,
    parentClientOrderId,
    instrument,
    marginMode,
    side,
    type,
    effect,
    role,
    state,
    quantity: decimalText(order.quantity),
    filledQuantity: decimalText(order.filledQuantity),
    averagePrice: decimalTextOrNull(order.averagePrice),
    limitPrice: decimalTextOrNull(order.limitPrice),
    triggerPrice: decimalTextOrNull(order.triggerPrice),
    fee: decimalText(order.fee),
    feeCurrency,
    ...whyEnded(order),
    createdAt,
    updatedAt,
  };
}

/**
 * The record of a fill; `decisionId` as its order has it.
 *
 * A client order id alone does not tell it: an order without a decision has a drawn id in the same place.
 */
export function storedFill(fill: Fill, decisionId: string | null): StoredFill {
  const { fillId, clientOrderId, venueOrderId, instrument, marginMode, side, feeCurrency, liquidity, cause, at } = fill;
  return {
    fillId,
    clientOrderId,
    venueOrderId,
    decisionId,
    instrument,
    marginMode,
    side,
    quantity: decimalText(fill.quantity),
    price: decimalText(fill.price),
    fee: decimalText(fill.fee),
    feeCurrency,
    liquidity,
    cause,
    at,
  };
}

function whyEnded({ denial, rejection, cancelReason }: Order): Pick<StoredOrder, 'reason' | 'message' | 'figures'> {
  if (denial !== null) return { reason: denial.code, message: denial.message, figures: denial.figures };
  if (rejection !== null) {
    return { reason: rejection.reason, message: rejection.venueMessage, figures: rejection.figures };
  }
  const reason: CancelReason | null = cancelReason;
  return { reason, message: null, figures: {} };
}
