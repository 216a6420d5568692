import { makeOrder, type Order } from '../domain/order.ts';
import { ConnectivityError } from '../errors/index.ts';
import type { UnfinishedOrder } from '../ports/order-journal.ts';
import type { Desk } from './desk.ts';
import { resolveOrder, type Sent, waitMs } from './look-up.ts';
import { draftOrder } from './place-order.ts';
import type { Session } from './session.ts';

/** Orders that a former run wrote down and did not see end, by our id. */
export type FormerOrders = ReadonlyMap<string, UnfinishedOrder>;

/** What the interceptors know of a former run; `null` where it cannot be read now. */
export async function readFormerOrders(session: Session): Promise<FormerOrders | null> {
  const former = new Map<string, UnfinishedOrder>();
  for (const interceptor of session.ring.interceptors) {
    try {
      for (const order of (await interceptor.unfinished?.()) ?? []) former.set(order.clientOrderId, order);
    } catch (error) {
      session.logger.error(`The interceptor ${interceptor.name} cannot tell what a former run has sent.`, {
        error: String(error),
      });
      return null;
    }
  }
  return former;
}

/**
 * Finds out what became of the orders of a former run. None of them is sent again.
 *
 * Each is looked up once; what that does not settle stays unresolved, counts as filled for the risk limits, and is looked
 * up again at growing distance.
 *
 * @see law 1, "written before sent", and law 2, "never twice".
 */
export async function recoverOrders(desk: Desk, former: FormerOrders): Promise<void> {
  const { session, intake } = desk;
  for (const unfinished of former.values()) {
    session.names.met(unfinished.clientOrderId);
    const known = session.registry.find(unfinished.clientOrderId);
    // Our own of this run, or adopted with the account with all that only we know of it.
    if (known !== undefined && isRemembered(known, unfinished)) continue;
    if (known !== undefined) learn(desk, remembered(known, unfinished));
    if (unfinished.hasEnded) {
      if (isListed(session, unfinished)) desk.protection.resume(unfinished);
      continue;
    }
    if (known !== undefined) continue;
    const order = asUnresolved(session, unfinished);
    if (order === null) continue;
    session.logger.warn('An order of a former run has no end; it is looked up.', { order: order.clientOrderId });
    intake.appeared(order);
    await resolveOrder(desk, order.clientOrderId, sentOf(session, unfinished));
  }
}

/** Asks again for what could not be read, until it can; opening is denied by the journal until then. */
export function recoverLater(desk: Desk, attempt = 0): void {
  const { session } = desk;
  session.later(waitMs(attempt), 'Reading what a former run has sent', async () => {
    if (session.state !== 'open') return;
    const former = await readFormerOrders(session);
    if (former === null) recoverLater(desk, attempt + 1);
    else await recoverOrders(desk, former);
  });
}

/** Whether an order has what its journal says of it beyond what a venue knows. */
function isRemembered({ identity }: Order, { intent, role, parentClientOrderId }: UnfinishedOrder): boolean {
  return (
    identity.role === role &&
    identity.parentClientOrderId === parentClientOrderId &&
    identity.decisionId === (intent.decisionId ?? null) &&
    (identity.protection !== null || intent.protection === undefined)
  );
}

/** An order that was met as another hand's, and is of an instance whose journal is ours. */
function learn({ intake }: Desk, order: Order): void {
  const { clientOrderId, updatedAt: at, venueOrderId } = order;
  intake.restated(order, { type: 'order.acknowledged', clientOrderId, at, venueOrderId: venueOrderId ?? '' });
}

/** The order as the venue has it, with what only we know of it. */
export function remembered(theirs: Order, former: UnfinishedOrder | undefined): Order {
  if (former === undefined) return theirs;
  const { intent, role, parentClientOrderId, writtenAt } = former;
  return makeOrder(
    {
      ...theirs.identity,
      role,
      parentClientOrderId,
      protection: intent.protection ?? theirs.identity.protection,
      decisionId: intent.decisionId ?? null,
      tag: intent.tag ?? theirs.identity.tag,
      expiresAt: intent.expiresAt ?? theirs.identity.expiresAt,
      validUntil: intent.validUntil ?? null,
      createdAt: writtenAt,
      intent,
    },
    theirs.progress,
  );
}

/** The order as we knew it: written down, and perhaps sent. */
function asUnresolved(session: Session, unfinished: UnfinishedOrder): Order | null {
  const { clientOrderId, intent, role, parentClientOrderId, writtenAt, submittedAt } = unfinished;
  try {
    const origin = { role, ...(parentClientOrderId === null ? {} : { parentClientOrderId }) };
    const { identity, progress } = draftOrder(session, { ...intent, clientOrderId }, origin);
    return makeOrder(
      { ...identity, createdAt: writtenAt },
      {
        ...progress,
        state: 'unresolved',
        submittedAt: submittedAt ?? writtenAt,
        updatedAt: submittedAt ?? writtenAt,
        attempts: 1,
        unresolvedCause: new ConnectivityError('The process ended before the outcome of the order was known.', {
          code: 'net/connection_lost',
          advice: { retry: 'lookup' },
        }),
      },
    );
  } catch (error) {
    // An instrument that is not listed any more cannot be traded either; a person has to look.
    cannotBeTakenUp(session, unfinished, error);
    return null;
  }
}

function isListed(session: Session, unfinished: UnfinishedOrder): boolean {
  try {
    session.instrument(unfinished.intent.instrument);
    return true;
  } catch (error) {
    cannotBeTakenUp(session, unfinished, error);
    return false;
  }
}

function cannotBeTakenUp(session: Session, { clientOrderId, intent }: UnfinishedOrder, error: unknown): void {
  session.logger.error('An order of a former run cannot be taken up.', {
    order: clientOrderId,
    instrument: intent.instrument,
    error: String(error),
  });
  session.metrics.count('unrecoverable_orders', {});
}

/** Until when the venue may execute it. Where no sending was written it may have left in the last moment before the end. */
function sentOf(session: Session, { intent, writtenAt, submittedAt }: UnfinishedOrder): Sent {
  const at = submittedAt ?? writtenAt;
  if (!session.description.capabilities.boundedCommands) return { at, expiresAt: null };
  const latest = (submittedAt ?? session.now) + session.limits.commandTimeoutMs;
  const expiresAt = Math.min(
    latest,
    intent.validUntil ?? Number.POSITIVE_INFINITY,
    intent.expiresAt ?? Number.POSITIVE_INFINITY,
  );
  return { at, expiresAt };
}
