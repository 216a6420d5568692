import type { Decimal } from '../../domain/decimal.ts';

/** What stands where a figure is not defined. */
export const NOT_DEFINED = '–';

const MINUS = '−';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `1,917.50`; with `signed` also `+1,917.50`. Rounded half up to `digits` behind the point. */
export function amountText(
  amount: Decimal | null,
  options: { readonly signed?: 'signed'; readonly digits?: number } = {},
): string {
  if (amount === null) return NOT_DEFINED;
  const text = amount.abs().toFixed(options.digits ?? 2);
  return `${signOf(amount.isNegative() && Number(text) !== 0, amount.isZero(), options.signed)}${grouped(text)}`;
}

/** A fraction as `19.18 %`; with `signed` also `+19.18 %`. */
export function percentText(fraction: number | null, options: { readonly signed?: 'signed' } = {}): string {
  if (fraction === null) return NOT_DEFINED;
  const text = Math.abs(fraction * 100).toFixed(2);
  return `${signOf(fraction < 0 && Number(text) !== 0, fraction === 0, options.signed)}${grouped(text)} %`;
}

/** A ratio as `1.82`. */
export function ratioText(value: number | null): string {
  if (value === null) return NOT_DEFINED;
  const text = Math.abs(value).toFixed(2);
  return `${signOf(value < 0 && Number(text) !== 0, false, undefined)}${grouped(text)}`;
}

export function countText(value: number): string {
  return grouped(String(value));
}

/** The two largest units of a stretch of time: `22 d 14 h`, `3 h 5 min`, `40 s`. */
export function durationText(ms: number | null): string {
  if (ms === null) return NOT_DEFINED;
  if (ms < MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  const [days, hours, minutes] = [
    Math.floor(ms / DAY_MS),
    Math.floor((ms % DAY_MS) / HOUR_MS),
    Math.floor((ms % HOUR_MS) / MINUTE_MS),
  ];
  if (days > 0) return hours > 0 && days < 100 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return `${minutes} min`;
}

/** `2022-05-01 04:10`, UTC. */
export function instantText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** `1 May 2022`, UTC. */
export function dayText(at: number): string {
  const date = new Date(at);
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function grouped(digits: string): string {
  const [whole = '', part] = digits.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? withCommas : `${withCommas}.${part}`;
}

function signOf(negative: boolean, zero: boolean, signed: 'signed' | undefined): string {
  if (negative) return MINUS;
  return signed === undefined || zero ? '' : '+';
}
