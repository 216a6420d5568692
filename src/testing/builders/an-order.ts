import { applyOrderEvent } from '../../domain/apply-order-event.ts';
import { measureIntent } from '../../domain/check-intent.ts';
import type { DecimalInput } from '../../domain/decimal.ts';
import type { CancelReason, Denial, Rejection } from '../../domain/denial.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { makeOrder, type Order } from '../../domain/order.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import { isConditional, type OrderIntent, type OrderRole } from '../../domain/order-intent.ts';
import type { OrderState } from '../../domain/order-lifecycle.ts';
import { type BrokerError, ConnectivityError } from '../../errors/index.ts';
import { aFill } from './a-fill.ts';
import { anInstrument } from './an-instrument.ts';
import { anIntent } from './an-intent.ts';

/** What a test may say about an order: its intent, and how far it got. */
export interface OrderDescription extends Partial<Omit<OrderIntent, 'instrument'>> {
  readonly instrument?: Instrument;
  /** Default `working`, `armed` for conditional orders, `filled` when everything filled. */
  readonly state?: OrderState;
  readonly filledQuantity?: DecimalInput;
  /** Default: the limit, else `"50000"`. */
  readonly fillPrice?: DecimalInput;
  readonly fee?: DecimalInput;
  readonly role?: OrderRole;
  readonly parentClientOrderId?: string;
  readonly venueOrderId?: string;
  readonly createdAt?: number;
  readonly cancelReason?: CancelReason;
  readonly rejection?: Partial<Rejection>;
  readonly denial?: Partial<Denial>;
  readonly unresolvedCause?: BrokerError;
}

/**
 * An order that went through the real lifecycle to the state asked for: by default a limit order to buy 0.01 BTC of the
 * swap at 50,000 that is working.
 *
 * @throws {VenueError} `venue/illegal_transition` for a state that such an order cannot reach.
 */
export function anOrder(description: OrderDescription = {}): Order {
  const pending = aPendingOrder(description);
  return history(description, pending).reduce(applyOrderEvent, pending);
}

function aPendingOrder(description: OrderDescription): Order {
  const { instrument = anInstrument(), createdAt = 0, clientOrderId = 'order1' } = description;
  const intent: OrderIntent = anIntent({
    pricing: { type: 'limit', price: '50000' },
    ...intentFields(description),
    instrument: instrument.id,
  });
  const measured = measureIntent(intent, instrument);
  return makeOrder(
    {
      clientOrderId,
      instrument,
      side: measured.side,
      pricing: measured.pricing,
      effect: measured.effect,
      marginMode: measured.marginMode,
      role: description.role ?? (measured.effect === 'reduce_only' ? 'exit' : 'entry'),
      selfTradePrevention: intent.selfTradePrevention ?? 'cancel_maker',
      protection: intent.protection ?? null,
      parentClientOrderId: description.parentClientOrderId ?? null,
      decisionId: intent.decisionId ?? null,
      tag: intent.tag ?? null,
      expiresAt: intent.expiresAt ?? null,
      validUntil: intent.validUntil ?? null,
      createdAt,
      intent,
    },
    {
      state: 'pending',
      venueOrderId: null,
      lots: measured.lots,
      limitTicks: measured.limitTicks,
      triggerTicks: measured.triggerTicks,
      filledLots: 0,
      filledCost: 0,
      feeMoney: 0n,
      submittedAt: null,
      acknowledgedAt: null,
      triggeredAt: null,
      firstFillAt: null,
      updatedAt: createdAt,
      attempts: 0,
      denial: null,
      rejection: null,
      cancelReason: null,
      unresolvedCause: null,
    },
  );
}

function intentFields(description: OrderDescription): Partial<OrderIntent> {
  const {
    instrument: _instrument,
    state: _state,
    filledQuantity: _filled,
    fillPrice: _price,
    fee: _fee,
    role: _role,
    parentClientOrderId: _parent,
    venueOrderId: _venue,
    createdAt: _created,
    cancelReason: _reason,
    rejection: _rejection,
    denial: _denial,
    unresolvedCause: _cause,
    ...fields
  } = description;
  return fields;
}

function history(description: OrderDescription, order: Order): readonly OrderEvent[] {
  const state = description.state ?? defaultState(description, order);
  const heard = { clientOrderId: order.clientOrderId, at: description.createdAt ?? 0 };
  const venueOrderId = description.venueOrderId ?? 'venue1';
  const submitted: OrderEvent = { ...heard, type: 'order.submitted' };
  const waits = isConditional(order.type) && state !== 'working' && !filledLots(description, order);
  const seen: OrderEvent = { ...heard, type: waits ? 'order.armed' : 'order.acknowledged', venueOrderId };
  const fills = fillEvents(description, order, state);
  switch (state) {
    case 'pending':
      return [];
    case 'submitted':
      return [submitted];
    case 'denied':
      return [{ ...heard, type: 'order.denied', denial: { ...DENIAL, ...description.denial } }];
    case 'not_placed':
      return [submitted, { ...heard, type: 'order.not_placed' }];
    case 'unresolved':
      return [submitted, { ...heard, type: 'order.unresolved', cause: description.unresolvedCause ?? noAnswer() }];
    case 'rejected':
      return [submitted, { ...heard, type: 'order.rejected', rejection: { ...REJECTION, ...description.rejection } }];
    case 'canceled':
      return [
        submitted,
        seen,
        ...fills,
        { ...heard, type: 'order.canceled', reason: description.cancelReason ?? 'requested' },
      ];
    case 'expired':
      return [submitted, seen, ...fills, { ...heard, type: 'order.expired' }];
    default:
      return [submitted, seen, ...fills];
  }
}

const DENIAL: Denial = { code: 'trading_paused', message: 'Trading is paused.', figures: {}, nearest: null };
const REJECTION: Rejection = {
  reason: 'insufficient_margin',
  venueCode: '51008',
  venueMessage: 'Insufficient margin.',
  figures: {},
};

function noAnswer(): BrokerError {
  return new ConnectivityError('No answer came in time.', { code: 'net/timeout', advice: { retry: 'lookup' } });
}

function filledLots(description: OrderDescription, order: Order): number {
  return order.identity.instrument.lots(description.filledQuantity ?? '0', 'down');
}

function defaultState(description: OrderDescription, order: Order): OrderState {
  const filled = filledLots(description, order);
  if (filled > 0) return filled === order.progress.lots ? 'filled' : 'partially_filled';
  return isConditional(order.type) ? 'armed' : 'working';
}

function fillEvents(description: OrderDescription, order: Order, state: OrderState): readonly OrderEvent[] {
  const { instrument } = order.identity;
  const lots =
    description.filledQuantity === undefined && state === 'filled'
      ? order.progress.lots
      : filledLots(description, order);
  if (lots === 0) return [];
  const at = description.createdAt ?? 0;
  const fill = aFill({
    fillId: `${order.clientOrderId}f1`,
    clientOrderId: order.clientOrderId,
    venueOrderId: description.venueOrderId ?? 'venue1',
    instrument,
    side: order.side,
    marginMode: order.marginMode,
    quantity: instrument.quantityOf(lots),
    price: description.fillPrice ?? order.limitPrice ?? '50000',
    fee: description.fee ?? '0',
    at,
  });
  return [{ type: 'order.filled', clientOrderId: order.clientOrderId, at, fill }];
}
