import { makeOrder, type Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { Desk } from './desk.ts';

/** How far back fills are read for an order: clocks of ours and of the venue may differ. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Brings our order to where the venue says it is, by the events that must have happened in between.
 *
 * Fills are read from the venue, never inferred: each has its price and its fee.
 */
export async function adoptOrder(
  desk: Desk,
  theirs: Order,
  events: readonly OrderEvent[],
  since = theirs.createdAt,
): Promise<void> {
  const { session, intake } = desk;
  const id = theirs.clientOrderId;
  if (session.registry.find(id) === undefined) intake.appeared(unfilled(theirs));
  for (const event of events) intake.order(event);
  const filled = () => session.registry.find(id)?.progress.filledLots ?? 0;
  if (theirs.progress.filledLots > filled()) {
    const query = { since: since - CLOCK_MARGIN_MS, instrument: theirs.instrument };
    const fills = [...(await session.venue.fetchFills(query))].sort((a, b) => a.at - b.at);
    for (const fill of fills) {
      if (fill.clientOrderId !== id && fill.venueOrderId !== theirs.venueOrderId) continue;
      intake.order({ type: 'order.filled', clientOrderId: id, at: fill.at, fill });
    }
    if (theirs.progress.filledLots > filled()) {
      session.logger.warn('The venue tells of fills that it does not show.', { order: id });
    }
  }
  const ours = session.registry.find(id);
  if (ours !== undefined) for (const event of eventsBetween(ours, theirs)) intake.order(event);
}

/** The order as it stood before its fills, which are booked one by one. */
function unfilled(order: Order): Order {
  const { progress } = order;
  if (progress.filledLots === 0 && !order.isTerminal) return order;
  const state = order.state === 'armed' ? 'armed' : 'working';
  return makeOrder(order.identity, {
    ...progress,
    state,
    filledLots: 0,
    filledCost: 0,
    feeMoney: 0n,
    firstFillAt: null,
  });
}

/** What else must have happened to `ours` for it to stand as `theirs`; fills apart. */
function eventsBetween(ours: Order, theirs: Order): OrderEvent[] {
  const events: OrderEvent[] = [];
  const { clientOrderId } = ours;
  const at = theirs.updatedAt;
  const { venueOrderId } = theirs;
  const isWaiting = ['submitted', 'unresolved', 'not_placed'].includes(ours.state);
  const reachedBook = ['armed', 'working', 'partially_filled', 'canceled', 'expired'].includes(theirs.state);
  if (isWaiting && reachedBook && venueOrderId !== null) {
    const isArmed = theirs.state === 'armed';
    events.push({ type: isArmed ? 'order.armed' : 'order.acknowledged', clientOrderId, at, venueOrderId });
  }
  if (ours.state === 'armed' && theirs.progress.triggeredAt !== null) {
    events.push({ type: 'order.triggered', clientOrderId, at: theirs.progress.triggeredAt });
  }
  const [mine, other] = [ours.progress, theirs.progress];
  const differs =
    mine.lots !== other.lots || mine.limitTicks !== other.limitTicks || mine.triggerTicks !== other.triggerTicks;
  if (!ours.isTerminal && !theirs.isTerminal && differs) {
    const { lots, limitTicks, triggerTicks } = other;
    events.push({ type: 'order.amended', clientOrderId, at, lots, limitTicks, triggerTicks });
  }
  if (ours.state === theirs.state) return events;
  if (theirs.state === 'canceled') {
    events.push({ type: 'order.canceled', clientOrderId, at, reason: theirs.cancelReason });
  } else if (theirs.state === 'expired') {
    events.push({ type: 'order.expired', clientOrderId, at });
  } else if (theirs.state === 'rejected') {
    events.push({ type: 'order.rejected', clientOrderId, at, rejection: theirs.rejection });
  }
  return events;
}
