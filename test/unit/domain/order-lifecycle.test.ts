import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import {
  isTerminal,
  LIFECYCLE,
  nextState,
  ORDER_EVENT_TYPES,
  ORDER_STATES,
  type OrderEventType,
  type OrderState,
  TERMINAL_STATES,
} from '../../../src/domain/order-lifecycle.ts';
import { ConnectivityError, isBrokerError } from '../../../src/errors/index.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';

const REJECTION = { reason: 'other', venueCode: '1', venueMessage: 'no', figures: {} } as const;
const DENIAL = { code: 'trading_paused', message: '', figures: {}, nearest: null } as const;
const heard = { clientOrderId: 'order1', at: 7 };

/** One event of each type; the fill is of 0.004 of the 0.01 that {@link anOrder} asks for. */
const EVENTS: { readonly [Type in OrderEventType]: Extract<OrderEvent, { readonly type: Type }> } = {
  'order.submitted': { ...heard, type: 'order.submitted' },
  'order.unresolved': {
    ...heard,
    type: 'order.unresolved',
    cause: new ConnectivityError('x', { code: 'net/timeout' }),
  },
  'order.acknowledged': { ...heard, type: 'order.acknowledged', venueOrderId: 'v' },
  'order.armed': { ...heard, type: 'order.armed', venueOrderId: 'v' },
  'order.triggered': { ...heard, type: 'order.triggered' },
  'order.filled': { ...heard, type: 'order.filled', fill: aFill({ quantity: '0.004' }) },
  'order.amended': { ...heard, type: 'order.amended', lots: 80, limitTicks: 490_000, triggerTicks: null },
  'order.amend_rejected': { ...heard, type: 'order.amend_rejected', rejection: REJECTION },
  'order.cancel_rejected': { ...heard, type: 'order.cancel_rejected', rejection: REJECTION },
  'order.canceled': { ...heard, type: 'order.canceled', reason: 'requested' },
  'order.expired': { ...heard, type: 'order.expired' },
  'order.rejected': { ...heard, type: 'order.rejected', rejection: REJECTION },
  'order.denied': { ...heard, type: 'order.denied', denial: DENIAL },
  'order.not_placed': { ...heard, type: 'order.not_placed' },
};

function orderIn(state: OrderState): Order {
  if (state === 'armed') {
    return anOrder({ state, pricing: { type: 'stop_market', trigger: { price: '51000' } } });
  }
  return anOrder({ state, ...(state === 'partially_filled' ? { filledQuantity: '0.003' } : {}) });
}

/** The state after the event, `=` for old news, `!` for what cannot happen. */
function outcome(state: OrderState, event: OrderEventType): string {
  const order = orderIn(state);
  try {
    const after = applyOrderEvent(order, EVENTS[event]);
    return after === order ? '=' : after.state;
  } catch (error) {
    if (isBrokerError(error, 'venue/illegal_transition')) return '!';
    throw error;
  }
}

/** Written out by hand, one row per state in the order of the events' list. */
const EXPECTED: Readonly<Record<OrderState, string>> = {
  pending: 'submitted ! ! ! ! ! ! ! ! canceled expired ! denied not_placed',
  submitted:
    'submitted unresolved working armed working partially_filled working submitted submitted canceled expired rejected ! not_placed',
  unresolved:
    '= unresolved working armed working partially_filled working unresolved unresolved canceled expired rejected ! not_placed',
  armed: '= = = = working partially_filled armed armed armed canceled expired rejected ! !',
  working: '= = = = = partially_filled working working working canceled expired ! ! !',
  partially_filled:
    '= = = = = partially_filled partially_filled partially_filled partially_filled canceled expired ! ! !',
  filled: '= = = = = ! = = = = = = ! !',
  canceled: '= = = = = canceled = = = = = = ! !',
  expired: '= = = = = expired = = = = = = ! !',
  rejected: '= = = = = partially_filled = = = = = = ! =',
  denied: '! ! ! ! ! ! ! ! ! ! ! ! = !',
  not_placed: '= = working armed = partially_filled = = = canceled = = ! =',
};

const ROWS = ORDER_STATES.flatMap((state) => {
  const expected = EXPECTED[state].split(' ');
  return ORDER_EVENT_TYPES.map((event, index) => [state, event, expected[index] ?? 'missing'] as const);
});

describe('an order', () => {
  it.each(ROWS)('that is %s and hears %s becomes %s', (state, event, expected) => {
    expect(outcome(state, event)).toBe(expected);
  });

  it.each(ORDER_STATES.map((state) => [state, (TERMINAL_STATES as readonly string[]).includes(state)] as const))(
    'that is %s is at its end: %s',
    (state, expected) => {
      expect([isTerminal(state), orderIn(state).isTerminal]).toEqual([expected, expected]);
    },
  );
});

describe('the lifecycle table', () => {
  it('has a row for each state and no other', () => {
    expect([Object.keys(LIFECYCLE).sort(), [...ORDER_STATES]]).toEqual([
      Object.keys(EXPECTED).sort(),
      Object.keys(EXPECTED),
    ]);
  });

  it('speaks of the events that are listed and no others', () => {
    const spokenOf = new Set(Object.values(LIFECYCLE).flatMap((row) => Object.keys(row)));
    expect([...spokenOf].sort()).toEqual(Object.keys(EVENTS).sort());
  });

  it.each(ORDER_STATES)('says of %s only apply or stale', (state) => {
    const other = Object.entries(LIFECYCLE[state]).filter(([, verdict]) => !['apply', 'stale'].includes(verdict));
    expect(other).toEqual([]);
  });

  it('ends in the states that are listed as ends', () => {
    const ends = ['filled', 'canceled', 'expired', 'rejected', 'denied', 'not_placed'];
    expect([
      [...TERMINAL_STATES],
      Object.keys(EXPECTED)
        .filter((state) => isTerminal(state as OrderState))
        .sort(),
    ]).toEqual([ends, [...ends].sort()]);
  });

  it.each(ROWS.filter(([, , after]) => after !== '=' && after !== '!'))(
    'leads an order that is %s and hears %s to %s, whoever reads it',
    (state, event, after) => {
      expect(nextState(state, event, false)).toBe(after);
    },
  );

  it.each([
    ['order.filled', 'working'],
    ['order.filled', 'canceled'],
    ['order.amended', 'partially_filled'],
  ] as const)('leads by %s from %s to filled when nothing is left', (event, state) => {
    expect(nextState(state, event, true)).toBe('filled');
  });
});
