import { triggersRising } from '../../domain/check-intent.ts';
import { type DecimalInput, toDecimal } from '../../domain/decimal.ts';
import type { RejectionReason } from '../../domain/denial.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderPricing, Side, Trigger } from '../../domain/order-intent.ts';
import { legId, venueIdOf } from '../client-order-ids.ts';
import { type AccountMode, tradeModeOf } from './account-mode.ts';
import { type Listing, sizeText } from './listing.ts';

/** A body of a request: texts and booleans, nested for attached protection. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** A new order on the wire, or why OKX has no such order. */
export type PlaceRequest =
  /** `order` may go in a batch and carries a time limit; `algo` does neither. */
  | { readonly kind: 'order' | 'algo'; readonly body: RequestBody }
  | { readonly kind: 'impossible'; readonly reason: RejectionReason; readonly message: string };

/** The price that stands for "at the market" in an algo order. */
const AT_MARKET = '-1';

/** How much a condition closes: what it was sized for, or the position as it is by then. */
export type ConditionSize = 'own' | 'whole_position';

/** Whether a condition can close a position whatever its size: at the market, of a swap, and only to reduce. */
export function canCloseWhole({ identity, progress, type }: Order): boolean {
  const isPriced = type === 'stop_market' || type === 'take_profit_market';
  const { instrument, effect } = identity;
  return isPriced && instrument.type === 'swap' && effect === 'reduce_only' && progress.limitTicks === null;
}

/** An order as OKX wants it. Quantities become contracts here and nowhere else. */
export function placeRequest(
  order: Order,
  listing: Listing,
  mode: AccountMode,
  size: ConditionSize = 'own',
): PlaceRequest {
  const { pricing } = order;
  return pricing.type === 'market' || pricing.type === 'limit'
    ? plainRequest(order, listing, mode)
    : algoRequest(order, listing, mode, pricing, size);
}

function plainRequest(order: Order, listing: Listing, mode: AccountMode): PlaceRequest {
  const { identity, progress, pricing } = order;
  const { instrument } = listing;
  const type = pricing.type === 'limit' ? (pricing.timeInForce ?? 'gtc') : 'market';
  if (type === 'fok' && identity.selfTradePrevention === 'cancel_both') {
    return impossible('other', 'OKX does not take fill-or-kill orders with self-trade prevention cancel_both.');
  }
  const isSpotMarket = instrument.type === 'spot' && type === 'market';
  return {
    kind: 'order',
    body: {
      instId: instrument.id,
      tdMode: tradeModeOf(instrument, identity.marginMode, mode),
      clOrdId: identity.clientOrderId,
      side: identity.side,
      ordType: type === 'gtc' ? 'limit' : type,
      sz: sizeText(listing, progress.lots),
      ...(progress.limitTicks === null ? {} : { px: instrument.priceOf(progress.limitTicks).toFixed() }),
      // Sized in coins, and never shrunk in silence to what the balance pays for.
      ...(isSpotMarket ? { tgtCcy: 'base_ccy', banAmend: true } : {}),
      ...reduceOnly(order),
      stpMode: identity.selfTradePrevention,
      ...(identity.tag === null ? {} : { tag: identity.tag }),
      ...attached(order),
    },
  };
}

function algoRequest(
  order: Order,
  listing: Listing,
  mode: AccountMode,
  pricing: Exclude<OrderPricing, { type: 'market' | 'limit' }>,
  size: ConditionSize,
): PlaceRequest {
  const { identity, progress } = order;
  const { instrument } = listing;
  const base = {
    instId: instrument.id,
    tdMode: tradeModeOf(instrument, identity.marginMode, mode),
    algoClOrdId: identity.clientOrderId,
    side: identity.side,
    ...(size === 'whole_position' ? { closeFraction: '1' } : { sz: sizeText(listing, progress.lots) }),
    ...(instrument.type === 'spot' && progress.limitTicks === null ? { tgtCcy: 'base_ccy' } : {}),
    ...reduceOnly(order),
    ...(identity.tag === null ? {} : { tag: identity.tag }),
  };
  const trigger = progress.triggerTicks === null ? '' : instrument.priceOf(progress.triggerTicks).toFixed();
  if (pricing.type === 'trailing_stop') {
    if (pricing.activation?.by === 'mark') {
      return impossible('invalid_price', 'OKX activates trailing stops by the last price, not by the mark price.');
    }
    if (identity.protection !== null) {
      return impossible('other', 'OKX attaches no protection to a trailing stop.');
    }
    const { distance } = pricing;
    const callback =
      'fraction' in distance
        ? { callbackRatio: textOf(distance.fraction) }
        : { callbackSpread: textOf(distance.amount) };
    const activation = trigger === '' ? {} : { activePx: trigger };
    return { kind: 'algo', body: { ...base, ordType: 'move_order_stop', ...callback, ...activation } };
  }
  const price = progress.limitTicks === null ? AT_MARKET : instrument.priceOf(progress.limitTicks).toFixed();
  const by = pricing.trigger.by ?? 'last';
  if (identity.effect !== 'reduce_only') {
    const entry = { triggerPx: trigger, triggerPxType: by, orderPx: price };
    return { kind: 'algo', body: { ...base, ordType: 'trigger', ...entry, ...attached(order) } };
  }
  const isTarget = pricing.type === 'take_profit_market' || pricing.type === 'take_profit_limit';
  return {
    kind: 'algo',
    body: {
      ...base,
      ordType: 'conditional',
      ...(isTarget
        ? { tpTriggerPx: trigger, tpTriggerPxType: by, tpOrdPx: price }
        : { slTriggerPx: trigger, slTriggerPxType: by, slOrdPx: price }),
      // It goes when the position goes, even where we are not there to cancel it.
      ...(instrument.type === 'swap' ? { cxlOnClosePos: true } : {}),
    },
  };
}

/** In net mode only derivatives know reduce-only; for spot a sell can do nothing else. */
function reduceOnly({ identity }: Order): RequestBody {
  return identity.effect === 'reduce_only' && identity.instrument.type === 'swap' ? { reduceOnly: true } : {};
}

/** Stop and target of an entry, in one item: at OKX they are one algo order of which the other half goes with the first. */
function attached(order: Order): RequestBody {
  const { protection, instrument, side, clientOrderId } = order.identity;
  if (protection === null) return {};
  const { stopLoss, takeProfit } = protection;
  const exit: Side = side === 'buy' ? 'sell' : 'buy';
  const price = (value: DecimalInput): string =>
    instrument.priceOf(instrument.ticks(value, exit === 'buy' ? 'down' : 'up')).toFixed();
  const trigger = (type: 'stop_market' | 'take_profit_market', value: Trigger): string => {
    const rising = triggersRising({ type, trigger: value }, exit);
    return instrument.priceOf(instrument.ticks(value.price, rising ? 'down' : 'up')).toFixed();
  };
  const role = stopLoss === undefined ? 'take_profit' : takeProfit === undefined ? 'stop_loss' : 'protection';
  const stop =
    stopLoss === undefined
      ? {}
      : {
          slTriggerPx: trigger('stop_market', stopLoss.trigger),
          slTriggerPxType: stopLoss.trigger.by ?? 'last',
          slOrdPx: stopLoss.limit === undefined ? AT_MARKET : price(stopLoss.limit),
        };
  const target =
    takeProfit === undefined
      ? {}
      : 'resting' in takeProfit
        ? { tpOrdKind: 'limit', tpOrdPx: price(takeProfit.resting) }
        : {
            tpTriggerPx: trigger('take_profit_market', takeProfit.trigger),
            tpTriggerPxType: takeProfit.trigger.by ?? 'last',
            tpOrdPx: takeProfit.limit === undefined ? AT_MARKET : price(takeProfit.limit),
          };
  return { attachAlgoOrds: [{ attachAlgoClOrdId: legId(clientOrderId, role), ...stop, ...target }] };
}

/** How OKX names an order in a command: by its own id where we know it, else by ours. */
export function orderName(order: Order): RequestBody {
  return order.venueOrderId === null ? { clOrdId: order.clientOrderId } : { ordId: order.venueOrderId };
}

/**
 * How OKX names an algo order in a command: by its id. A leg of a stop and target in one is named by what they share.
 */
export function algoName(order: Order): RequestBody {
  const foreign = venueIdOf(order.clientOrderId);
  if (foreign !== null) return { algoId: foreign };
  return order.venueOrderId === null ? { algoClOrdId: order.clientOrderId } : { algoId: order.venueOrderId };
}

export function impossible(reason: RejectionReason, message: string): PlaceRequest & { readonly kind: 'impossible' } {
  return { kind: 'impossible', reason, message };
}

function textOf(value: DecimalInput): string {
  return toDecimal(value, 'distance').toFixed();
}
