import { invariant, VenueError } from '../errors/index.ts';
import { type Exact, exactProduct, narrow } from './exact.ts';
import { makeOrder, type Order, type OrderProgress } from './order.ts';
import type { OrderEvent } from './order-event.ts';
import { LIFECYCLE, nextState } from './order-lifecycle.ts';

/**
 * The order after an event, or the same order when the event is old news.
 *
 * Repeated fills must be dropped by their id before; here each fill counts.
 *
 * @throws {VenueError} `venue/illegal_transition` for an event that the lifecycle table does not know in this state.
 */
export function applyOrderEvent(order: Order, event: OrderEvent): Order {
  const verdict = LIFECYCLE[order.state][event.type];
  if (verdict === 'stale') return order;
  if (verdict === undefined) {
    throw new VenueError(`The order ${order.clientOrderId} is ${order.state}; ${event.type} cannot happen to it.`, {
      code: 'venue/illegal_transition',
      details: { clientOrderId: order.clientOrderId, state: order.state, event: event.type },
    });
  }
  return makeOrder(order.identity, progressAfter(order, event));
}

function progressAfter(order: Order, event: OrderEvent): OrderProgress {
  const before = order.progress;
  const updatedAt = Math.max(before.updatedAt, event.at);
  switch (event.type) {
    case 'order.filled': {
      const { fill } = event;
      const filledLots = before.filledLots + fill.facts.lots;
      invariant(filledLots <= before.lots, 'An order filled more than was ordered.', {
        clientOrderId: order.clientOrderId,
      });
      return {
        ...before,
        state: nextState(before.state, event.type, filledLots === before.lots),
        venueOrderId: before.venueOrderId ?? fill.venueOrderId,
        filledLots,
        filledCost: sum(before.filledCost, exactProduct(fill.facts.lots, fill.facts.ticks)),
        feeMoney: before.feeMoney + fill.facts.feeMoney,
        firstFillAt: before.firstFillAt ?? event.at,
        acknowledgedAt: before.acknowledgedAt ?? event.at,
        updatedAt,
      };
    }
    case 'order.amended':
      return {
        ...before,
        state: nextState(before.state, event.type, event.lots <= before.filledLots),
        lots: Math.max(event.lots, before.filledLots),
        limitTicks: event.limitTicks,
        triggerTicks: event.triggerTicks,
        updatedAt,
      };
    case 'order.submitted':
      return { ...before, state: 'submitted', submittedAt: event.at, attempts: before.attempts + 1, updatedAt };
    case 'order.acknowledged':
    case 'order.armed':
      return {
        ...before,
        state: nextState(before.state, event.type, false),
        venueOrderId: event.venueOrderId,
        acknowledgedAt: event.at,
        updatedAt,
      };
    case 'order.triggered':
      return { ...before, state: 'working', triggeredAt: event.at, updatedAt };
    case 'order.unresolved':
      return { ...before, state: 'unresolved', unresolvedCause: event.cause, updatedAt };
    case 'order.canceled':
      return { ...before, state: 'canceled', cancelReason: event.reason, updatedAt };
    case 'order.expired':
      return { ...before, state: 'expired', updatedAt };
    case 'order.rejected':
      return { ...before, state: 'rejected', rejection: event.rejection, updatedAt };
    case 'order.denied':
      return { ...before, state: 'denied', denial: event.denial, updatedAt };
    case 'order.not_placed':
      return { ...before, state: 'not_placed', denial: event.denial ?? before.denial, updatedAt };
    case 'order.amend_rejected':
    case 'order.cancel_rejected':
      return { ...before, updatedAt };
  }
}

function sum(a: Exact, b: Exact): Exact {
  const total = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN;
  return Number.isSafeInteger(total) ? total : narrow(BigInt(a) + BigInt(b));
}
