import { Decimal, ZERO } from '../../domain/decimal.ts';
import { type Money, toMoney } from '../../domain/money.ts';

/** A number of OKX, exactly; `""` is zero. */
export function decimalOf(text: string): Decimal {
  return text === '' ? ZERO : new Decimal(text);
}

/** A number of OKX, exactly, or `null` where there is none. */
export function decimalOrNull(text: string): Decimal | null {
  return text === '' ? null : new Decimal(text);
}

/** An amount of OKX as money; `""` is nothing. */
export function moneyOf(text: string): Money {
  return text === '' || text === '0' ? 0n : toMoney(new Decimal(text));
}

/** A time of OKX, epoch ms, or `null` where there is none. */
export function instantOrNull(text: string): number | null {
  return text === '' || text === '0' ? null : Number(text);
}
