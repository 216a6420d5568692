import type { EquityCurve } from '../equity-curve.ts';

/** Turnover: traded value ÷ mean equity, as a multiple over the whole run; `null` without a positive mean. */
export function turnover(tradedValue: number, meanOfEquity: number | null): number | null {
  return meanOfEquity === null || meanOfEquity <= 0 ? null : tradedValue / meanOfEquity;
}

/** Equity on average over time, each value held until the next; `null` for an empty curve. */
export function meanEquity(curve: EquityCurve): number | null {
  const last = curve.length - 1;
  if (last < 0) return null;
  const length = curve.at(last) - curve.at(0);
  if (length === 0) return curve.equityAt(last);
  let sum = 0;
  for (let index = 0; index < last; index++) {
    sum += curve.equityAt(index) * (curve.at(index + 1) - curve.at(index));
  }
  return sum / length;
}
