import type { ExchangeState } from './exchange-state.ts';
import { work } from './matching.ts';

/** Lets an order that is in no book meet the market: at once, or in a bar under way when its path comes to this instant. */
export function workInTime(state: ExchangeState, slot: number): void {
  const { market } = state.orders.exposureOf(slot);
  if (!market.isUnderWay(state.now)) work(state, slot);
  else market.agenda.enter(state.now, { type: 'work', sequence: state.orders.sequence[slot]! });
}
