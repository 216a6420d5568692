import { ConfigurationError } from '../errors/index.ts';
import { type DecimalInput, toDecimal } from './decimal.ts';
import type { DenialCode } from './denial.ts';
import { drawdown, drawdownReaches } from './drawdown.ts';
import type { Instrument } from './instrument.ts';
import { fromMoney, type Money, toMoney } from './money.ts';
import type { Side } from './order-intent.ts';
import { LEVERAGE_SCALE } from './position-state.ts';

/** `enforce` stops what breaks a limit; `observe` tells of it and lets it pass. */
export const RISK_MODES = ['enforce', 'observe'] as const;
/** One of {@link RISK_MODES}. */
export type RiskMode = (typeof RISK_MODES)[number];

/** How much risk an account may take. They hold for commands that open or enlarge; closing is never limited. */
export interface RiskLimits {
  /** Initial margin of the position that would result, as a fraction of equity; for spot its whole value. Default `"0.5"`. */
  readonly maxPositionMarginFraction: DecimalInput;
  /** Leverage of a position. Default `"10"`. */
  readonly maxLeverage: DecimalInput;
  /** Value of all positions together, each with its open orders counted as filled, as a multiple of equity. Default `"10"`. */
  readonly maxGrossNotionalMultiple: DecimalInput;
  /** Loss since 00:00 UTC, realized and unrealized, in the account currency; from it on nothing opens. Default `"1000"`. */
  readonly maxDailyLoss: DecimalInput;
  /** Drawdown from the highest equity of the UTC day, as a fraction; from it on opening is paused. Default `"0.05"`. */
  readonly maxDrawdownFraction: DecimalInput;
}

export const DEFAULT_RISK_LIMITS: RiskLimits = {
  maxPositionMarginFraction: '0.5',
  maxLeverage: '10',
  maxGrossNotionalMultiple: '10',
  maxDailyLoss: '1000',
  maxDrawdownFraction: '0.05',
};

/** {@link RiskLimits} in integers. */
export interface MeasuredRiskLimits {
  readonly positionMarginPpm: bigint;
  /** In hundredths. */
  readonly leverage: number;
  readonly grossNotionalPpm: bigint;
  readonly dailyLoss: Money;
  readonly drawdownPpm: number;
}

/**
 * The limits in integers; what is left out has its default. Digits beyond the sixth (leverage: the second) are cut, so
 * that a limit never grows.
 *
 * @throws {ConfigurationError} `config/invalid` for a limit that is not above zero.
 */
export function measureRiskLimits(limits: Partial<RiskLimits> = {}): MeasuredRiskLimits {
  const read = (name: keyof RiskLimits, scale: number) => {
    const value = toDecimal(limits[name] ?? DEFAULT_RISK_LIMITS[name], name);
    const scaled = value.mul(scale).floor();
    if (scaled.gt(0)) return scaled;
    throw new ConfigurationError(`The risk limit ${name} is ${value.toFixed()}; it must be above zero.`, {
      code: 'config/invalid',
      details: { path: `risk.limits.${name}` },
    });
  };
  read('maxDailyLoss', 1_000_000);
  return {
    positionMarginPpm: BigInt(read('maxPositionMarginFraction', 1_000_000).toFixed()),
    leverage: read('maxLeverage', LEVERAGE_SCALE).toNumber(),
    grossNotionalPpm: BigInt(read('maxGrossNotionalMultiple', 1_000_000).toFixed()),
    dailyLoss: toMoney(toDecimal(limits.maxDailyLoss ?? DEFAULT_RISK_LIMITS.maxDailyLoss)),
    drawdownPpm: read('maxDrawdownFraction', 1_000_000).toNumber(),
  };
}

/** The limit that a command breaks, with the figures that decided. */
export interface RiskVerdict {
  readonly code: DenialCode;
  readonly message: string;
  readonly figures: Readonly<Record<string, string>>;
  /** Largest quantity of this order in lots that keeps every limit; `null` where no order of the instrument does. */
  readonly allowedLots: number | null;
}

/** What an opening order would lead to. Other orders count as filled wherever that makes the position larger. */
export interface OrderExposure {
  readonly instrument: Instrument;
  readonly side: Side;
  /** What is still to be filled of the order. */
  readonly lots: number;
  /** The position with every other order of this side filled; positive in the direction of this order. */
  readonly committedLots: number;
  /** Value of one lot at the highest of mark price and the prices of these orders. */
  readonly lotValue: Money;
  /** In hundredths; 100 for spot. */
  readonly leverage: number;
  /** Value of all other positions, with their orders counted as filled. */
  readonly otherNotional: Money;
  readonly equity: Money;
}

/**
 * The first limit of size that an order breaks: leverage, margin of the resulting position, gross notional; `null` when it
 * keeps them all or leaves nothing but a smaller position.
 *
 * No product is rounded; the allowed quantity is the floor of what keeps all of them.
 */
export function checkOrderExposure(limits: MeasuredRiskLimits, exposure: OrderExposure): RiskVerdict | null {
  const { lots, committedLots, lotValue, leverage, otherNotional, equity } = exposure;
  const resulting = committedLots + lots;
  if (resulting <= 0) return null;
  const leverageVerdict = checkLeverage(limits, leverage);
  if (leverageVerdict !== null) return leverageVerdict;

  const value = BigInt(resulting) * lotValue;
  const usable = equity > 0n ? equity : 0n;
  // Margin is value × 100 ÷ leverage, and may be equity × ppm ÷ 1,000,000.
  const mostByMargin = (usable * limits.positionMarginPpm * BigInt(leverage)) / 100_000_000n;
  const most = (usable * limits.grossNotionalPpm) / 1_000_000n;
  const mostByNotional = most > otherNotional ? most - otherNotional : 0n;
  if (value <= mostByMargin && value <= mostByNotional) return null;

  const allowedValue = mostByMargin < mostByNotional ? mostByMargin : mostByNotional;
  const allowed = Number(lotValue > 0n ? allowedValue / lotValue : 0n) - committedLots;
  const allowedLots = allowed >= exposure.instrument.minLots ? allowed : null;
  const advice =
    allowedLots === null
      ? 'No order on this side is possible now.'
      : `At most ${exposure.instrument.quantityOf(allowedLots).toFixed()} is possible now.`;
  const shared = { equity: printed(equity), requested: exposure.instrument.quantityOf(lots).toFixed() };
  if (value > mostByMargin) {
    const figures = {
      ...shared,
      margin: printed((value * BigInt(LEVERAGE_SCALE)) / BigInt(leverage)),
      allowedMargin: printed((usable * limits.positionMarginPpm) / 1_000_000n),
      leverage: (leverage / LEVERAGE_SCALE).toString(),
    };
    return {
      code: 'position_margin_limit',
      message: `The position would need ${figures.margin} of initial margin; ${figures.allowedMargin} is allowed. ${advice}`,
      figures,
      allowedLots,
    };
  }
  const figures = { ...shared, notional: printed(otherNotional + value), allowedNotional: printed(most) };
  return {
    code: 'gross_notional_limit',
    message: `All positions together would be worth ${figures.notional}; ${figures.allowedNotional} is allowed. ${advice}`,
    figures,
    allowedLots,
  };
}

/** Whether a leverage (in hundredths) is within the limit. */
export function checkLeverage(limits: MeasuredRiskLimits, leverage: number): RiskVerdict | null {
  if (leverage <= limits.leverage) return null;
  const figures = {
    leverage: (leverage / LEVERAGE_SCALE).toString(),
    allowed: (limits.leverage / LEVERAGE_SCALE).toString(),
  };
  return {
    code: 'leverage_limit',
    message: `The leverage of ${figures.leverage} is above the limit of ${figures.allowed}; set a lower one first.`,
    figures,
    allowedLots: null,
  };
}

/** Whether the loss since the day's start (positive) has reached the limit. */
export function checkDailyLoss(limits: MeasuredRiskLimits, loss: Money): RiskVerdict | null {
  if (loss < limits.dailyLoss) return null;
  const figures = { loss: printed(loss), allowed: printed(limits.dailyLoss) };
  return {
    code: 'daily_loss_limit',
    message: `The account has lost ${figures.loss} since 00:00 UTC; from ${figures.allowed} on nothing opens that day.`,
    figures,
    allowedLots: null,
  };
}

/** Whether equity is so far below the day's high-water mark that opening pauses. */
export function checkDrawdown(limits: MeasuredRiskLimits, highWater: Money, equity: Money): RiskVerdict | null {
  if (!drawdownReaches(highWater, equity, limits.drawdownPpm)) return null;
  const figures = {
    drawdownFraction: drawdown(highWater, equity).toDecimalPlaces(6).toFixed(),
    allowedFraction: (limits.drawdownPpm / 1_000_000).toString(),
    highWater: printed(highWater),
    equity: printed(equity),
  };
  return {
    code: 'drawdown_limit',
    message: `Equity is ${figures.equity}, below the day's highest of ${figures.highWater} by a fraction of ${figures.drawdownFraction}; from ${figures.allowedFraction} on opening is paused.`,
    figures,
    allowedLots: null,
  };
}

/** Figures are for reading: eight digits are enough there. */
function printed(money: Money): string {
  return fromMoney(money).toDecimalPlaces(8).toFixed();
}
