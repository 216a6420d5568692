import type { ExchangeState } from './exchange-state.ts';
import { checkLiquidations, settleFlat } from './liquidation.ts';
import type { Market } from './market.ts';
import { workWaiting } from './matching.ts';
import { growFollowers } from './position-protection.ts';
import { coverEntries } from './protection.ts';
import { fireTriggers, followPrice } from './triggers.ts';

/** {@link settleAll}, where a trade has left anything to do; after most calls none has. */
export function settle(state: ExchangeState): void {
  if (state.aftermath.isDue) settleAll(state);
}

/** Does what follows from trades, until nothing follows any more: protection, flat positions, prices that moved. */
function settleAll(state: ExchangeState): void {
  const { aftermath } = state;
  const { flattened, uncovered, outgrown, offered, moved } = aftermath;
  while (true) {
    if (flattened.length > 0) {
      settleFlat(state, flattened.shift()!);
    } else if (uncovered.length > 0) {
      coverEntries(state);
    } else if (outgrown.length > 0) {
      growFollowers(state);
    } else if (offered.length > 0) {
      workWaiting(state, offered.pop()!);
    } else if (moved.length > 0) {
      const market = moved.pop()!;
      market.hasMoved = false;
      if (market.waiting.length > 0) workWaiting(state, market);
      react(state, market);
    } else {
      aftermath.isDue = false;
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
