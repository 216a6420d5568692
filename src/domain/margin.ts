import { ConfigurationError } from '../errors/index.ts';
import { Decimal, type DecimalInput, toDecimal } from './decimal.ts';
import type { Exact } from './exact.ts';
import type { Instrument } from './instrument.ts';
import { fromMoney, type Money } from './money.ts';
import { LEVERAGE_SCALE } from './position-state.ts';

/** One step of a venue's margin table. */
export interface MarginTierSpec {
  /** Largest position of the tier in base units; `null` for the last. */
  readonly maxQuantity: DecimalInput | null;
  /** Maintenance margin as a fraction of value, e.g. `"0.004"`; at most 6 digits. */
  readonly maintenanceRate: DecimalInput;
  readonly maxLeverage: DecimalInput;
}

/** A tier in integers. */
export interface MarginTier {
  readonly maxLots: number;
  /** Parts per million. */
  readonly maintenancePpm: number;
  /** In hundredths. */
  readonly maxLeverage: number;
}

/** The margin table of one instrument: the larger the position, the more margin it needs and the less leverage it may have. */
export class MarginTiers {
  readonly rows: readonly MarginTier[];

  /** @throws {ConfigurationError} `config/invalid` when sizes or rates do not rise or leverage does not fall. */
  constructor(instrument: Instrument, specs: readonly MarginTierSpec[]) {
    const refuse = (why: string): never => {
      throw new ConfigurationError(`The margin tiers of ${instrument.id} cannot be used: ${why}.`, {
        code: 'config/invalid',
      });
    };
    if (specs.length === 0) refuse('there are none');
    this.rows = specs.map((spec, index) => {
      const rate = toDecimal(spec.maintenanceRate, 'maintenance rate').mul(1_000_000);
      if (!rate.isInteger() || !rate.gt(0) || !rate.lt(1_000_000)) {
        refuse(`the maintenance rate ${spec.maintenanceRate.toString()} is not a fraction of at most 6 digits`);
      }
      const last = index === specs.length - 1;
      if ((spec.maxQuantity === null) !== last) refuse('the last tier, and only that, has no maximum');
      return {
        maxLots: spec.maxQuantity === null ? Number.POSITIVE_INFINITY : instrument.lots(spec.maxQuantity, 'down'),
        maintenancePpm: rate.toNumber(),
        maxLeverage: toDecimal(spec.maxLeverage, 'leverage').mul(LEVERAGE_SCALE).floor().toNumber(),
      };
    });
    for (let i = 1; i < this.rows.length; i++) {
      const [before, after] = [this.rows[i - 1] as MarginTier, this.rows[i] as MarginTier];
      if (after.maxLots <= before.maxLots) refuse('maximum sizes do not rise');
      if (after.maintenancePpm < before.maintenancePpm) refuse('maintenance rates fall');
      if (after.maxLeverage > before.maxLeverage) refuse('maximum leverage rises');
    }
  }

  /** The tier of a position of so many lots, whatever its sign. */
  of(lots: number): MarginTier {
    const { rows } = this;
    const size = lots < 0 ? -lots : lots;
    let tier = 0;
    while (size > rows[tier]!.maxLots) tier += 1;
    return rows[tier]!;
  }
}

/** Initial margin of a value at a leverage in hundredths, rounded up. */
export function initialMargin(value: Money, leverage: number): Money {
  const divisor = BigInt(leverage);
  return (value * BigInt(LEVERAGE_SCALE) + divisor - 1n) / divisor;
}

/** Maintenance margin of a value, rounded up. The liquidation test adds the taker fee: see {@link isLiquidatable}. */
export function maintenanceMargin(value: Money, maintenancePpm: number): Money {
  return (value * BigInt(maintenancePpm) + 999_999n) / 1_000_000n;
}

/** One position's part in the liquidation test: its value at the mark price, and maintenance rate plus taker fee. */
export interface MaintenancePart {
  readonly value: Money;
  readonly ratePpm: number;
}

/**
 * Whether equity has fallen to the maintenance margin with the cost of closing: a margin ratio of 1 or less.
 *
 * @see docs/simulation.md#liquidation
 */
export function isLiquidatable(equity: Money, parts: Iterable<MaintenancePart>): boolean {
  let needed = 0n;
  for (const part of parts) needed += part.value * BigInt(part.ratePpm);
  return needed > 0n && equity * 1_000_000n <= needed;
}

/**
 * The mark price at which a position's own backing is used up down to maintenance and closing fee; `null` where no
 * positive price does that.
 *
 * `backing`: isolated margin, or for cross the cash and other positions' profit less their maintenance.
 * Long (cost − backing) ÷ (q × (1 − rate)), short (cost + backing) ÷ (q × (1 + rate)).
 */
export function liquidationPrice(
  instrument: Instrument,
  lots: number,
  cost: Exact,
  backing: Money,
  ratePpm: number,
): Decimal | null {
  if (lots === 0) return null;
  const paid = BigInt(cost) * instrument.costMoney;
  const quantity = instrument.quantityOf(Math.abs(lots));
  const rate = new Decimal(ratePpm).div(1_000_000);
  const price =
    lots > 0
      ? fromMoney(paid - backing).div(quantity.mul(new Decimal(1).sub(rate)))
      : fromMoney(paid + backing).div(quantity.mul(rate.add(1)));
  return price.gt(0) ? price : null;
}
