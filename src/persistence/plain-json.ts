import { Decimal, toDecimal } from '../domain/decimal.ts';

/** A copy in which decimals, whatever library they came from, are text in full, ready for JSON. */
export function plainJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Decimal.isDecimal(value)) return toDecimal(value).toFixed();
  if (Array.isArray(value)) return value.map(plainJson);
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON();
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plainJson(field)]));
}
