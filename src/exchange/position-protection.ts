import type { ExchangeState } from './exchange-state.ts';
import { ASK, BID } from './order-slots.ts';
import { enlarge } from './protection.ts';

/** Lets the orders that follow a position's size grow with it, as far as the largest order goes. */
export function growFollowers(state: ExchangeState): void {
  for (const exposure of state.aftermath.outgrown.splice(0)) {
    const held = Math.abs(exposure.lots);
    const side = exposure.lots > 0 ? ASK : BID;
    for (const slot of [...exposure.reducing]) {
      if (!state.orders.isOpen(slot) || !state.orders.follows(slot) || state.slots.side[slot] !== side) continue;
      const { maxLimitLots, maxMarketLots } = exposure.instrument;
      const most = (state.slots.ticks[slot] === 0 ? maxMarketLots : maxLimitLots) ?? Number.POSITIVE_INFINITY;
      enlarge(state, slot, Math.min(held, most) - state.slots.lots[slot]!);
    }
  }
}
