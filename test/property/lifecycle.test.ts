import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../src/domain/apply-order-event.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Order } from '../../src/domain/order.ts';
import type { OrderEvent } from '../../src/domain/order-event.ts';
import {
  isTerminal,
  LIFECYCLE,
  ORDER_EVENT_TYPES,
  ORDER_STATES,
  type OrderEventType,
} from '../../src/domain/order-lifecycle.ts';
import { ConnectivityError, isBrokerError } from '../../src/errors/index.ts';
import { aFill, anOrder } from '../../src/testing/index.ts';

const LOTS = 100;
const REJECTION = { reason: 'other', venueCode: '1', venueMessage: 'No.', figures: {} } as const;
const DENIAL = { code: 'trading_paused', message: 'Paused.', figures: {}, nearest: null } as const;

/** An event of a kind; a fill takes a part of what is left, so that it could have happened. */
function eventOf(type: OrderEventType, order: Order, share: number, at: number): OrderEvent | null {
  const heard = { clientOrderId: order.clientOrderId, at };
  const { lots, filledLots, limitTicks, triggerTicks } = order.progress;
  switch (type) {
    case 'order.filled': {
      const part = Math.ceil((lots - filledLots) * share);
      if (part === 0) return null;
      const { instrument } = order.identity;
      const price = String(50_000 + Math.round(share * 1000));
      const fill = aFill({
        fillId: `f${at}`,
        instrument,
        quantity: instrument.quantityOf(part),
        price,
        fee: '0.1',
        at,
      });
      return { ...heard, type, fill };
    }
    case 'order.amended':
      return { ...heard, type, lots: Math.max(1, Math.round(lots * 2 * share)), limitTicks, triggerTicks };
    case 'order.acknowledged':
    case 'order.armed':
      return { ...heard, type, venueOrderId: 'v1' };
    case 'order.unresolved':
      return { ...heard, type, cause: new ConnectivityError('No answer.', { code: 'net/timeout' }) };
    case 'order.canceled':
      return { ...heard, type, reason: 'requested' };
    case 'order.rejected':
    case 'order.amend_rejected':
    case 'order.cancel_rejected':
      return { ...heard, type, rejection: REJECTION };
    case 'order.denied':
      return { ...heard, type, denial: DENIAL };
    default:
      return { ...heard, type };
  }
}

const steps = fc.array(
  fc.record({ type: fc.constantFrom(...ORDER_EVENT_TYPES), share: fc.double({ min: 0.05, max: 1, noNaN: true }) }),
  { minLength: 1, maxLength: 30 },
);

/** Plays random news to an order; illegal news is refused and changes nothing. */
function play(
  script: readonly { readonly type: OrderEventType; readonly share: number }[],
  look: (before: Order, event: OrderEvent, after: Order | null) => void,
): Order {
  let order = anOrder({ state: 'pending', quantity: String(LOTS / 10_000) });
  script.forEach(({ type, share }, at) => {
    const event = eventOf(type, order, share, at);
    if (event === null) return;
    let after: Order | null = null;
    try {
      after = applyOrderEvent(order, event);
    } catch (error) {
      if (!isBrokerError(error, 'venue/illegal_transition')) throw error;
    }
    look(order, event, after);
    order = after ?? order;
  });
  return order;
}

describe('law: the lifecycle never reaches an illegal state', () => {
  it('does what its table says for every event in every state, and nothing else', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(script, (before, event, after) => {
          const verdict = LIFECYCLE[before.state][event.type];
          if (verdict === undefined) expect(after).toBeNull();
          if (verdict === 'stale') expect(after).toBe(before);
          if (after !== null) expect(ORDER_STATES).toContain(after.state);
        });
      }),
    );
  });

  it('never fills more than was ordered', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(script, (_before, _event, after) => {
          if (after !== null) expect(after.progress.filledLots).toBeLessThanOrEqual(after.progress.lots);
        });
      }),
    );
  });

  it('calls an order filled exactly when nothing is left of it', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const order = play(script, () => {});
        if (order.state === 'filled') expect(order.remainingQuantity.isZero()).toBe(true);
        if (order.remainingQuantity.isZero()) expect(order.state).toBe('filled');
      }),
    );
  });

  it('brings no ended order back to life, save one that was thought not to be placed', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(script, (before, event, after) => {
          if (after === null || !isTerminal(before.state) || isTerminal(after.state)) return;
          expect(before.state === 'not_placed' || event.type === 'order.filled').toBe(true);
        });
      }),
    );
  });

  it('has the details of every state that it reaches', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(script, (_before, _event, after) => {
          if (after?.state === 'canceled') expect(after.cancelReason).not.toBeNull();
          if (after?.state === 'rejected') expect(after.rejection).not.toBeNull();
          if (after?.state === 'denied') expect(after.denial).not.toBeNull();
          if (after?.state === 'unresolved') expect(after.unresolvedCause).not.toBeNull();
          if (after?.state === 'filled' || after?.state === 'partially_filled') {
            expect(after.averagePrice).not.toBeNull();
          }
        });
      }),
    );
  });
});

describe("law: an order's figures are the sums of its fills", () => {
  it('holds for quantity, fee and average price', () => {
    fc.assert(
      fc.property(steps, (script) => {
        let quantity = new Decimal(0);
        let fee = new Decimal(0);
        let cost = new Decimal(0);
        const order = play(script, (before, event, after) => {
          if (event.type !== 'order.filled' || after === null || after === before) return;
          quantity = quantity.add(event.fill.quantity);
          fee = fee.add(event.fill.fee);
          cost = cost.add(event.fill.quantity.mul(event.fill.price));
        });
        expect(order.filledQuantity.eq(quantity) && order.fee.eq(fee)).toBe(true);
        if (!quantity.isZero()) expect(order.averagePrice?.sub(cost.div(quantity)).abs().lt('1e-40')).toBe(true);
      }),
    );
  });
});
