import type { Order } from '../domain/order.ts';
import type { OrderIntent } from '../domain/order-intent.ts';
import { OrderError } from '../errors/index.ts';
import { CommandBatch } from './command-batch.ts';
import type { Desk } from './desk.ts';
import { draftOrder, placeRegistered, registerOrder } from './place-order.ts';
import type { Session } from './session.ts';

/**
 * Places orders together: each passes the ring by itself, and those that pass go to the venue in as few calls as it can.
 *
 * Every one is registered before the first is sent, so none can pass a limit that an earlier one has used up.
 */
export async function placeOrders(
  desk: Desk,
  intents: readonly OrderIntent[],
  settleTimeoutMs: number,
): Promise<readonly Order[]> {
  const { session } = desk;
  assertAll(session, intents);
  const records = intents.map((intent) => registerOrder(session, intent));
  const { venue, clock } = session;
  const ids = records.map(({ clientOrderId }) => clientOrderId);
  const batch =
    venue.submitMany === undefined || records.length < 2
      ? null
      : new CommandBatch(ids, (orders, deadline) => submitTogether(session, orders, deadline), clock);
  return Promise.all(
    records.map(async (record) => {
      try {
        return await placeRegistered(desk, record, settleTimeoutMs, batch);
      } finally {
        batch?.leave(record.clientOrderId);
      }
    }),
  );
}

function submitTogether({ venue }: Session, orders: readonly Order[], deadline: number) {
  const [first] = orders;
  if (orders.length === 1 && first !== undefined)
    return Promise.resolve(venue.submit(first, deadline)).then((one) => [one]);
  return venue.submitMany?.(orders, deadline) ?? Promise.resolve([]);
}

/** Whether all of them make sense, before any of them is known to anybody. */
function assertAll(session: Session, intents: readonly OrderIntent[]): void {
  const ids = new Set<string>();
  for (const intent of intents) {
    const { clientOrderId } = draftOrder(session, intent, { clientOrderId: '' });
    if (clientOrderId === '') continue;
    if (ids.has(clientOrderId) || session.registry.find(clientOrderId) !== undefined) {
      throw new OrderError(`There is an order ${clientOrderId} already; client order ids are used once.`, {
        code: 'order/duplicate_id',
        details: { clientOrderId },
      });
    }
    ids.add(clientOrderId);
  }
}
