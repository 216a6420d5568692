import type { ExposingOrder } from '../domain/exposure.ts';
import type { Order } from '../domain/order.ts';
import type { OrderAmendment } from '../domain/order-intent.ts';

/** What an order can still change, as it stands or, on its way, with a change. */
export function exposureOf(
  order: Order,
  change: { readonly totalLots: number; readonly ticks: number | null } | null,
): ExposingOrder {
  const { instrument, marginMode, side, effect } = order.identity;
  const { lots, filledLots, limitTicks, triggerTicks } = order.progress;
  const own = limitTicks === null && triggerTicks === null ? null : Math.max(limitTicks ?? 0, triggerTicks ?? 0);
  const total = change === null ? lots : Math.max(lots, change.totalLots);
  const ticks = change?.ticks == null ? own : Math.max(own ?? 0, change.ticks);
  return { instrument, marginMode, side, effect, lots: total - filledLots, ticks };
}

/** An order's lots and the higher of its limit and its trigger, after a change. */
export function amended(order: Order, change: OrderAmendment): { totalLots: number; ticks: number | null } {
  const { instrument } = order.identity;
  const { progress } = order;
  const limit = change.price === undefined ? progress.limitTicks : instrument.ticks(change.price, 'up');
  const trigger =
    change.triggerPrice === undefined ? progress.triggerTicks : instrument.ticks(change.triggerPrice, 'up');
  return {
    totalLots: change.quantity === undefined ? progress.lots : instrument.lots(change.quantity, 'down'),
    ticks: limit === null && trigger === null ? null : Math.max(limit ?? 0, trigger ?? 0),
  };
}
