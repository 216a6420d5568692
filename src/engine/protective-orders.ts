import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode, OrderPricing, Protection, StopLoss, TakeProfit } from '../domain/order-intent.ts';
import type { Desk } from './desk.ts';
import { placeOrder } from './place-order.ts';

/** A part of a position that needs a protective order of its own. */
export interface Unprotected {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  /** Signed lots of the position, or of the part. */
  readonly lots: number;
  readonly parentClientOrderId: string | null;
  /** Whether the orders are to follow the position's size, as far as one order can cover all of it. */
  readonly followsPosition?: boolean;
}

/** Places reduce-only orders of a role over some lots, as many as the largest order makes necessary; stops at the first that ends unfilled. */
export async function placeProtective(
  desk: Desk,
  part: Unprotected,
  role: 'stop_loss' | 'take_profit',
  pricing: OrderPricing,
  settleTimeoutMs: number,
): Promise<readonly Order[]> {
  const { instrument, marginMode, parentClientOrderId } = part;
  const isMarket = pricing.type.endsWith('_market');
  const most = (isMarket ? instrument.maxMarketLots : instrument.maxLimitLots) ?? Number.POSITIVE_INFINITY;
  const followsPosition = part.followsPosition === true && Math.abs(part.lots) <= most;
  const orders: Order[] = [];
  for (let left = Math.abs(part.lots); left > 0; ) {
    const size = Math.min(left, most);
    const order = await placeOrder(
      desk,
      {
        instrument: instrument.id,
        side: part.lots > 0 ? 'sell' : 'buy',
        quantity: instrument.quantityOf(size),
        pricing,
        effect: 'reduce_only',
        marginMode,
      },
      settleTimeoutMs,
      { role, followsPosition, ...(parentClientOrderId === null ? {} : { parentClientOrderId }) },
    );
    orders.push(order);
    if (order.isTerminal && order.state !== 'filled') break;
    left -= size;
  }
  return orders;
}

export function stopPricing({ trigger, limit }: StopLoss): OrderPricing {
  return limit === undefined ? { type: 'stop_market', trigger } : { type: 'stop_limit', trigger, price: limit };
}

export function targetPricing(target: TakeProfit): OrderPricing {
  if ('resting' in target) return { type: 'limit', price: target.resting };
  const { trigger, limit } = target;
  return limit === undefined
    ? { type: 'take_profit_market', trigger }
    : { type: 'take_profit_limit', trigger, price: limit };
}

/** The protection that holds after a change: what the change leaves out stays as it was. */
export function merged(before: Protection | undefined, change: Protection): Protection {
  return { ...before, ...change };
}
