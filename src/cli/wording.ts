import type { Decimal } from '../domain/decimal.ts';

/** An amount with two digits and thousands apart: `12,345.60`; with a sign where asked for. */
export function money(amount: Decimal, sign: 'signed' | 'plain' = 'plain'): string {
  const [whole = '', digits = ''] = amount.abs().toFixed(2).split('.');
  const minus = amount.isNegative() && !/^[0,.]*$/.test(`${whole}${digits}`);
  const before = minus ? '−' : sign === 'signed' ? '+' : '';
  return `${before}${grouped(whole)}.${digits}`;
}

/** A price or quantity as it is, thousands apart. */
export function figure(value: Decimal): string {
  const [whole = '', digits] = value.toFixed().split('.');
  return digits === undefined ? grouped(whole) : `${grouped(whole)}.${digits}`;
}

export function count(value: number): string {
  return grouped(value.toFixed(0));
}

/** A fraction in percent for a person; a dash where there is none. */
export function percent(fraction: number | null, digits = 1): string {
  return fraction === null ? '–' : `${(fraction * 100).toFixed(digits).replace('-', '−')} %`;
}

export function ratio(value: number | null): string {
  return value === null ? '–' : value.toFixed(2).replace('-', '−');
}

/** `2026-01-31 14:25`, UTC. */
export function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** A text of someone else on one line of a terminal: without control characters, cut where it is long. */
export function oneLine(text: string, longest = 200): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
