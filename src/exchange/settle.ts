import type { ExchangeState } from './exchange-state.ts';
import { checkLiquidations, settleFlat } from './liquidation.ts';
import type { Market } from './market.ts';
import { workWaiting } from './matching.ts';
import { growFollowers } from './position-protection.ts';
import { coverEntries } from './protection.ts';
import { fireTriggers, followPrice } from './triggers.ts';

/** {@link settleAll}, where a trade has left anything to do; after most calls none has. */
export function settle(state: ExchangeState): void {
  const { flattened, uncovered, moved, outgrown } = state;
  if (flattened.length > 0 || uncovered.length > 0 || moved.length > 0 || outgrown.length > 0) settleAll(state);
}

/** Does what follows from trades, until nothing follows any more: protection, flat positions, prices that moved. */
function settleAll(state: ExchangeState): void {
  while (true) {
    if (state.flattened.length > 0) {
      for (const exposure of state.flattened.splice(0)) settleFlat(state, exposure);
    } else if (state.uncovered.length > 0) {
      coverEntries(state);
    } else if (state.outgrown.length > 0) {
      growFollowers(state);
    } else if (state.moved.length > 0) {
      const market = state.moved.pop()!;
      if (market.waiting.length > 0) workWaiting(state, market);
      react(state, market);
    } else {
      return;
    }
  }
}

/** Lets triggers and liquidations see a market's new prices. */
export function react(state: ExchangeState, market: Market): void {
  if (market.trailing.length > 0) followPrice(state, market);
  let again = true;
  while (again) {
    again = fireTriggers(state, market);
    if (checkLiquidations(state, market)) again = true;
  }
}

/** {@link react}, and all that follows. */
export function priceMoved(state: ExchangeState, market: Market): void {
  react(state, market);
  settle(state);
}
