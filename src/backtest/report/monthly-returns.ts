import type { EquityCurve } from '../equity-curve.ts';

/** Returns of one year, January first, as fractions; `null` for months outside of the run. */
export interface YearOfReturns {
  readonly year: number;
  readonly months: readonly (number | null)[];
}

/** Return of each calendar month (UTC) that the curve touches: equity at its end ÷ equity at its beginning, less 1. */
export function monthlyReturns(curve: EquityCurve): readonly YearOfReturns[] {
  if (curve.length < 2) return [];
  const from = curve.at(0);
  const to = curve.at(curve.length - 1);
  const first = new Date(from);
  const years = new Map<number, (number | null)[]>();
  for (let month = first.getUTCFullYear() * 12 + first.getUTCMonth(); ; month++) {
    const year = Math.floor(month / 12);
    const begins = Math.max(Date.UTC(year, month % 12), from);
    if (begins >= to) break;
    const start = curve.valueAt(begins);
    const end = curve.valueAt(Math.min(Date.UTC(year, (month % 12) + 1), to));
    const months = years.get(year) ?? new Array<number | null>(12).fill(null);
    months[month % 12] = start > 0 ? end / start - 1 : null;
    years.set(year, months);
  }
  return [...years].map(([year, months]) => ({ year, months }));
}
