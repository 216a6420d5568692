import { Decimal, ZERO } from '../../../domain/decimal.ts';
import { heldOf, type PricedEntry, signedQuantity, sizingPrice } from '../entry-case.ts';
import { clamp, type Finding, refuse } from '../verdict.ts';

/** What an order would bind: margin, fee, and what a lower leverage asks of the position that is held. */
interface Cost {
  /** For one base unit that opens. */
  readonly perUnit: Decimal;
  /** Whatever the size. */
  readonly fixed: Decimal;
  /** Base units of the order that only close. */
  readonly closing: Decimal;
}

/** The lots that free margin pays for, fees included, with what siblings have taken up; 0 where it pays for none. */
export function affordableLots(entry: PricedEntry, lots: number, leverage: Decimal, findings: Finding[]): number {
  const { symbol, siblings, instrument } = entry;
  const reserved = siblings.reserved(instrument.settleCurrency);
  const cost = costOf(entry, leverage);
  const quantity = instrument.quantityOf(lots);
  const needed = neededFor(cost, quantity);
  const available = Decimal.max(symbol.free.sub(reserved), ZERO);
  if (needed.lte(available)) return lots;
  const spendable = Decimal.max(available.sub(cost.fixed), ZERO);
  const allowed = Math.min(lots, instrument.lots(cost.closing.add(spendable.div(cost.perUnit)), 'down'));
  const figures = {
    needed: printed(needed),
    available: printed(available),
    reservedBySiblings: printed(reserved),
    leverage: leverage.toFixed(),
  };
  const message = `It needs ${figures.needed} of margin and fees; ${figures.available} is free.`;
  if (allowed < instrument.minLots) {
    findings.push(refuse('affordability', `${message} Not even the smallest order is possible.`, figures));
    return 0;
  }
  const after = instrument.quantityOf(allowed);
  findings.push(
    clamp('affordability', `${message} ${after.toFixed()} is possible.`, { before: quantity, after }, figures),
  );
  return allowed;
}

/** Margin and fees that an order of so many lots would bind. */
export function marginNeeded(entry: PricedEntry, lots: number, leverage: Decimal): Decimal {
  return neededFor(costOf(entry, leverage), entry.instrument.quantityOf(lots));
}

function neededFor({ perUnit, fixed, closing }: Cost, quantity: Decimal): Decimal {
  return Decimal.max(quantity.sub(closing), ZERO).mul(perUnit).add(fixed);
}

function costOf(entry: PricedEntry, leverage: Decimal): Cost {
  const { policy, proposal, symbol, live, side } = entry;
  // A market order may meet a worse price than the one that is known.
  const allowance = proposal.limit === null ? policy.slippageAllowance : ZERO;
  const price = sizingPrice(entry).mul(allowance.add(1));
  const held = heldOf(entry);
  const signed = signedQuantity(held);
  const isOpposite = !signed.isZero() && signed.isPositive() !== (side === 'buy');
  const present = held === null || entry.instrument.type === 'spot' ? leverage : held.leverage;
  const value = signed.abs().mul(live.entry);
  return {
    perUnit: price.div(leverage).add(price.mul(symbol.takerFeeRate)),
    fixed: leverage.lt(present) ? value.div(leverage).sub(value.div(present)) : ZERO,
    closing: isOpposite ? Decimal.max(signed.abs().sub(restingBeside(entry)), ZERO) : ZERO,
  };
}

/** Base units that orders of the same side may take of the position first. */
function restingBeside({ view, side, instrument }: PricedEntry): Decimal {
  return view.openOrders
    .filter((order) => order.instrument === instrument.id && order.side === side && order.effect === 'open')
    .reduce((sum, { remainingQuantity }) => sum.add(remainingQuantity), ZERO);
}

function printed(amount: Decimal): string {
  return amount.toDecimalPlaces(8).toFixed();
}
