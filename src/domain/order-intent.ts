import type { DecimalInput } from './decimal.ts';
import type { InstrumentId } from './instrument.ts';

/** The sides of an order. */
export const SIDES = ['buy', 'sell'] as const;
/** One of {@link SIDES}. */
export type Side = (typeof SIDES)[number];

/** How long a limit order stands: until canceled, for an instant, all or nothing, or only if it rests. */
export const TIMES_IN_FORCE = ['gtc', 'ioc', 'fok', 'post_only'] as const;
/** One of {@link TIMES_IN_FORCE}. */
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** Which price a trigger watches. */
export const TRIGGER_SOURCES = ['last', 'mark'] as const;
/** One of {@link TRIGGER_SOURCES}. */
export type TriggerSource = (typeof TRIGGER_SOURCES)[number];

/** `cash`: spot. `cross`: the position shares the account's equity. `isolated`: it has margin of its own. */
export const MARGIN_MODES = ['cash', 'cross', 'isolated'] as const;
/** One of {@link MARGIN_MODES}. */
export type MarginMode = (typeof MARGIN_MODES)[number];

/** `reduce_only` can never open or enlarge a position. */
export const ORDER_EFFECTS = ['open', 'reduce_only'] as const;
/** One of {@link ORDER_EFFECTS}. */
export type OrderEffect = (typeof ORDER_EFFECTS)[number];

/** Which order gives way when an account would trade with itself. */
export const SELF_TRADE_PREVENTIONS = ['cancel_maker', 'cancel_taker', 'cancel_both'] as const;
/** One of {@link SELF_TRADE_PREVENTIONS}. */
export type SelfTradePrevention = (typeof SELF_TRADE_PREVENTIONS)[number];

/** Why an order exists, seen from the position it belongs to. */
export const ORDER_ROLES = ['entry', 'exit', 'stop_loss', 'take_profit', 'liquidation'] as const;
/** One of {@link ORDER_ROLES}. */
export type OrderRole = (typeof ORDER_ROLES)[number];

/** The price that sets a conditional order off. */
export interface Trigger {
  readonly price: DecimalInput;
  /** Default `last`. */
  readonly by?: TriggerSource;
}

/** Distance that a trailing stop keeps from the best price seen: a fraction of it (0.01 = 1 %), or an amount in quote currency. */
export type TrailingDistance = { readonly fraction: DecimalInput } | { readonly amount: DecimalInput };

/** How an order finds its price: at the market, at a limit, or once a trigger is reached. */
export type OrderPricing =
  | { readonly type: 'market' }
  | { readonly type: 'limit'; readonly price: DecimalInput; readonly timeInForce?: TimeInForce }
  | { readonly type: 'stop_market'; readonly trigger: Trigger }
  | { readonly type: 'stop_limit'; readonly trigger: Trigger; readonly price: DecimalInput }
  | { readonly type: 'take_profit_market'; readonly trigger: Trigger }
  | { readonly type: 'take_profit_limit'; readonly trigger: Trigger; readonly price: DecimalInput }
  | { readonly type: 'trailing_stop'; readonly distance: TrailingDistance; readonly activation?: Trigger };
/** One of {@link ORDER_TYPES}. */
export type OrderType = OrderPricing['type'];
/** The types of order that brokerkit knows; a venue may know fewer. */
export const ORDER_TYPES = [
  'market',
  'limit',
  'stop_market',
  'stop_limit',
  'take_profit_market',
  'take_profit_limit',
  'trailing_stop',
] as const satisfies readonly OrderType[];

/** Order types that wait for a trigger before they reach the book. */
export function isConditional(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}

/** The trigger that an order waits for: for a trailing stop its activation, if it has one. */
export function triggerOf(pricing: OrderPricing): Trigger | undefined {
  switch (pricing.type) {
    case 'market':
    case 'limit':
      return undefined;
    case 'trailing_stop':
      return pricing.activation;
    default:
      return pricing.trigger;
  }
}

/** The limit of an order that has one, from the start or after its trigger. */
export function limitOf(pricing: OrderPricing): DecimalInput | undefined {
  switch (pricing.type) {
    case 'limit':
    case 'stop_limit':
    case 'take_profit_limit':
      return pricing.price;
    default:
      return undefined;
  }
}

/** A stop: at the trigger a market order closes, or with `limit` a limit order at that price. */
export interface StopLoss {
  readonly trigger: Trigger;
  readonly limit?: DecimalInput;
}

/** A target: either a trigger, after which a market (or `limit`) order closes, or a limit order that rests from the start. */
export type TakeProfit =
  | { readonly trigger: Trigger; readonly limit?: DecimalInput }
  | { readonly resting: DecimalInput };

/** Stop and target of a position; the one that fills cancels the other, and both go when the position goes. */
export interface Protection {
  readonly stopLoss?: StopLoss;
  readonly takeProfit?: TakeProfit;
}

/** What someone wants traded. Quantities in base units, prices in quote currency per base unit. */
export interface OrderIntent {
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: DecimalInput;
  readonly pricing: OrderPricing;
  /** Default `open`. */
  readonly effect?: OrderEffect;
  /** Default `cash` for spot, `cross` for swaps. */
  readonly marginMode?: MarginMode;
  /** Attached to an entry: active once it fills, sized by what it filled. */
  readonly protection?: Protection;
  /** The order leaves the book at this instant (epoch ms). */
  readonly expiresAt?: number;
  /** The intent may not be sent, or sent again, after this instant (epoch ms). */
  readonly validUntil?: number;
  /** 1 to 32 letters or digits, never used before. Default: drawn from the broker's id source. */
  readonly clientOrderId?: string;
  /** The decision that this order carries out. */
  readonly decisionId?: string;
  /** 1 to 16 letters or digits, carried to the venue. */
  readonly tag?: string;
  /** Default `cancel_maker`. */
  readonly selfTradePrevention?: SelfTradePrevention;
}

/** A change of a resting or armed order. `quantity` is the new total, including what is filled. */
export interface OrderAmendment {
  readonly quantity?: DecimalInput;
  readonly price?: DecimalInput;
  readonly triggerPrice?: DecimalInput;
}

/** An order named by our id or by the venue's. */
export type OrderRef = { readonly clientOrderId: string } | { readonly venueOrderId: string };

/** One position: cross and isolated positions of an instrument exist side by side. */
export interface PositionKey {
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
}

export function positionKeyText(key: PositionKey): string {
  return `${key.instrument}|${key.marginMode}`;
}
