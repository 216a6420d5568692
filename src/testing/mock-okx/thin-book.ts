import type { Exchange } from '../../exchange/exchange.ts';
import type { DeskOrder } from './desk-order.ts';
import type { MockClock } from './mock-clock.ts';
import type { OrderRequest } from './order-request.ts';

/** Leaves only half of what an order could trade with in the book; returns what puts the rest back. */
export function thinBook(
  { listed, side, lots }: OrderRequest,
  { exchange, clock }: { readonly exchange: Exchange; readonly clock: MockClock },
): (order: DeskOrder) => void {
  const { instrument } = listed;
  const opposite = side === 'buy' ? 'sell' : 'buy';
  const before = exchange.depth(instrument, opposite, 400);
  let left = Math.max(1, Math.floor(lots / 2));
  const kept = before.map(([ticks, here]) => {
    const stays = Math.min(here, left);
    left -= stays;
    return [ticks, stays] as const;
  });
  const update = (levels: readonly (readonly [number, number])[]): void => {
    const [bids, asks] = opposite === 'buy' ? [levels, []] : [[], levels];
    exchange.depthUpdate(instrument, clock.now(), bids, asks);
  };
  update(kept);
  return (order) => {
    // An order that rests now would meet what comes back at once.
    if (order.isOpen) return;
    update(before.map(([ticks, here], index) => [ticks, here - kept[index]![1]] as const));
  };
}
