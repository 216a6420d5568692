import { measureIntent } from '../domain/check-intent.ts';
import { toDecimal } from '../domain/decimal.ts';
import { makeOrder, type Order } from '../domain/order.ts';
import type { OrderEffect, OrderIntent, OrderRole, OrderType, Protection } from '../domain/order-intent.ts';
import { pendingProgress } from '../domain/order-progress.ts';
import { isPromise, type MaybePromise } from '../ports/maybe-promise.ts';
import type { CommandBatch } from './command-batch.ts';
import type { Desk } from './desk.ts';
import { assertIntent } from './intent-shape.ts';
import type { OrderRecord } from './order-record.ts';
import { sendOrder } from './send-order.ts';
import type { Session } from './session.ts';
import { isSettled, settledWithin } from './settlement.ts';

/** What the engine says about an order of its own, besides the intent. */
export interface OrderOrigin {
  readonly role?: OrderRole;
  readonly parentClientOrderId?: string;
  readonly followsPosition?: boolean;
  /** Of an order that is never sent: no id is drawn for it. */
  readonly clientOrderId?: string;
}

const NO_ORIGIN: OrderOrigin = {};

/**
 * Registers an intent, takes it to the venue, and answers when it has settled or the time is over: at once where nothing
 * more can happen at this instant.
 */
export function placeOrder(
  desk: Desk,
  intent: OrderIntent,
  settleTimeoutMs: number,
  origin: OrderOrigin = NO_ORIGIN,
): MaybePromise<Order> {
  const record = registerOrder(desk.session, intent, origin);
  return placeRegistered(desk, record, settleTimeoutMs, null);
}

/** Makes an order of an intent: from here on it is known. @throws {OrderError} as {@link draftOrder}, and `order/duplicate_id`. */
export function registerOrder(session: Session, intent: OrderIntent, origin: OrderOrigin = NO_ORIGIN): OrderRecord {
  return session.registry.add(draftOrder(session, intent, origin));
}

/** Takes a registered order to the venue, with a batch where it goes with others. */
export function placeRegistered(
  desk: Desk,
  record: OrderRecord,
  settleTimeoutMs: number,
  batch: CommandBatch | null,
): MaybePromise<Order> {
  const { session } = desk;
  if (!session.isInstant) return placeAndSettle(desk, record, settleTimeoutMs, batch);
  session.work.begin();
  let sending: MaybePromise<void>;
  try {
    sending = sendOrder(desk, record, batch);
  } catch (error) {
    session.work.end();
    throw error;
  }
  if (isPromise(sending)) return sending.then(() => asItStands(session, record)).finally(() => session.work.end());
  session.work.end();
  return record.order;
}

/** Where answers take time they may take longer than the caller wants to wait: the order goes on without him. */
async function placeAndSettle(
  desk: Desk,
  record: OrderRecord,
  settleTimeoutMs: number,
  batch: CommandBatch | null,
): Promise<Order> {
  const { session } = desk;
  const settled = session.settlement.until(record.order, isSettled, session.clock, settleTimeoutMs);
  const sending = session.work.during(async () => sendOrder(desk, record, batch));
  // Closing and reconciling wait for whoever waits for the order too.
  await session.work.during(() => settledWithin(sending, settled));
  return asItStands(session, record);
}

/** An order that has ended may have been heard of again since, and then its record is not the one that is kept. */
function asItStands({ registry }: Session, { clientOrderId, order }: OrderRecord): Order {
  return registry.find(clientOrderId) ?? order;
}

/**
 * The order that an intent asks for, pending.
 *
 * @throws {OrderError} `order/invalid_intent`, `order/invalid_number`. @throws {VenueError} `venue/unknown_instrument`.
 */
export function draftOrder(session: Session, asked: OrderIntent, origin: OrderOrigin = NO_ORIGIN): Order {
  assertIntent(asked);
  const instrument = session.instrument(asked.instrument);
  const intent = asked.instrument === instrument.id ? asked : { ...asked, instrument: instrument.id };
  const { side, pricing, protection = null } = intent;
  const { lots, limitTicks, triggerTicks, effect, marginMode } = measureIntent(intent, instrument);
  if (protection !== null) assertNumbers(protection);
  if (pricing.type === 'trailing_stop') {
    const { distance } = pricing;
    toDecimal('fraction' in distance ? distance.fraction : distance.amount, 'trailing distance');
  }
  const at = session.now;
  const role = origin.role ?? roleOf(effect, pricing.type);
  const decisionId = decisionOf(session, intent, origin);
  return makeOrder(
    {
      clientOrderId: intent.clientOrderId ?? origin.clientOrderId ?? session.names.next(role, decisionId),
      instrument,
      side,
      pricing,
      effect,
      marginMode,
      role,
      selfTradePrevention: intent.selfTradePrevention ?? 'cancel_maker',
      protection,
      parentClientOrderId: origin.parentClientOrderId ?? null,
      followsPosition: origin.followsPosition ?? false,
      decisionId,
      tag: intent.tag ?? null,
      expiresAt: intent.expiresAt ?? null,
      validUntil: intent.validUntil ?? null,
      createdAt: at,
      // A restart knows the order by its intent alone.
      intent: decisionId === null || intent.decisionId !== undefined ? intent : { ...intent, decisionId },
    },
    pendingProgress(at, lots, limitTicks, triggerTicks),
  );
}

/** Protection carries out the decision of its entry. */
function decisionOf({ registry }: Session, { decisionId }: OrderIntent, origin: OrderOrigin): string | null {
  const { parentClientOrderId } = origin;
  if (decisionId !== undefined || parentClientOrderId === undefined) return decisionId ?? null;
  return registry.find(parentClientOrderId)?.decisionId ?? null;
}

function roleOf(effect: OrderEffect, type: OrderType): OrderRole {
  if (effect !== 'reduce_only') return 'entry';
  switch (type) {
    case 'stop_market':
    case 'stop_limit':
    case 'trailing_stop':
      return 'stop_loss';
    case 'take_profit_market':
    case 'take_profit_limit':
      return 'take_profit';
    case 'market':
    case 'limit':
      return 'exit';
  }
}

/** Reads every number of a protection once, so that a malformed one is told before anything is written or sent. */
function assertNumbers({ stopLoss, takeProfit }: Protection): void {
  if (stopLoss !== undefined) {
    toDecimal(stopLoss.trigger.price, 'stop');
    if (stopLoss.limit !== undefined) toDecimal(stopLoss.limit, 'limit of the stop');
  }
  if (takeProfit === undefined) return;
  if ('resting' in takeProfit) toDecimal(takeProfit.resting, 'target');
  else {
    toDecimal(takeProfit.trigger.price, 'target');
    if (takeProfit.limit !== undefined) toDecimal(takeProfit.limit, 'limit of the target');
  }
}
