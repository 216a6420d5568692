import { Decimal, type DecimalInput, ZERO } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MeasuredRiskLimits } from '../../domain/risk.ts';

/** How much of an instrument could be opened now. */
export interface AffordableSize {
  readonly instrument: Instrument;
  /** Smallest order and step, base units. */
  readonly minQuantity: Decimal;
  readonly lotSize: Decimal;
  /** By leverage, lowest first; quantities that the limits and the free margin allow, down to the lot, 0 where none. */
  readonly byLeverage: readonly { readonly leverage: Decimal; readonly maxQuantity: Decimal }[];
}

const ONE = new Decimal(1);

export interface AffordabilityView {
  readonly instrument: Instrument;
  /** Price that an entry would meet, in quote currency per base unit; `null` where none is known. */
  readonly price: Decimal | null;
  readonly equity: Decimal;
  /** Free margin in the settlement currency; for spot, free quote currency. */
  readonly free: Decimal;
  /** Value of all positions of the account, with what resting entries would add. */
  readonly grossNotional: Decimal;
  /** Value of what is held of the instrument, with what its resting entries would add; `null` where it is not known. */
  readonly heldNotional: Decimal | null;
  /** As a fraction of an order's value. */
  readonly takerFeeRate: Decimal;
  readonly limits: MeasuredRiskLimits;
  readonly leverages: readonly DecimalInput[];
}

/**
 * The largest new position of an instrument at each leverage: what the free margin pays with the fees of entry and exit,
 * and what the account's limits on margin, leverage and gross notional leave.
 *
 * The figure is that of one more order in the direction that is held: the position's limit is that of the whole, at the
 * leverage in question. The other way round there is room for the position besides.
 */
export function affordableSize(view: AffordabilityView): AffordableSize {
  const { instrument, limits } = view;
  const mostLeverage = Decimal.min(instrument.maxLeverage, new Decimal(limits.leverage).div(100));
  const leverages =
    instrument.type === 'spot'
      ? [ONE]
      : view.leverages.map((leverage) => new Decimal(leverage)).filter((leverage) => leverage.lte(mostLeverage));
  return {
    instrument,
    minQuantity: instrument.minQuantity,
    lotSize: instrument.lotSize,
    byLeverage: largest(view, leverages),
  };
}

function largest(view: AffordabilityView, leverages: readonly Decimal[]): AffordableSize['byLeverage'] {
  const { instrument, price, equity, free, grossNotional, heldNotional, takerFeeRate, limits } = view;
  if (price === null || !price.gt(0) || heldNotional === null)
    return leverages.map((leverage) => ({ leverage, maxQuantity: ZERO }));
  const usable = Decimal.max(equity, ZERO);
  const margin = Decimal.max(free, ZERO);
  const fees = takerFeeRate.mul(2);
  const positionMargin = usable.mul(limits.positionMarginPpm.toString()).div(1_000_000);
  const byGross = usable.mul(limits.grossNotionalPpm.toString()).div(1_000_000).sub(grossNotional);
  const { lotSize } = instrument;
  const most = (instrument.maxMarketQuantity ?? instrument.maxLimitQuantity).divToInt(lotSize);
  const fewest = instrument.minQuantity.div(lotSize);
  const lotValue = price.mul(lotSize);
  return leverages.map((leverage) => {
    // A unit of value costs its margin, and the fee on the way in and on the way out.
    const byMargin = margin.mul(leverage).div(fees.mul(leverage).add(1));
    const byPosition = positionMargin.mul(leverage).sub(heldNotional);
    const value = Decimal.min(byMargin, byPosition, byGross);
    if (!value.gt(0)) return { leverage, maxQuantity: ZERO };
    const lots = Decimal.min(value.divToInt(lotValue), most);
    return { leverage, maxQuantity: lots.lt(fewest) ? ZERO : lots.mul(lotSize) };
  });
}
