import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import { exactProduct } from '../../../src/domain/exact.ts';
import type { Order, OrderProgress } from '../../../src/domain/order.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import type { OrderState } from '../../../src/domain/order-lifecycle.ts';
import { ConnectivityError, isBrokerError } from '../../../src/errors/index.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';

const fillOf = (quantity: string, price = '50000', fee = '0', at = 5): OrderEvent => ({
  type: 'order.filled',
  clientOrderId: 'order1',
  at,
  fill: aFill({ quantity, price, fee, at }),
});
const told = (order: Order, ...events: readonly OrderEvent[]): Order => events.reduce(applyOrderEvent, order);

describe('a fill', () => {
  it('adds to quantity, cost and fee', () => {
    const order = told(anOrder(), fillOf('0.004', '49000', '0.1'), fillOf('0.002', '49600', '0.05'));
    expect([
      order.filledQuantity.toFixed(),
      order.remainingQuantity.toFixed(),
      order.averagePrice?.toFixed(),
      order.fee.toFixed(),
    ]).toEqual(['0.006', '0.004', '49200', '0.15']);
  });

  it('that completes the order ends it', () => {
    expect(told(anOrder(), fillOf('0.004'), fillOf('0.006')).state).toBe('filled');
  });

  it('of more than was ordered stops at once', () => {
    expect(() => told(anOrder(), fillOf('0.0101'))).toThrow(expect.objectContaining({ code: 'internal/invariant' }));
  });

  it('that crossed a cancel counts, and the order stays canceled', () => {
    const order = told(anOrder({ state: 'canceled' }), fillOf('0.004'));
    expect([order.state, order.filledQuantity.toFixed()]).toEqual(['canceled', '0.004']);
  });

  it('that crossed a cancel and was all of it makes the order filled', () => {
    expect(told(anOrder({ state: 'canceled' }), fillOf('0.01')).state).toBe('filled');
  });

  it('before the acknowledgement tells the venue’s id', () => {
    const order = told(anOrder({ state: 'submitted' }), fillOf('0.004'));
    expect([order.venueOrderId, order.progress.acknowledgedAt, order.progress.firstFillAt]).toEqual(['venue1', 5, 5]);
  });

  it('leaves the time of the first one as it was', () => {
    const order = told(anOrder(), fillOf('0.001', '50000', '0', 5), fillOf('0.001', '50000', '0', 9));
    expect([order.progress.firstFillAt, order.updatedAt]).toEqual([5, 9]);
  });

  it('sums costs that no double holds exactly', () => {
    const instrument = anInstrument({ maxLimitQuantity: '9999999999' });
    const fill = (lots: number, ticks: number): OrderEvent => ({
      type: 'order.filled',
      clientOrderId: 'order1',
      at: 1,
      fill: aFill({ instrument, quantity: instrument.quantityOf(lots), price: instrument.priceOf(ticks) }),
    });
    const lots = fc.integer({ min: 1, max: 2 ** 40 });
    const ticks = fc.integer({ min: 1, max: 2 ** 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(lots, ticks), { minLength: 1, maxLength: 6 }), (fills) => {
        const total = fills.reduce((sum, [count]) => sum + count, 0);
        const order = anOrder({ instrument, quantity: instrument.quantityOf(total) });
        const done = told(order, ...fills.map(([count, price]) => fill(count, price)));
        const cost = fills.reduce((sum, [count, price]) => sum + BigInt(exactProduct(count, price)), 0n);
        expect([BigInt(done.progress.filledCost), done.state]).toEqual([cost, 'filled']);
      }),
    );
  });
});

describe('an amendment', () => {
  const amendedTo = (lots: number): OrderEvent => ({
    type: 'order.amended',
    clientOrderId: 'order1',
    at: 9,
    lots,
    limitTicks: 490_000,
    triggerTicks: null,
  });

  it('changes quantity and price', () => {
    const order = told(anOrder(), amendedTo(50));
    expect([order.quantity.toFixed(), order.limitPrice?.toFixed(), order.state]).toEqual(['0.005', '49000', 'working']);
  });

  it('down to what is filled completes the order', () => {
    const order = told(anOrder({ filledQuantity: '0.004' }), amendedTo(40));
    expect([order.state, order.remainingQuantity.toFixed()]).toEqual(['filled', '0']);
  });

  it('never takes back what is filled', () => {
    expect(told(anOrder({ filledQuantity: '0.004' }), amendedTo(10)).quantity.toFixed()).toBe('0.004');
  });
});

describe('an event', () => {
  it('makes a new order and leaves the old one as it was', () => {
    const before = anOrder();
    told(before, fillOf('0.004'));
    expect([before.state, before.filledQuantity.toFixed()]).toEqual(['working', '0']);
  });

  it('that is old news gives back the very same order', () => {
    const order = anOrder({ state: 'filled' });
    expect(told(order, { type: 'order.expired', clientOrderId: 'order1', at: 99 })).toBe(order);
  });

  it('that arrives late does not turn the clock back', () => {
    const order = told(anOrder({ createdAt: 100 }), fillOf('0.001', '50000', '0', 50));
    expect(order.updatedAt).toBe(100);
  });

  it('counts how often the order was sent', () => {
    const order = anOrder({ state: 'submitted' });
    const again = told(order, { type: 'order.submitted', clientOrderId: 'order1', at: 9 });
    expect([again.progress.attempts, again.progress.submittedAt]).toEqual([2, 9]);
  });

  it('that cannot happen names order, state and event', () => {
    try {
      told(anOrder({ state: 'filled' }), fillOf('0.001'));
    } catch (error) {
      expect(isBrokerError(error) && error.details).toEqual({
        clientOrderId: 'order1',
        state: 'filled',
        event: 'order.filled',
      });
    }
    expect.assertions(1);
  });
});

describe('what an order remembers', () => {
  const cause = new ConnectivityError('No answer.', { code: 'net/timeout' });
  const rejection = { reason: 'other', venueCode: '51000', venueMessage: 'No.', figures: {} } as const;
  const denial = { code: 'trading_paused', message: 'Paused.', figures: {}, nearest: null } as const;
  const heard = { clientOrderId: 'order1', at: 9 } as const;

  it.each<[string, OrderState, OrderEvent, Partial<OrderProgress>]>([
    [
      'of being sent is when, and how often',
      'pending',
      { ...heard, type: 'order.submitted' },
      { state: 'submitted', submittedAt: 9, attempts: 1 },
    ],
    [
      'of a lost answer is its cause',
      'submitted',
      { ...heard, type: 'order.unresolved', cause },
      { state: 'unresolved', unresolvedCause: cause },
    ],
    [
      'of its acknowledgement is when, and the venue’s id',
      'submitted',
      { ...heard, type: 'order.acknowledged', venueOrderId: 'V7' },
      { state: 'working', acknowledgedAt: 9, venueOrderId: 'V7' },
    ],
    [
      'of being armed is when, and the venue’s id',
      'submitted',
      { ...heard, type: 'order.armed', venueOrderId: 'V7' },
      { state: 'armed', acknowledgedAt: 9, venueOrderId: 'V7' },
    ],
    [
      'of its trigger is when',
      'submitted',
      { ...heard, type: 'order.triggered' },
      { state: 'working', triggeredAt: 9 },
    ],
    [
      'of an amendment is quantity and prices',
      'working',
      { ...heard, type: 'order.amended', lots: 80, limitTicks: 480_000, triggerTicks: 470_000 },
      { lots: 80, limitTicks: 480_000, triggerTicks: 470_000 },
    ],
    ['of a refused amendment is nothing', 'working', { ...heard, type: 'order.amend_rejected', rejection }, {}],
    ['of a refused cancel is nothing', 'working', { ...heard, type: 'order.cancel_rejected', rejection }, {}],
    [
      'of its cancel is the reason',
      'working',
      { ...heard, type: 'order.canceled', reason: 'self_trade' },
      { state: 'canceled', cancelReason: 'self_trade' },
    ],
    ['of its expiry is the state', 'working', { ...heard, type: 'order.expired' }, { state: 'expired' }],
    [
      'of its rejection is what the venue said',
      'submitted',
      { ...heard, type: 'order.rejected', rejection },
      { state: 'rejected', rejection },
    ],
    ['of its denial is the denial', 'pending', { ...heard, type: 'order.denied', denial }, { state: 'denied', denial }],
    ['of not being placed is the state', 'unresolved', { ...heard, type: 'order.not_placed' }, { state: 'not_placed' }],
  ])('%s', (_what, state, event, learned) => {
    const before = anOrder({ state });
    expect(told(before, event).progress).toEqual({ ...before.progress, ...learned, updatedAt: 9 });
  });

  it('of a fill is quantity, cost, fee and when it was first', () => {
    const before = anOrder();
    const after = told(before, fillOf('0.004', '49000', '0.1', 9));
    expect(after.progress).toEqual({
      ...before.progress,
      state: 'partially_filled',
      filledLots: 40,
      filledCost: 40 * 490_000,
      feeMoney: 10n ** 31n,
      firstFillAt: 9,
      updatedAt: 9,
    });
  });

  it('of the venue’s id and the acknowledgement is not changed by a fill', () => {
    const before = anOrder({ venueOrderId: 'V7', createdAt: 3 });
    const { venueOrderId, acknowledgedAt } = told(before, fillOf('0.004', '49000', '0', 9)).progress;
    expect([venueOrderId, acknowledgedAt]).toEqual(['V7', 3]);
  });

  it('is not touched by what cannot happen, which is said', () => {
    expect(() => told(anOrder({ state: 'denied' }), { ...heard, type: 'order.submitted' })).toThrow(
      'The order order1 is denied; order.submitted cannot happen to it.',
    );
  });

  it('names the order that filled more than was ordered', () => {
    expect(() => told(anOrder(), fillOf('0.0101'))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('filled more than was ordered'),
        details: expect.objectContaining({ clientOrderId: 'order1' }),
      }),
    );
  });
});

describe('an amendment of an order whose acknowledgement is outstanding', () => {
  it.each(['submitted', 'unresolved'] as const)('shows that a %s order works', (state) => {
    const event: OrderEvent = {
      type: 'order.amended',
      clientOrderId: 'order1',
      at: 9,
      lots: 50,
      limitTicks: 1,
      triggerTicks: null,
    };
    expect(told(anOrder({ state }), event).state).toBe('working');
  });
});
