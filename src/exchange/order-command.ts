import { measureIntent } from '../domain/check-intent.ts';
import { Decimal, toDecimal } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order, OrderIdentity } from '../domain/order.ts';
import {
  type MarginMode,
  type OrderEffect,
  type OrderIntent,
  type OrderRole,
  type OrderType,
  type Protection,
  type SelfTradePrevention,
  type Side,
  type TimeInForce,
  type TriggerSource,
  triggerOf,
} from '../domain/order-intent.ts';

/** One leg of an attached protection on the integers of its instrument. */
export interface ProtectionLeg {
  /** `limit` rests from the start; the others wait for the trigger. */
  readonly type: Extract<
    OrderType,
    'limit' | 'stop_market' | 'stop_limit' | 'take_profit_market' | 'take_profit_limit'
  >;
  readonly triggerTicks: number | null;
  readonly triggerBy: TriggerSource;
  readonly limitTicks: number | null;
}

export interface ProtectionCommand {
  readonly stopLoss: ProtectionLeg | null;
  readonly takeProfit: ProtectionLeg | null;
}

/** Distance of a trailing stop: a fraction in 10^-9, or ticks. */
export type TrailCommand = { readonly billionths: number } | { readonly ticks: number };

/** An order as the exchange takes it: integers of the instrument. */
export interface OrderCommand {
  readonly clientOrderId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly type: OrderType;
  readonly lots: number;
  readonly limitTicks: number | null;
  /** Of limit orders, and of the limit order that a trigger sends. */
  readonly timeInForce: TimeInForce;
  /** For a trailing stop its activation, if it has one. */
  readonly triggerTicks: number | null;
  readonly triggerBy: TriggerSource;
  readonly trail: TrailCommand | null;
  readonly effect: OrderEffect;
  readonly marginMode: MarginMode;
  readonly role: OrderRole;
  /** Its quantity follows the position's: it grows with it, too. On spot a stop and a target are a pair instead. */
  readonly followsPosition?: boolean;
  /** `none` lets an account trade with itself, which no venue does; for measurements. */
  readonly selfTradePrevention: SelfTradePrevention | 'none';
  readonly protection: ProtectionCommand | null;
  readonly expiresAt: number | null;
  /** What the order is called by whoever sent it; `null` when nobody asks for it as an `Order`, or it is made from the rest. */
  readonly identity: OrderIdentity | null;
}

/** A change on the integers of the instrument; `lots` is the new total, including what is filled. */
export interface AmendCommand {
  readonly lots?: number;
  readonly limitTicks?: number;
  readonly triggerTicks?: number;
}

/** The command that carries out an order of the engine. */
export function commandOf(order: Order): OrderCommand {
  const { identity, progress } = order;
  const { instrument, side, pricing, protection } = identity;
  return {
    clientOrderId: identity.clientOrderId,
    instrument,
    side,
    type: pricing.type,
    lots: progress.lots,
    limitTicks: progress.limitTicks,
    timeInForce: pricing.type === 'limit' ? (pricing.timeInForce ?? 'gtc') : 'gtc',
    triggerTicks: progress.triggerTicks,
    triggerBy: triggerOf(pricing)?.by ?? 'last',
    trail: pricing.type === 'trailing_stop' ? trailOf(pricing.distance, instrument) : null,
    effect: identity.effect,
    marginMode: identity.marginMode,
    role: identity.role,
    followsPosition: identity.followsPosition === true,
    selfTradePrevention: identity.selfTradePrevention,
    protection: protection === null ? null : protectionOf(protection, side, instrument),
    expiresAt: identity.expiresAt,
    identity,
  };
}

/**
 * The command that carries out an intent.
 *
 * @throws {OrderError} `order/invalid_number` for a number that is no decimal.
 */
export function commandOfIntent(intent: OrderIntent, instrument: Instrument, clientOrderId: string): OrderCommand {
  const measured = measureIntent(intent, instrument);
  const { pricing } = intent;
  return {
    clientOrderId,
    instrument,
    side: intent.side,
    type: pricing.type,
    lots: measured.lots,
    limitTicks: measured.limitTicks,
    timeInForce: pricing.type === 'limit' ? (pricing.timeInForce ?? 'gtc') : 'gtc',
    triggerTicks: measured.triggerTicks,
    triggerBy: measured.triggerBy,
    trail: pricing.type === 'trailing_stop' ? trailOf(pricing.distance, instrument) : null,
    effect: measured.effect,
    marginMode: measured.marginMode,
    role: measured.effect === 'reduce_only' ? 'exit' : 'entry',
    selfTradePrevention: intent.selfTradePrevention ?? 'cancel_maker',
    protection: intent.protection === undefined ? null : protectionOf(intent.protection, intent.side, instrument),
    expiresAt: intent.expiresAt ?? null,
    identity: null,
  };
}

const BILLION = new Decimal(1_000_000_000);

function trailOf(
  distance: Extract<OrderIntent['pricing'], { type: 'trailing_stop' }>['distance'],
  instrument: Instrument,
): TrailCommand {
  if ('amount' in distance) return { ticks: instrument.ticks(distance.amount, 'down') };
  return { billionths: toDecimal(distance.fraction, 'trailing distance').mul(BILLION).floor().toNumber() };
}

/** Stop and target of an entry on `side`, on the integers of its instrument. */
export function protectionOf(protection: Protection, side: Side, instrument: Instrument): ProtectionCommand {
  const long = side === 'buy';
  const { stopLoss, takeProfit } = protection;
  // An exit's limit never gives more than was asked; a trigger acts earlier rather than later.
  const exitLimit = (price: NonNullable<typeof stopLoss>['trigger']['price']): number =>
    instrument.ticks(price, long ? 'up' : 'down');
  return {
    stopLoss:
      stopLoss === undefined
        ? null
        : {
            type: stopLoss.limit === undefined ? 'stop_market' : 'stop_limit',
            triggerTicks: instrument.ticks(stopLoss.trigger.price, long ? 'up' : 'down'),
            triggerBy: stopLoss.trigger.by ?? 'last',
            limitTicks: stopLoss.limit === undefined ? null : exitLimit(stopLoss.limit),
          },
    takeProfit:
      takeProfit === undefined
        ? null
        : 'resting' in takeProfit
          ? { type: 'limit', triggerTicks: null, triggerBy: 'last', limitTicks: exitLimit(takeProfit.resting) }
          : {
              type: takeProfit.limit === undefined ? 'take_profit_market' : 'take_profit_limit',
              triggerTicks: instrument.ticks(takeProfit.trigger.price, long ? 'down' : 'up'),
              triggerBy: takeProfit.trigger.by ?? 'last',
              limitTicks: takeProfit.limit === undefined ? null : exitLimit(takeProfit.limit),
            },
  };
}
