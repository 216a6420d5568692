import { CANCEL_REASONS, type CancelReason } from '../domain/denial.ts';
import {
  LIFECYCLE,
  nextState,
  ORDER_EVENT_TYPES,
  ORDER_STATES,
  type OrderEventType,
  type OrderState,
} from '../domain/order-lifecycle.ts';
import { invariant } from '../errors/index.ts';

/** An order's state and what happens to it as small integers, for typed columns. All are read off the domain's table. */
export type StateCode = number;
export type EventCode = number;

export const stateCode = (state: OrderState): StateCode => ORDER_STATES.indexOf(state);
export const eventCode = (event: OrderEventType): EventCode => ORDER_EVENT_TYPES.indexOf(event);
export const reasonCode = (reason: CancelReason): number => CANCEL_REASONS.indexOf(reason) + 1;
export const reasonOf = (code: number): CancelReason | null => CANCEL_REASONS[code - 1] ?? null;
export const stateOf = (code: StateCode): OrderState => ORDER_STATES[code]!;

const EVENTS = ORDER_EVENT_TYPES.length;
const ILLEGAL = 255;

/** State after each event in each state, incomplete and complete; {@link ILLEGAL} where the exchange may not go. */
const NEXT = new Uint8Array(ORDER_STATES.length * EVENTS * 2).fill(ILLEGAL);
for (const state of ORDER_STATES) {
  for (const event of ORDER_EVENT_TYPES) {
    if (LIFECYCLE[state][event] !== 'apply') continue;
    const cell = (stateCode(state) * EVENTS + eventCode(event)) * 2;
    NEXT[cell] = stateCode(nextState(state, event, false));
    NEXT[cell + 1] = stateCode(nextState(state, event, true));
  }
}

/** The state after an event. The exchange is the source of events, so an old or illegal one is a fault of its own. */
export function stateAfter(state: StateCode, event: EventCode, complete: 0 | 1): StateCode {
  const next = NEXT[(state * EVENTS + event) * 2 + complete]!;
  if (next === ILLEGAL) {
    invariant(false, 'The exchange tried a step that the order lifecycle does not know.', {
      state: stateOf(state),
      event: ORDER_EVENT_TYPES[event]!,
    });
  }
  return next;
}

export const SUBMITTED = stateCode('submitted');
export const ARMED = stateCode('armed');
export const WORKING = stateCode('working');
export const PARTIALLY_FILLED = stateCode('partially_filled');

/** Whether the order can still trade: armed, working or partly filled. */
export function isOpen(state: StateCode): boolean {
  return state >= ARMED && state <= PARTIALLY_FILLED;
}
invariant(WORKING === ARMED + 1 && PARTIALLY_FILLED === WORKING + 1, 'The open states are not neighbours.');

export const ACKNOWLEDGED = eventCode('order.acknowledged');
export const ARM = eventCode('order.armed');
export const TRIGGERED = eventCode('order.triggered');
export const FILL = eventCode('order.filled');
export const AMENDED = eventCode('order.amended');
export const CANCEL = eventCode('order.canceled');
export const EXPIRE = eventCode('order.expired');
export const REJECT = eventCode('order.rejected');
