import type { OrderAmendment, OrderIntent } from './order-intent.ts';

/** Why brokerkit itself does not send an order. The list is closed; each code is explained in `docs/errors.md#denials`. */
export const DENIAL_CODES = [
  'instrument_not_live',
  'invalid_margin_mode',
  'unsupported_order_type',
  'below_min_quantity',
  'above_max_quantity',
  'above_max_value',
  'invalid_price',
  'trigger_on_wrong_side',
  'stop_on_wrong_side',
  'target_on_wrong_side',
  'protection_without_stop_or_target',
  'protection_on_reduce_only',
  'nothing_to_reduce',
  'reduce_only_wrong_side',
  'invalid_client_order_id',
  'invalid_tag',
  'expired',
  'no_market_price',
  'above_position',
  'leverage_above_instrument',
  'trading_paused',
  'position_margin_limit',
  'leverage_limit',
  'gross_notional_limit',
  'daily_loss_limit',
  'drawdown_limit',
  'journal_unavailable',
  'broker_closed',
  'order_not_open',
  'amendment_empty',
  'amendment_below_filled',
  'stopped_by_interceptor',
] as const;
/** One of {@link DENIAL_CODES}. */
export type DenialCode = (typeof DENIAL_CODES)[number];

/** A refusal of our own: what rule, with which figures, and the nearest order that would pass. */
export interface Denial {
  readonly code: DenialCode;
  /** A sentence for a person and for a model. */
  readonly message: string;
  /** The figures that decided, as decimal strings, e.g. `{ requested: "0.5", allowed: "0.3" }`. */
  readonly figures: Readonly<Record<string, string>>;
  /** The nearest order (or change) that this rule would let pass; `null` when there is none. */
  readonly nearest: OrderIntent | OrderAmendment | null;
}

/** Why a venue does not take an order, in the venue-neutral words that a model reads. */
export const REJECTION_REASONS = [
  'insufficient_margin',
  'insufficient_balance',
  'would_take_liquidity',
  'invalid_quantity',
  'invalid_price',
  'price_out_of_range',
  'instrument_unavailable',
  'duplicate_client_order_id',
  'nothing_to_reduce',
  'reduce_only_wrong_side',
  'leverage_not_allowed',
  'position_limit',
  'too_many_orders',
  'no_liquidity',
  'order_not_found',
  'account_restricted',
  'expired',
  'other',
] as const;
/** One of {@link REJECTION_REASONS}. */
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** A refusal by the venue. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly venueCode: string;
  readonly venueMessage: string;
  /** Needed and available amounts and the like, where the venue says them. */
  readonly figures: Readonly<Record<string, string>>;
}

/** Why an order left the book before it was filled. */
export const CANCEL_REASONS = [
  'requested',
  'ioc_remainder',
  'fok_not_fillable',
  'post_only_would_take',
  'no_liquidity',
  'self_trade',
  'sibling_filled',
  'position_closed',
  'parent_ended',
  'liquidation',
  'insufficient_margin',
  'amended_to_filled',
  'venue',
] as const;
/** One of {@link CANCEL_REASONS}. */
export type CancelReason = (typeof CANCEL_REASONS)[number];
