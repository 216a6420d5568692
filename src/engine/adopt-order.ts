import { narrow } from '../domain/exact.ts';
import type { Fill } from '../domain/fill.ts';
import { makeOrder, type Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import { isBooked } from './booked-fills.ts';
import type { Desk } from './desk.ts';

/** How far back fills are read for an order: clocks of ours and of the venue may differ. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Brings our order to where the venue says it is, by the events that must have happened in between.
 *
 * Fills are read from the venue, never inferred: each has its price and its fee. Those that are booked already, because
 * they were heard before the order was known or are in the account that was adopted, count for the order alone.
 */
export async function adoptOrder(
  desk: Desk,
  theirs: Order,
  events: readonly OrderEvent[],
  since = theirs.createdAt,
): Promise<void> {
  const { session, intake } = desk;
  const id = theirs.clientOrderId;
  if (session.registry.find(id) === undefined) {
    const fills = theirs.progress.filledLots > 0 ? await fillsOf(desk, theirs, since) : [];
    const news = fills.filter((fill) => !isBooked(session, fill));
    intake.appeared(before(theirs, news));
    for (const fill of news) intake.order({ type: 'order.filled', clientOrderId: id, at: fill.at, fill });
  }
  for (const event of events) intake.order(event);
  const filled = () => session.registry.find(id)?.progress.filledLots ?? 0;
  if (theirs.progress.filledLots > filled()) {
    const fills = await fillsOf(desk, theirs, since);
    for (const fill of fills) {
      if (!isBooked(session, fill)) intake.order({ type: 'order.filled', clientOrderId: id, at: fill.at, fill });
    }
    if (theirs.progress.filledLots > filled()) catchUp(desk, theirs, fills);
  }
  const ours = session.registry.find(id);
  if (ours !== undefined) for (const event of eventsBetween(ours, theirs)) intake.order(event);
}

async function fillsOf(desk: Desk, order: Order, since: number): Promise<Fill[]> {
  const query = { since: since - CLOCK_MARGIN_MS, instrument: order.instrument };
  const fills = await desk.session.venue.fetchFills(query);
  return fills
    .filter((fill) => fill.clientOrderId === order.clientOrderId || fill.venueOrderId === order.venueOrderId)
    .sort((a, b) => a.at - b.at);
}

/** Fills that were booked before the order knew of them. */
function catchUp({ session, intake }: Desk, theirs: Order, fills: readonly Fill[]): void {
  const { clientOrderId } = theirs;
  const ours = session.registry.find(clientOrderId);
  const shown = fills.reduce((sum, { facts }) => sum + facts.lots, 0);
  const isAllBooked = shown >= theirs.progress.filledLots || theirs.updatedAt <= session.bookedUntil;
  if (ours === undefined || !isAllBooked) {
    session.logger.warn('The venue tells of fills that it does not show.', { order: clientOrderId });
    return;
  }
  for (const fill of fills) session.registry.addFill(fill);
  const fill = fills.at(-1);
  const { updatedAt: at, venueOrderId } = theirs;
  const cause: OrderEvent =
    fill === undefined
      ? { type: 'order.acknowledged', clientOrderId, at, venueOrderId: venueOrderId ?? '' }
      : { type: 'order.filled', clientOrderId, at: fill.at, fill };
  intake.restated(withFillsOf(ours, theirs), cause);
}

function withFillsOf(ours: Order, theirs: Order): Order {
  const { progress } = theirs;
  const { lots, filledLots, filledCost, feeMoney, venueOrderId, firstFillAt } = progress;
  const state = filledLots >= lots ? 'filled' : ours.isTerminal ? ours.state : 'partially_filled';
  return makeOrder(ours.identity, {
    ...ours.progress,
    state,
    lots,
    filledLots,
    filledCost,
    feeMoney,
    venueOrderId: ours.venueOrderId ?? venueOrderId,
    acknowledgedAt: ours.progress.acknowledgedAt ?? progress.acknowledgedAt,
    triggeredAt: ours.progress.triggeredAt ?? progress.triggeredAt,
    firstFillAt: ours.progress.firstFillAt ?? firstFillAt,
    updatedAt: Math.max(ours.updatedAt, theirs.updatedAt),
  });
}

/** The order as it stood before some fills, which are booked one by one. */
function before(order: Order, fills: readonly Fill[]): Order {
  const { progress } = order;
  const isOver = order.isTerminal && order.state !== 'filled';
  if (fills.length === 0 && !isOver) return order;
  let { filledLots, filledCost, feeMoney } = progress;
  for (const { facts } of fills) {
    filledLots -= facts.lots;
    filledCost = narrow(BigInt(filledCost) - BigInt(facts.lots) * BigInt(facts.ticks));
    feeMoney -= facts.feeMoney;
  }
  const state = order.state === 'armed' ? 'armed' : filledLots > 0 ? 'partially_filled' : 'working';
  const firstFillAt = filledLots > 0 ? progress.firstFillAt : null;
  return makeOrder(order.identity, { ...progress, state, filledLots, filledCost, feeMoney, firstFillAt });
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
