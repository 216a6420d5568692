import { invariant, VenueError } from '../errors/index.ts';
import { type Exact, exactProduct, narrow } from './exact.ts';
import { makeOrder, type Order, type OrderProgress } from './order.ts';
import type { OrderEvent } from './order-event.ts';
import { LIFECYCLE, nextState } from './order-lifecycle.ts';
import { ProgressDraft } from './order-progress.ts';

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
  const after = new ProgressDraft(before);
  if (event.at > before.updatedAt) after.updatedAt = event.at;
  switch (event.type) {
    case 'order.filled': {
      const { facts } = event.fill;
      const filledLots = before.filledLots + facts.lots;
      invariant(filledLots <= before.lots, 'An order filled more than was ordered.', {
        clientOrderId: order.clientOrderId,
      });
      after.state = nextState(before.state, event.type, filledLots === before.lots);
      after.venueOrderId ??= facts.venueOrderId;
      after.filledLots = filledLots;
      after.filledCost = sum(before.filledCost, exactProduct(facts.lots, facts.ticks));
      after.feeMoney = before.feeMoney + facts.feeMoney;
      after.firstFillAt ??= event.at;
      after.acknowledgedAt ??= event.at;
      break;
    }
    case 'order.amended':
      after.state = nextState(before.state, event.type, event.lots <= before.filledLots);
      after.lots = Math.max(event.lots, before.filledLots);
      after.limitTicks = event.limitTicks;
      after.triggerTicks = event.triggerTicks;
      break;
    case 'order.submitted':
      after.state = 'submitted';
      after.submittedAt = event.at;
      after.attempts = before.attempts + 1;
      break;
    case 'order.acknowledged':
    case 'order.armed':
      after.state = nextState(before.state, event.type, false);
      after.venueOrderId = event.venueOrderId;
      after.acknowledgedAt = event.at;
      break;
    case 'order.triggered':
      after.state = 'working';
      after.triggeredAt = event.at;
      break;
    case 'order.unresolved':
      after.state = 'unresolved';
      after.unresolvedCause = event.cause;
      break;
    case 'order.canceled':
      after.state = 'canceled';
      after.cancelReason = event.reason;
      break;
    case 'order.expired':
      after.state = 'expired';
      break;
    case 'order.rejected':
      after.state = 'rejected';
      after.rejection = event.rejection;
      break;
    case 'order.denied':
      after.state = 'denied';
      after.denial = event.denial;
      break;
    case 'order.not_placed':
      after.state = 'not_placed';
      after.denial = event.denial ?? before.denial;
      break;
    case 'order.amend_rejected':
    case 'order.cancel_rejected':
      break;
  }
  return after;
}

function sum(a: Exact, b: Exact): Exact {
  const total = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN;
  return Number.isSafeInteger(total) ? total : narrow(BigInt(a) + BigInt(b));
}
