import { Decimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';

/** An unknown figure, in every block alike. */
export const UNKNOWN = 'unknown';

/** `2026-11-23 08:15` in UTC. */
export function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** A length of time: `5 min`, `4 h`. */
export function span(ms: number): string {
  const minutes = ms / 60_000;
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** An exact price at the tick, an exact quantity as it is. */
export function exact(value: Decimal | null): string {
  return value === null ? UNKNOWN : value.toFixed();
}

/** Money for reading: two digits, more where it is small. */
export function money(value: Decimal | null): string {
  if (value === null) return UNKNOWN;
  return value.abs().gte(1) || value.isZero() ? value.toFixed(2) : value.toSignificantDigits(3).toFixed();
}

/** A fraction as a percentage, `12.34 %`. */
export function percent(value: Decimal | number | null, digits = 2): string {
  return value === null ? UNKNOWN : `${new Decimal(value.toString()).mul(100).toFixed(digits)} %`;
}

/** Puts a floating price of an instrument on as many digits as its tick has, which loses none. */
export function priceDigits({ tickSize }: Instrument): number {
  return tickSize.decimalPlaces();
}

/** A number for reading, with so many significant digits and no exponent. */
export function rough(value: number | null, digits = 4): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const text = value.toPrecision(digits);
  if (text.includes('e')) return new Decimal(text).toFixed();
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const ENCODER = new TextEncoder();

/** Bytes of a text in UTF-8. */
export function bytesOf(text: string): number {
  return ENCODER.encode(text).length;
}
