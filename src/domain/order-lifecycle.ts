/** Where an order stands. `denied`: we refused; `rejected`: the venue refused; `unresolved`: sent, outcome not known yet; `not_placed`: proven never to have reached the book. */
export const ORDER_STATES = [
  'pending',
  'submitted',
  'unresolved',
  'armed',
  'working',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'denied',
  'not_placed',
] as const;
/** One of {@link ORDER_STATES}. */
export type OrderState = (typeof ORDER_STATES)[number];

/** The states in which an order has ended. */
export const TERMINAL_STATES = ['filled', 'canceled', 'expired', 'rejected', 'denied', 'not_placed'] as const;
/** One of {@link TERMINAL_STATES}. */
export type TerminalState = (typeof TERMINAL_STATES)[number];

/** Everything that can happen to an order. */
export const ORDER_EVENT_TYPES = [
  'order.submitted',
  'order.unresolved',
  'order.acknowledged',
  'order.armed',
  'order.triggered',
  'order.filled',
  'order.amended',
  'order.amend_rejected',
  'order.cancel_rejected',
  'order.canceled',
  'order.expired',
  'order.rejected',
  'order.denied',
  'order.not_placed',
] as const;
/** One of {@link ORDER_EVENT_TYPES}. */
export type OrderEventType = (typeof ORDER_EVENT_TYPES)[number];

/** `apply` changes the order; `stale` is old news and changes nothing; a missing entry is illegal. */
export type Verdict = 'apply' | 'stale';
type Row = Partial<Record<OrderEventType, Verdict>>;

const LATE: Row = {
  'order.submitted': 'stale',
  'order.unresolved': 'stale',
  'order.acknowledged': 'stale',
  'order.armed': 'stale',
  'order.triggered': 'stale',
  'order.amended': 'stale',
  'order.amend_rejected': 'stale',
  'order.cancel_rejected': 'stale',
  'order.rejected': 'stale',
};

/** A terminal order on which a cancel or an expiry is heard again. */
const ENDED: Row = { ...LATE, 'order.canceled': 'stale', 'order.expired': 'stale' };

const LIVE: Row = {
  'order.submitted': 'stale',
  'order.unresolved': 'stale',
  'order.filled': 'apply',
  'order.amended': 'apply',
  'order.amend_rejected': 'apply',
  'order.cancel_rejected': 'apply',
  'order.canceled': 'apply',
  'order.expired': 'apply',
};

/** Answers that may meet an order whose acknowledgement has not been seen. */
const SENT: Row = {
  'order.submitted': 'apply',
  'order.unresolved': 'apply',
  'order.acknowledged': 'apply',
  'order.armed': 'apply',
  'order.triggered': 'apply',
  'order.filled': 'apply',
  'order.amended': 'apply',
  'order.cancel_rejected': 'apply',
  'order.amend_rejected': 'apply',
  'order.canceled': 'apply',
  'order.expired': 'apply',
  'order.rejected': 'apply',
  'order.not_placed': 'apply',
};

/** The one table of what may happen to an order, read by the engine, the simulated exchange and reconciliation alike. */
export const LIFECYCLE: Readonly<Record<OrderState, Partial<Record<OrderEventType, Verdict>>>> = {
  pending: {
    'order.submitted': 'apply',
    'order.denied': 'apply',
    'order.not_placed': 'apply',
    'order.canceled': 'apply',
    'order.expired': 'apply',
  },
  submitted: SENT,
  unresolved: { ...SENT, 'order.submitted': 'stale' },
  armed: {
    ...LIVE,
    'order.acknowledged': 'stale',
    'order.armed': 'stale',
    'order.triggered': 'apply',
    'order.rejected': 'apply',
  },
  working: { ...LIVE, 'order.acknowledged': 'stale', 'order.armed': 'stale', 'order.triggered': 'stale' },
  partially_filled: { ...LIVE, 'order.acknowledged': 'stale', 'order.armed': 'stale', 'order.triggered': 'stale' },
  // More fills than were ordered cannot be: a further fill here is illegal, a repeated one is dropped by its id before.
  filled: ENDED,
  // A fill can cross a cancel on the wire, so canceled is not quite the end.
  canceled: { ...ENDED, 'order.filled': 'apply' },
  expired: { ...ENDED, 'order.filled': 'apply' },
  // The venue is the truth: an order that it calls refused or absent and then fills has filled.
  rejected: { ...ENDED, 'order.filled': 'apply', 'order.not_placed': 'stale' },
  not_placed: {
    ...ENDED,
    'order.acknowledged': 'apply',
    'order.armed': 'apply',
    'order.filled': 'apply',
    'order.not_placed': 'stale',
    'order.canceled': 'apply',
  },
  denied: { 'order.denied': 'stale' },
};

/** What becomes of the state when `event` applies; `complete` says whether nothing is left to fill afterwards. */
export function nextState(state: OrderState, event: OrderEventType, complete: boolean): OrderState {
  switch (event) {
    case 'order.submitted':
      return 'submitted';
    case 'order.unresolved':
      return 'unresolved';
    case 'order.acknowledged':
    case 'order.triggered':
      return 'working';
    case 'order.armed':
      return 'armed';
    case 'order.filled':
      if (complete) return 'filled';
      return state === 'canceled' || state === 'expired' ? state : 'partially_filled';
    case 'order.amended':
      if (complete) return 'filled';
      return state === 'submitted' || state === 'unresolved' ? 'working' : state;
    case 'order.amend_rejected':
    case 'order.cancel_rejected':
      return state;
    case 'order.canceled':
      return 'canceled';
    case 'order.expired':
      return 'expired';
    case 'order.rejected':
      return 'rejected';
    case 'order.denied':
      return 'denied';
    case 'order.not_placed':
      return 'not_placed';
  }
}

/** Spelt out, because everything that happens to an order asks: comparing takes less than looking up. */
export function isTerminal(state: OrderState): state is TerminalState {
  switch (state) {
    case 'filled':
    case 'canceled':
    case 'expired':
    case 'rejected':
    case 'denied':
    case 'not_placed':
      return true;
    case 'pending':
    case 'submitted':
    case 'unresolved':
    case 'armed':
    case 'working':
    case 'partially_filled':
      return false;
  }
}
