import { Decimal } from './decimal.ts';
import { tenTo } from './exact.ts';

/**
 * Digits behind the point of every amount of money kept as a `bigint`.
 *
 * Wide enough that nothing has to be rounded: a funding payment is quantity × mark (16 digits together) × rate (16), a
 * spot fee is price × quantity (26 together) × rate (6). Instruments that are finer are refused.
 */
export const MONEY_DECIMALS = 32;

/** Digits behind the point of a funding rate, as OKX publishes it. */
export const FUNDING_RATE_DECIMALS = 16;

/** An amount of one currency in units of 10^-{@link MONEY_DECIMALS}. */
export type Money = bigint;

export const MONEY_ONE: Money = tenTo(MONEY_DECIMALS);

/** A {@link Decimal} as money; digits beyond the grain do not occur in amounts that the venue can produce and are cut. */
export function toMoney(amount: Decimal): Money {
  return BigInt(amount.mul(Decimal.pow(10, MONEY_DECIMALS)).trunc().toFixed());
}

/** Money as a {@link Decimal}, exactly. */
export function fromMoney(money: Money): Decimal {
  const negative = money < 0n;
  const digits = (negative ? -money : money).toString().padStart(MONEY_DECIMALS + 1, '0');
  const point = digits.length - MONEY_DECIMALS;
  return new Decimal(`${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
}

/** A double within a few units of its last place, for estimates only. */
export function moneyEstimate(money: Money): number {
  return Number(money) / 1e32;
}
