import { Decimal } from '../../../domain/decimal.ts';
import { type PricedEntry, sizingPrice } from '../entry-case.ts';
import { clamp, type Finding, flag, refuse } from '../verdict.ts';

/** Share of a size that may fall to rounding before it is told. */
const NOTABLE = '0.1';

/** The size on whole lots, rounded down: what was stated in coins or contracts is told where it changes. */
export function wholeLots(entry: PricedEntry, wanted: Decimal, findings: Finding[]): number {
  const { instrument, proposal } = entry;
  const lots = instrument.lots(wanted, 'down');
  const after = instrument.quantityOf(lots);
  if (lots < instrument.minLots) {
    findings.push(belowMinimum(entry, wanted));
    return 0;
  }
  if (after.eq(wanted)) return lots;
  const figures = { lot: instrument.lotSize.toFixed() };
  const isStated = proposal.size?.unit === 'base' || proposal.size?.unit === 'contracts';
  const message = `Quantities of ${instrument.id} are whole lots of ${figures.lot}; the size is rounded down.`;
  if (isStated) findings.push(clamp('lot_step', message, { before: wanted, after }, figures));
  else if (wanted.sub(after).div(wanted).gt(NOTABLE)) {
    findings.push(flag('lot_step', message, { ...figures, wanted: printed(wanted), after: after.toFixed() }));
  }
  return lots;
}

/** The refusal of a size below the smallest order: it is never bumped up. */
export function belowMinimum({ instrument }: PricedEntry, wanted: Decimal): Finding {
  const minimum = instrument.minQuantity.toFixed();
  const message = `The size comes to ${printed(wanted)}, below the smallest order of ${instrument.id}, ${minimum}; it is never bumped up.`;
  return refuse('minimum_size', message, { requested: printed(wanted), minimum, lot: instrument.lotSize.toFixed() });
}

/** No more than the venue takes in one order. */
export function largestOrder(entry: PricedEntry, lots: number, findings: Finding[]): number {
  const { instrument, proposal } = entry;
  const isMarket = proposal.limit === null;
  let most = (isMarket ? instrument.maxMarketLots : instrument.maxLimitLots) ?? Number.POSITIVE_INFINITY;
  if (isMarket && instrument.maxMarketValue !== null) {
    most = Math.min(most, instrument.lots(instrument.maxMarketValue.div(sizingPrice(entry)), 'down'));
  }
  if (lots <= most) return lots;
  const change = { before: instrument.quantityOf(lots), after: instrument.quantityOf(most) };
  const type = isMarket ? 'market' : 'limit';
  const message = `The largest ${type} order of ${instrument.id} is ${change.after.toFixed()} now.`;
  findings.push(clamp('maximum_size', message, change, { maximum: change.after.toFixed() }));
  return most;
}

function printed(quantity: Decimal): string {
  return quantity.toSignificantDigits(8, Decimal.ROUND_DOWN).toFixed();
}
