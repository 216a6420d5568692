import { Decimal, ZERO } from '../../domain/decimal.ts';
import { drawdown } from '../../domain/drawdown.ts';
import { toMoney } from '../../domain/money.ts';
import type { StatedRisk } from '../../domain/proposal.ts';
import { expectedPrice, heldOf, type PricedEntry, signedQuantity } from './entry-case.ts';
import type { JudgedPosition, JudgeView } from './judge-view.ts';
import type { ActualRisk, RiskComparison } from './verdict.ts';

/** Standard deviations of a normal distribution that 95 of 100 days stay above. */
const Z_95 = '1.645';
const DIGITS = 12;

export const UNKNOWN_RISK: ActualRisk = {
  margin: null,
  notional: null,
  leverage: null,
  lossAtStop: null,
  targetExposureFraction: null,
  maxLoss: null,
  valueAtRisk: null,
  maxDrawdownFraction: null,
};

/**
 * The risk of an entry of so much, at the live price.
 *
 * Exposure and value at risk are those of the position that results. Without a stop the largest loss is the whole value,
 * or for a short and beyond equity the equity.
 */
export function riskOfEntry(entry: PricedEntry, quantity: Decimal, leverage: Decimal): ActualRisk {
  const { proposal, side, symbol, view, instrument } = entry;
  const price = expectedPrice(entry);
  const notional = quantity.mul(price);
  const change = side === 'buy' ? quantity : quantity.neg();
  const resulting = signedQuantity(heldOf(entry)).add(change).mul(price);
  const lossAtStop =
    proposal.stop === null
      ? null
      : price.sub(proposal.stop).abs().add(price.add(proposal.stop).mul(symbol.takerFeeRate)).mul(quantity);
  const unprotected = side === 'buy' ? Decimal.min(notional, view.equity) : view.equity;
  const maxLoss = lossAtStop ?? unprotected;
  return rounded({
    margin: notional.div(leverage),
    notional,
    leverage,
    lossAtStop,
    ...riskOfPosition(view, instrument.id, resulting, maxLoss),
  });
}

/** The risk of what is held of an instrument; of nothing where nothing is. */
export function riskOfHolding(view: JudgeView, instrument: string): ActualRisk {
  const held = view.positions?.filter((position) => position.instrument === instrument) ?? null;
  if (held === null || held.length > 1) return UNKNOWN_RISK;
  const [only] = held;
  if (only === undefined) return NO_RISK;
  const { notional, side, leverage } = only;
  if (notional === null) return UNKNOWN_RISK;
  const lossAtStop = lossOfHolding(only, notional);
  const unprotected = side === 'long' ? Decimal.min(notional, view.equity) : view.equity;
  return rounded({
    margin: only.marginMode === 'cash' ? notional : notional.div(leverage),
    notional,
    leverage: only.marginMode === 'cash' ? new Decimal(1) : leverage,
    lossAtStop,
    ...riskOfPosition(view, instrument, side === 'long' ? notional : notional.neg(), lossAtStop ?? unprotected),
  });
}

/** What is left of risk where a position is closed. */
export const NO_RISK: ActualRisk = {
  margin: ZERO,
  notional: ZERO,
  leverage: null,
  lossAtStop: null,
  targetExposureFraction: ZERO,
  maxLoss: ZERO,
  valueAtRisk: ZERO,
  maxDrawdownFraction: null,
};

/** The stated figures beside the actual ones, where both are known. */
export function compareRisk(stated: StatedRisk, actual: StatedRisk, tolerance: Decimal): readonly RiskComparison[] {
  const names = ['targetExposureFraction', 'maxLoss', 'valueAtRisk', 'maxDrawdownFraction'] as const;
  return names.flatMap((figure) => {
    const [said, is] = [stated[figure], actual[figure]];
    if (said === null || is === null) return [];
    const isExceeded = is.abs().gt(said.abs().mul(tolerance.add(1)));
    return [{ figure, stated: said, actual: is, isExceeded }];
  });
}

function lossOfHolding({ stopPrice, quantity, side }: JudgedPosition, notional: Decimal): Decimal | null {
  if (stopPrice == null) return null;
  const atStop = stopPrice.mul(quantity);
  return Decimal.max(side === 'long' ? notional.sub(atStop) : atStop.sub(notional), ZERO);
}

function riskOfPosition(
  { equity, dayHighWater, symbols }: JudgeView,
  instrument: string,
  signedValue: Decimal,
  maxLoss: Decimal,
): StatedRisk {
  const volatility = symbols.find((symbol) => symbol.instrument.id === instrument)?.dailyVolatility ?? null;
  return {
    targetExposureFraction: equity.gt(0) ? signedValue.div(equity) : null,
    maxLoss,
    valueAtRisk: volatility === null ? null : signedValue.abs().mul(volatility).mul(Z_95),
    maxDrawdownFraction: drawdown(toMoney(Decimal.max(dayHighWater, equity)), toMoney(equity.sub(maxLoss))),
  };
}

function rounded(risk: ActualRisk): ActualRisk {
  const cut = (figure: Decimal | null) => figure?.toDecimalPlaces(DIGITS) ?? null;
  return {
    margin: cut(risk.margin),
    notional: cut(risk.notional),
    leverage: cut(risk.leverage),
    lossAtStop: cut(risk.lossAtStop),
    targetExposureFraction: cut(risk.targetExposureFraction),
    maxLoss: cut(risk.maxLoss),
    valueAtRisk: cut(risk.valueAtRisk),
    maxDrawdownFraction: cut(risk.maxDrawdownFraction),
  };
}
