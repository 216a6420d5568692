import { Decimal } from '../../domain/decimal.ts';
import type { JsonNode } from './json-node.ts';
import type { RepairKind } from './repair.ts';

/** How a number may be dressed: `"$64,000"` for money and prices, `"10x"` for a leverage, `"5%"` for a fraction. */
export type NumberForm = 'money' | 'leverage' | 'fraction' | 'percent' | 'count';

/** A number, or `null` where there is none; and what had to be done to read it. */
export interface NumberReading {
  readonly value: Decimal | null;
  readonly repair: RepairKind | null;
}

const ABSENT = new Set(['', '-', '–', '—', 'n/a', 'na', 'none', 'null', 'undefined', 'not applicable']);
/** Longer texts are sentences, and may be very long. */
const LONGEST_ABSENT = 40;
const PLAIN = /^[+-]?(?:\d{1,24}|[1-9]\d{0,2}(?:,\d{3}){1,6})?(?:\.\d{1,24})?$/;
const EXPONENT = /^([+-]?\d(?:\.\d{1,16})?)[eE]([+-]?\d{1,2})$/;
const LARGEST_EXPONENT = 15;
const DRESS: Readonly<Record<NumberForm, RegExp>> = {
  money: /^(?:\$|usdt? )?(.*?)(?: ?(?:usdt|usdc|usd|\$))?$/i,
  leverage: /^x?(.*?)\s?[x×倍]?$/i,
  fraction: /^(.*?)(\s?%)?$/,
  percent: /^(.*?)(\s?%)?$/,
  count: /^(.*)$/,
};

/** Reads a number that was written as one or as text; `null` where no single number can be told. */
export function readNumber(node: JsonNode, form: NumberForm): NumberReading | null {
  if (node.kind === 'null') return { value: null, repair: null };
  if (node.kind !== 'string' && node.kind !== 'number') return null;
  const text = halfWidth(node.text).trim();
  if (isAbsent(text)) return { value: null, repair: null };
  const dress = DRESS[form].exec(text);
  const value = readPlainNumber(dress?.[1] ?? '');
  if (value === null) return null;
  const isPercent = form === 'percent' || (form === 'fraction' && dress?.[2] !== undefined);
  if (isPercent) return { value: value.div(100), repair: 'percent' };
  return { value, repair: node.kind === 'string' ? 'number_form' : null };
}

/** Whether a text says that there is no value. */
export function isAbsent(text: string): boolean {
  return text.length <= LONGEST_ABSENT && ABSENT.has(text.trim().toLowerCase());
}

/** The number of digits alone, grouped by commas or not; a decimal comma is none, for nobody can tell it from a group's. */
export function readPlainNumber(text: string): Decimal | null {
  if (PLAIN.test(text) && /\d/.test(text)) return new Decimal(text.replaceAll(',', ''));
  const exponent = EXPONENT.exec(text);
  if (exponent === null || Math.abs(Number(exponent[2])) > LARGEST_EXPONENT) return null;
  return new Decimal(text);
}

/** Digits and signs of full width as ordinary ones. */
export function halfWidth(text: string): string {
  return text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}
