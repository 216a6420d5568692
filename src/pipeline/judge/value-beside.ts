import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import type { JudgeView } from './judge-view.ts';

/** What is held and ordered beside the trading symbols. */
export interface ValueBeside {
  /** At the highest price in question, open orders counted as filled on the side where they make a position larger. */
  readonly value: Decimal;
  /** Instruments of which no price is known. */
  readonly unvalued: readonly string[];
}

interface Stake {
  /** Signed base units. */
  held: Decimal;
  notional: Decimal;
  /** Of one base unit, at the highest price in question. */
  unitValue: Decimal;
  bought: Decimal;
  sold: Decimal;
}

/** Reckons it as the risk guard does, from what the view says: of these instruments it has neither rules nor prices. */
export function valueBeside({ symbols, positions, openOrders }: JudgeView, usualMode: MarginMode): ValueBeside {
  const trading = new Set(symbols.map(({ instrument }) => instrument.id));
  const stakes = new Map<string, Stake>();
  const unvalued = new Set<string>();
  const stakeOf = (instrument: string, marginMode: MarginMode): Stake => {
    const key = `${instrument}|${marginMode}`;
    const stake = stakes.get(key) ?? { held: ZERO, notional: ZERO, unitValue: ZERO, bought: ZERO, sold: ZERO };
    stakes.set(key, stake);
    return stake;
  };
  for (const { instrument, marginMode, side, quantity, notional } of positions ?? []) {
    if (trading.has(instrument)) continue;
    if (notional === null) {
      unvalued.add(instrument);
      continue;
    }
    const stake = stakeOf(instrument, marginMode);
    stake.held = side === 'long' ? quantity : quantity.neg();
    stake.notional = notional;
    if (quantity.gt(0)) stake.unitValue = notional.div(quantity);
  }
  for (const { instrument, marginMode = usualMode, side, effect, remainingQuantity, price } of openOrders) {
    if (trading.has(instrument) || effect !== 'open') continue;
    if (marginMode === 'cash' && side === 'sell') continue;
    if (price === null || !price.gt(0)) {
      unvalued.add(instrument);
      continue;
    }
    const stake = stakeOf(instrument, marginMode);
    stake.unitValue = Decimal.max(stake.unitValue, price);
    if (side === 'buy') stake.bought = stake.bought.add(remainingQuantity);
    else stake.sold = stake.sold.add(remainingQuantity);
  }
  return { value: [...stakes.values()].reduce((sum, stake) => sum.add(worthOf(stake)), ZERO), unvalued: [...unvalued] };
}

function worthOf({ held, notional, unitValue, bought, sold }: Stake): Decimal {
  if (bought.isZero() && sold.isZero()) return notional;
  return Decimal.max(held.abs(), held.add(bought), sold.sub(held)).mul(unitValue);
}
