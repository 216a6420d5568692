import type { Order } from '../domain/order.ts';
import { type BrokerError, ConnectivityError, isBrokerError } from '../errors/index.ts';
import type { OrderLookup, VenueReply } from '../ports/venue.ts';
import { adoptOrder } from './adopt-order.ts';
import type { Desk } from './desk.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;

/** What was sent, in the venue's time: when, and until when the venue could execute it. */
export interface Sent {
  readonly at: number;
  readonly expiresAt: number | null;
}

/** The answer to a command; a call that throws has told nothing about what became of it. */
export async function replyOf(call: () => Promise<VenueReply>): Promise<VenueReply> {
  try {
    return await call();
  } catch (error) {
    return { outcome: 'unknown', cause: asBrokerError(error) };
  }
}

/** Asks the venue for an order, and adopts what it says. */
export async function lookUp(desk: Desk, order: Order, sent: Sent): Promise<OrderLookup> {
  const { session } = desk;
  let lookup: OrderLookup;
  try {
    lookup = await session.venue.findOrder({ clientOrderId: order.clientOrderId }, sent);
    if (lookup.found === 'yes') await adoptOrder(desk, lookup.order, lookup.events, order.createdAt);
  } catch (error) {
    lookup = { found: 'unknown', cause: asBrokerError(error) };
  }
  return lookup;
}

/**
 * Finds out what became of an order whose sending had no clear answer. It is never sent again here.
 *
 * Resolves after the first look-up; where that settles nothing, more follow at growing distance.
 *
 * @see law 2, "never twice".
 */
export async function resolveOrder(desk: Desk, clientOrderId: string, sent: Sent, attempt = 0): Promise<void> {
  const { session, intake } = desk;
  const order = session.registry.find(clientOrderId);
  if (order?.state !== 'unresolved') return;
  const lookup = await lookUp(desk, order, sent);
  if (session.registry.find(clientOrderId)?.state !== 'unresolved') return;
  if (lookup.found === 'no' && lookup.conclusive) {
    intake.order({ type: 'order.not_placed', clientOrderId, at: session.now });
    return;
  }
  session.later(waitMs(attempt), 'Looking an order up', () => resolveOrder(desk, clientOrderId, sent, attempt + 1));
}

/** Distance to the next look-up, growing. */
export function waitMs(attempt: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
}

export function asBrokerError(error: unknown): BrokerError {
  if (isBrokerError(error)) return error;
  return new ConnectivityError('The venue could not be asked.', {
    code: 'net/connection_lost',
    advice: { retry: 'lookup' },
    cause: error,
  });
}
