import { triggersRising } from '../../domain/check-intent.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderAmendment } from '../../domain/order-intent.ts';
import { type Listing, sizeText } from './listing.ts';
import { algoName, impossible, orderName, type PlaceRequest, type RequestBody } from './order-request.ts';

/** A change or a cancel on the wire. */
export type ChangeRequest = CancelRequest | Extract<PlaceRequest, { kind: 'impossible' }>;
/** A cancel on the wire. */
export interface CancelRequest {
  readonly kind: 'order' | 'algo';
  readonly body: RequestBody;
}

/** An order that was set off is an order in the book, whose id is `childId`. */
export interface WhereItStands {
  /** OKX's id of the order that an algo order set off; `null` while it waits. */
  readonly childId: string | null;
}

/**
 * The cancel of an order.
 *
 * A condition that still waits is canceled as an algo order; one that was set off, as the order that it became.
 */
export function cancelRequest(order: Order, { childId }: WhereItStands = WAITING): CancelRequest {
  const instId = order.identity.instrument.id;
  if (childId !== null) return { kind: 'order', body: { instId, ordId: childId } };
  return isAlgo(order)
    ? { kind: 'algo', body: { instId, ...algoName(order) } }
    : { kind: 'order', body: { instId, ...orderName(order) } };
}

/**
 * The change of an order. `reqId` (1 to 32 letters or digits) ties the outcome, which comes over the orders channel, to it.
 *
 * The new size is the total, what is filled included, as ours is. Prices go to the tick as those of a new order do.
 */
export function amendRequest(
  order: Order,
  change: OrderAmendment,
  listing: Listing,
  reqId: string,
  { childId }: WhereItStands = WAITING,
): ChangeRequest {
  const { instrument, side, pricing } = order.identity;
  const size =
    change.quantity === undefined ? {} : { newSz: sizeText(listing, instrument.lots(change.quantity, 'down')) };
  const limit =
    change.price === undefined
      ? null
      : instrument.priceOf(instrument.ticks(change.price, side === 'buy' ? 'down' : 'up')).toFixed();
  const base = { instId: instrument.id, reqId, ...size };
  if (childId !== null || !isAlgo(order)) {
    const name = childId === null ? orderName(order) : { ordId: childId };
    return { kind: 'order', body: { ...base, ...name, ...(limit === null ? {} : { newPx: limit }) } };
  }
  if (pricing.type === 'trailing_stop') {
    return impossible('other', 'OKX does not change trailing stops; cancel it and place another one.');
  }
  const trigger =
    change.triggerPrice === undefined
      ? null
      : instrument
          .priceOf(instrument.ticks(change.triggerPrice, triggersRising(pricing, side) ? 'down' : 'up'))
          .toFixed();
  const [triggerField, priceField] = fieldsOf(order);
  const prices = {
    ...(trigger === null ? {} : { [triggerField]: trigger }),
    ...(limit === null ? {} : { [priceField]: limit }),
  };
  return { kind: 'algo', body: { ...base, ...algoName(order), ...prices } };
}

/** Takes one leg of a stop and target in one away and leaves the other: OKX deletes a leg whose price becomes 0. */
export function removeLegRequest(order: Order, reqId: string): RequestBody {
  const [trigger, price] = fieldsOf(order);
  return { instId: order.identity.instrument.id, reqId, ...algoName(order), [trigger]: '0', [price]: '0' };
}

const WAITING: WhereItStands = { childId: null };

function isAlgo(order: Order): boolean {
  return order.type !== 'market' && order.type !== 'limit';
}

function fieldsOf({ identity }: Order): readonly [trigger: string, price: string] {
  if (identity.effect !== 'reduce_only') return ['newTriggerPx', 'newOrdPx'];
  const isTarget = identity.pricing.type === 'take_profit_market' || identity.pricing.type === 'take_profit_limit';
  return isTarget ? ['newTpTriggerPx', 'newTpOrdPx'] : ['newSlTriggerPx', 'newSlOrdPx'];
}
