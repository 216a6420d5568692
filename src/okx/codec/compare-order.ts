import type { Order } from '../../domain/order.ts';

/**
 * What a live order of the same id has different from ours, in words; none where it is the order that we sent.
 *
 * An id that OKX calls taken (51016) is adopted only where nothing differs: else it is another hand's order.
 */
export function orderDifference(ours: Order, theirs: Order): readonly string[] {
  const facts = (order: Order): Readonly<Record<string, string | number | null>> => ({
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    'margin mode': order.marginMode,
    lots: order.progress.lots,
    'limit in ticks': order.progress.limitTicks,
    'trigger in ticks': order.progress.triggerTicks,
    effect: order.identity.instrument.type === 'spot' ? 'open' : order.effect,
  });
  const [mine, other] = [facts(ours), facts(theirs)];
  return Object.keys(mine)
    .filter((name) => mine[name] !== other[name])
    .map((name) => `${name} ${other[name]} instead of ${mine[name]}`);
}

/**
 * Whether what stands under our id, and was never acknowledged to us, can be what we sent. OKX takes an id again once its
 * order has ended: that the id is ours is no proof.
 *
 * The venue may have made a reduction, or a market order of spot, smaller; nothing makes an order larger.
 */
export function couldBe(ours: Order, theirs: Order): boolean {
  if (ours.instrument !== theirs.instrument || ours.side !== theirs.side) return false;
  if (ours.type !== theirs.type || ours.marginMode !== theirs.marginMode) return false;
  const [asked, has] = [ours.progress.lots, theirs.progress.lots];
  const isSpotMarket = ours.identity.instrument.type === 'spot' && ours.type === 'market';
  return ours.effect === 'reduce_only' || isSpotMarket ? has <= asked : has === asked;
}
