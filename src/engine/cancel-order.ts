import type { Order } from '../domain/order.ts';
import { CommandBatch } from './command-batch.ts';
import type { Desk } from './desk.ts';
import { lookUp, replyOf, waitMs } from './look-up.ts';
import { rejectionOf } from './send-order.ts';

const MOST_ATTEMPTS = 5;

/** Cancels an order; resolves with the order as it then stands. What has ended is told to have ended, and stays. */
export async function cancelOrder(
  desk: Desk,
  order: Order,
  settleTimeoutMs: number,
  batch: CommandBatch | null = null,
): Promise<Order> {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  const current = () => session.registry.find(clientOrderId) ?? order;
  return session.work.during(async () => {
    if (current().isTerminal) {
      intake.refused(current(), {
        type: 'order.cancel_rejected',
        clientOrderId,
        at: session.now,
        rejection: {
          reason: 'order_not_found',
          venueCode: 'denied/order_not_open',
          venueMessage: `The order is ${current().state}; there is nothing to cancel.`,
          figures: {},
        },
      });
      return current();
    }
    if (current().state === 'pending' || session.resends.stop(clientOrderId)) {
      // It has not left yet, and now it never will.
      intake.order({ type: 'order.canceled', clientOrderId, at: session.now, reason: 'requested' });
      return current();
    }
    if (session.isInstant) {
      await throughRing(desk, order, () => sendCancel(desk, order, 0, batch));
      return current();
    }
    const settled = session.settlement.until(current(), (now) => now.isTerminal, session.clock, settleTimeoutMs);
    const command = session.work.during(() => throughRing(desk, order, () => sendCancel(desk, order, 0, batch)));
    // A cancel that was refused leaves nothing to wait for.
    await Promise.race([settled, command.then((isOut) => (isOut ? settled : undefined))]);
    return current();
  });
}

/** Cancels orders together, in as few calls as the venue can; each as it then stands. */
export async function cancelOrders(
  desk: Desk,
  orders: readonly Order[],
  settleTimeoutMs: number,
): Promise<readonly Order[]> {
  const { session } = desk;
  const { venue, clock, registry } = session;
  const ids = orders.map(({ clientOrderId }) => clientOrderId);
  const batch =
    venue.cancelMany === undefined || orders.length < 2
      ? null
      : new CommandBatch(ids, async (many) => venue.cancelMany?.(many) ?? [], clock);
  return Promise.all(
    orders.map(async (order) => {
      // One that went with another, as a target goes with its stop, needs no cancel of its own.
      const now = registry.find(order.clientOrderId) ?? order;
      try {
        return now.isTerminal ? now : await cancelOrder(desk, now, settleTimeoutMs, batch);
      } finally {
        batch?.leave(order.clientOrderId);
      }
    }),
  );
}

/** Whether the cancel reached the venue; a step that stops it is told in an event. */
async function throughRing(desk: Desk, order: Order, send: () => Promise<void>): Promise<boolean> {
  const { session, intake } = desk;
  const denial = await session.ring.cancel(
    order,
    async () => {
      await send();
      return undefined;
    },
    { ledger: session.ledger, direction: 'reduces' },
  );
  if (denial === undefined) return true;
  const { code, message, figures } = denial;
  const rejection = { reason: 'other' as const, venueCode: `denied/${code}`, venueMessage: message, figures };
  intake.order({ type: 'order.cancel_rejected', clientOrderId: order.clientOrderId, at: session.now, rejection });
  return false;
}

/** A cancel can be sent again without harm, so it is, until the order has ended or the venue has refused. */
async function sendCancel(desk: Desk, order: Order, attempt: number, batch: CommandBatch | null = null): Promise<void> {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  while (intake.isBusy) await undefined;
  const current = session.registry.find(clientOrderId) ?? order;
  if (current.isTerminal) return;
  const reply = await replyOf(() =>
    batch === null ? session.venue.cancel(current) : batch.add(current, Number.POSITIVE_INFINITY),
  );
  const again = (delayMs: number) => {
    if (attempt + 1 < MOST_ATTEMPTS) {
      session.later(delayMs, 'Canceling an order again', () => sendCancel(desk, order, attempt + 1));
    }
  };
  switch (reply.outcome) {
    case 'acknowledged':
      for (const event of reply.events) intake.order(event);
      return;
    case 'not_executed':
      if (reply.retryAfterMs === 0 && attempt + 1 < MOST_ATTEMPTS) return sendCancel(desk, order, attempt + 1);
      again(reply.retryAfterMs);
      return;
    case 'refused': {
      // The cancel was faster than its order: it has to come after it.
      if (reply.reason === 'order_not_found' && session.sending.has(clientOrderId)) {
        const isAnswered = (now: Order) => now.state !== 'submitted';
        await session.settlement.until(current, isAnswered, session.clock, session.limits.commandTimeoutMs);
        if (attempt + 1 < MOST_ATTEMPTS) return sendCancel(desk, order, attempt + 1);
      }
      intake.order({
        type: 'order.cancel_rejected',
        clientOrderId,
        at: session.now,
        rejection: rejectionOf(reply),
      });
      // The venue does not know an order that we believe open: what became of it has to be read.
      if (reply.reason === 'order_not_found') await readBack(desk, current);
      return;
    }
    case 'unknown':
      await readBack(desk, current);
      if (session.registry.find(clientOrderId)?.isTerminal === false) again(waitMs(attempt));
      return;
  }
}

async function readBack(desk: Desk, order: Order): Promise<void> {
  await lookUp(desk, order, { at: order.progress.submittedAt ?? order.createdAt, expiresAt: null });
}
