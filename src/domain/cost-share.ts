import { Decimal, type DecimalText, toDecimal } from './decimal.ts';

/** Prices of a million tokens have fewer decimals than six, so every cost lies on this grid. */
const GRID_DECIMALS = 12;

/** What falls on each of several decisions of one answer: equal shares to the 12th decimal, the first ones bearing the rest; their sum is the cost. */
export function costPerDecision(costUsd: DecimalText, decisions: number): readonly DecimalText[] {
  const cost = toDecimal(costUsd, 'cost');
  const unit = new Decimal(10).pow(-GRID_DECIMALS);
  const share = cost.div(Math.max(1, decisions)).toDecimalPlaces(GRID_DECIMALS, Decimal.ROUND_DOWN);
  let rest = cost.sub(share.mul(decisions));
  return Array.from({ length: decisions }, (_, index) => {
    const extra = index === decisions - 1 ? rest : Decimal.min(unit, rest);
    rest = rest.sub(extra);
    return share.add(extra).toFixed();
  });
}
