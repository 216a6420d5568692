import { checkMoment, checkShape, deny } from '../domain/check-intent.ts';
import type { Denial, Rejection } from '../domain/denial.ts';
import type { Order } from '../domain/order.ts';
import { triggerOf } from '../domain/order-intent.ts';
import { ConnectivityError } from '../errors/index.ts';
import type { RingContext, RingResult } from '../ports/interceptor.ts';
import { isPromise, type MaybePromise } from '../ports/maybe-promise.ts';
import type { VenueReply } from '../ports/venue.ts';
import type { CommandBatch } from './command-batch.ts';
import type { Desk } from './desk.ts';
import { asBrokerError, resolveOrder } from './look-up.ts';
import type { OrderRecord } from './order-record.ts';
import { directionOf } from './risk-direction.ts';
import type { Session } from './session.ts';

/** A way out is tried for longer than a way in. */
const REDUCING_PATIENCE = 6;
/** So often an order may go again at once; afterwards it waits. */
const QUICK_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 50;

/** One passage through the ring. */
interface Attempt {
  readonly direction: RingContext['direction'];
  /** Those with whom it goes, if any; what is sent again goes by itself. */
  readonly batch: CommandBatch | null;
  /** After how many ms the order may go again, where it was not executed. */
  pauseMs: number | undefined;
}

/** An order as it was sent, when, and until when the venue may execute it. */
interface Sent {
  readonly order: Order;
  readonly at: number;
  readonly deadline: number;
}

/**
 * Takes a registered order through the ring to the venue; done when its first answer is applied, which is at once where
 * every step and the venue answer at once.
 */
export function sendOrder(desk: Desk, record: OrderRecord, batch: CommandBatch | null = null): MaybePromise<void> {
  const { session, intake } = desk;
  const { order } = record;
  const { state } = order.progress;
  if (state !== 'pending' && state !== 'submitted') return;
  if (state === 'pending') {
    const broken = shapeOf(session, order);
    if (broken !== null) {
      refuse(desk, record, broken);
      return;
    }
  }
  intake.endInstant();
  const direction = directionOf(session, order, order.progress.lots - order.progress.filledLots);
  const attempt: Attempt = { direction, batch, pauseMs: undefined };
  const context: RingContext = { ledger: session.ledger, direction };
  const answer = session.ring.place(order, () => deliver(desk, record, attempt), context);
  if (isPromise(answer)) return answer.then((denial) => answered(desk, record, attempt, denial));
  return answered(desk, record, attempt, answer);
}

/** What is left to do when the ring has answered: to note the denial, or to send again what was not executed. */
function answered(
  desk: Desk,
  record: OrderRecord,
  { pauseMs }: Attempt,
  denial: Denial | undefined,
): MaybePromise<void> {
  if (denial !== undefined) {
    refuse(desk, record, denial);
    return;
  }
  if (pauseMs === undefined) return;
  if (pauseMs === 0) return sendOrder(desk, record);
  const { session } = desk;
  const { clientOrderId } = record;
  const resend = async (): Promise<void> => {
    session.resends.gone(clientOrderId);
    await sendOrder(desk, record);
  };
  session.resends.wait(clientOrderId, session.later(pauseMs, 'Sending an order again', resend));
}

/** A denial before the order ever left is final; of one that was proven not to have been executed, nothing is left. */
function refuse(desk: Desk, { clientOrderId, order: { state } }: OrderRecord, denial: Denial): void {
  const { session, intake } = desk;
  const at = session.now;
  if (state === 'pending') intake.order({ type: 'order.denied', clientOrderId, at, denial });
  else if (state === 'submitted') {
    session.logger.warn('An order may not be sent again.', { order: clientOrderId, denial: denial.code });
    intake.order({ type: 'order.not_placed', clientOrderId, at, denial });
  }
}

/** The innermost step: instrument rules, then the venue. */
function deliver(desk: Desk, record: OrderRecord, attempt: Attempt): RingResult {
  return desk.intake.isBusy ? deliverLater(desk, record, attempt) : deliverNow(desk, record, attempt);
}

/** The venue is in the middle of its own news: what a listener wants comes after it. */
async function deliverLater(desk: Desk, record: OrderRecord, attempt: Attempt): Promise<Denial | undefined> {
  while (desk.intake.isBusy) await undefined;
  return deliverNow(desk, record, attempt);
}

function deliverNow(desk: Desk, record: OrderRecord, attempt: Attempt): RingResult {
  const { session, intake } = desk;
  const { clientOrderId, order } = record;
  const { state } = order.progress;
  // Canceled, perhaps, while it was on its way through the ring.
  if (state !== 'pending' && state !== 'submitted') return undefined;
  const denial = session.state === 'closed' ? BROKER_CLOSED : rulesOf(session, order);
  if (denial !== null) return denial;

  const at = session.now;
  const deadline = Math.min(
    order.identity.validUntil ?? Number.POSITIVE_INFINITY,
    order.identity.expiresAt ?? Number.POSITIVE_INFINITY,
    at + session.limits.commandTimeoutMs,
  );
  intake.orderOf(record, { type: 'order.submitted', clientOrderId, at });
  const sent: Sent = { order: record.order, at, deadline };
  if (!session.isInstant) return deliverAndWait(desk, sent, attempt);
  const reply = submit(desk, sent, attempt.batch);
  return isPromise(reply) ? reply.then((late) => taken(desk, sent, attempt, late)) : taken(desk, sent, attempt, reply);
}

/** Where an answer takes time, others have to know that there is none yet. */
async function deliverAndWait(desk: Desk, sent: Sent, attempt: Attempt): Promise<undefined> {
  const { sending } = desk.session;
  const { clientOrderId } = sent.order;
  sending.add(clientOrderId);
  const reply = await submit(desk, sent, attempt.batch);
  sending.delete(clientOrderId);
  return taken(desk, sent, attempt, reply);
}

/** The venue's reply; never throws or rejects. */
function submit({ session }: Desk, { order, deadline }: Sent, batch: CommandBatch | null): MaybePromise<VenueReply> {
  try {
    const reply = batch === null ? session.venue.submit(order, deadline) : batch.add(order, deadline);
    return isPromise(reply) ? reply.catch(unknown) : reply;
  } catch (error) {
    return unknown(error);
  }
}

function unknown(error: unknown): VenueReply {
  return { outcome: 'unknown', cause: asBrokerError(error) };
}

function taken(desk: Desk, sent: Sent, attempt: Attempt, reply: VenueReply): MaybePromise<undefined> {
  if (reply.outcome !== 'acknowledged') return notTaken(desk, sent, attempt, reply);
  for (const event of reply.events) desk.intake.order(event);
  return undefined;
}

async function notTaken(
  desk: Desk,
  { order, at, deadline }: Sent,
  attempt: Attempt,
  reply: Exclude<VenueReply, { outcome: 'acknowledged' }>,
): Promise<undefined> {
  const expiresAt = desk.session.description.capabilities.boundedCommands ? deadline : null;
  attempt.pauseMs = await applyReply(desk, order, reply, { at, expiresAt }, attempt.direction);
}

async function applyReply(
  desk: Desk,
  order: Order,
  reply: Exclude<VenueReply, { outcome: 'acknowledged' }>,
  sent: { readonly at: number; readonly expiresAt: number | null },
  direction: RingContext['direction'],
): Promise<number | undefined> {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  switch (reply.outcome) {
    case 'refused':
      // Our own id, taken by our own first attempt: the order may live.
      if (reply.reason === 'duplicate_client_order_id' && order.progress.attempts > 1) break;
      if (session.registry.find(clientOrderId)?.state === 'rejected') return undefined;
      intake.order({ type: 'order.rejected', clientOrderId, at: session.now, rejection: rejectionOf(reply) });
      return undefined;
    case 'not_executed':
      return pauseBefore(desk, order, reply.retryAfterMs, direction);
    case 'unknown':
      intake.order({ type: 'order.unresolved', clientOrderId, at: session.now, cause: reply.cause });
      await resolveOrder(desk, clientOrderId, sent);
      return undefined;
  }
  const cause = new ConnectivityError('The venue knows the order from an attempt whose answer was lost.', {
    code: 'net/connection_lost',
    advice: { retry: 'lookup' },
  });
  intake.order({ type: 'order.unresolved', clientOrderId, at: session.now, cause });
  await resolveOrder(desk, clientOrderId, sent);
  return undefined;
}

/** How long to wait before the order goes again; it is given up when that would be too late. */
function pauseBefore(
  desk: Desk,
  order: Order,
  retryAfterMs: number,
  direction: RingContext['direction'],
): number | undefined {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  const current = session.registry.find(clientOrderId);
  if (current?.state !== 'submitted') return undefined;
  const { attempts } = current.progress;
  const slow = attempts < QUICK_ATTEMPTS ? 0 : FIRST_PAUSE_MS * 2 ** Math.min(attempts - QUICK_ATTEMPTS, 7);
  const pauseMs = Math.max(retryAfterMs, slow);
  const patience = session.limits.resendWindowMs * (direction === 'reduces' ? REDUCING_PATIENCE : 1);
  const until = order.identity.validUntil ?? order.createdAt + patience;
  if (session.state === 'open' && session.now + pauseMs < until) return pauseMs;
  const denial = session.state === 'open' ? tooLate(until, session.now, pauseMs) : BROKER_CLOSED;
  intake.order({ type: 'order.not_placed', clientOrderId, at: session.now, denial });
  return undefined;
}

/** What is wrong with the order whatever the moment; told before money is looked at, since it cannot be cured by less. */
export function shapeOf(session: Session, order: Order): Denial | null {
  const { identity, progress } = order;
  return checkShape(
    identity.intent,
    { lots: progress.lots, pricing: identity.pricing, marginMode: identity.marginMode },
    identity.instrument,
    session.orderTypes,
  );
}

/** What forbids the order at this moment, when nothing of {@link shapeOf} is wrong with it. */
export function rulesOf(session: Session, order: Order): Denial | null {
  const { identity } = order;
  const { instrument, marginMode } = identity;
  const { ledger } = session;
  // Coins that were deposited can be sold too, so for spot the cash counts and not the holding.
  const positionLots =
    instrument.type === 'swap'
      ? ledger.book.lots(instrument, marginMode)
      : Number(ledger.account.cash(instrument.baseCurrency) / instrument.lotMoney);
  const { lots, limitTicks, triggerTicks } = order.progress;
  const { pricing, side, effect } = identity;
  const triggerBy = triggerOf(pricing)?.by ?? 'last';
  const measured = { lots, limitTicks, triggerTicks, triggerBy, side, effect, marginMode, pricing };
  return checkMoment(identity.intent, measured, instrument, {
    now: session.now,
    lastTicks: ledger.prices.lastTicks(instrument),
    marks: ledger.prices.marks(instrument),
    positionLots,
  });
}

export function rejectionOf(reply: Extract<VenueReply, { readonly outcome: 'refused' }>): Rejection {
  const { reason, venueCode, venueMessage, figures = {} } = reply;
  return { reason, venueCode, venueMessage, figures };
}

function tooLate(until: number, now: number, pauseMs: number): Denial {
  const figures = { end: `${until}`, now: `${now}`, retryAfterMs: `${pauseMs}` };
  return deny('expired', 'The venue did not execute the order, and it may not go again after its validity.', figures);
}

/** An order that has not left, or not again, when the broker closes. */
export const BROKER_CLOSED: Denial = {
  code: 'broker_closed',
  message: 'The broker was closed before the order could leave.',
  figures: {},
  nearest: null,
};
