import type { EquityCurve } from './equity-curve.ts';

/** Points of a curve, in two columns. */
export interface ThinCurve {
  readonly at: readonly number[];
  readonly equity: readonly number[];
}

/**
 * At most `most` points of a curve that look like all of them: of each stretch the first, the lowest, the highest and the
 * last, so that no peak and no trough is lost.
 */
export function thinCurve(curve: EquityCurve, most: number): ThinCurve {
  const at: number[] = [];
  const equity: number[] = [];
  const take = (index: number): void => {
    at.push(curve.at(index));
    equity.push(curve.equityAt(index));
  };
  if (curve.length <= most) {
    for (let index = 0; index < curve.length; index++) take(index);
    return { at, equity };
  }
  const stretches = Math.max(1, Math.floor(most / 4));
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * curve.length) / stretches);
    const to = Math.floor(((stretch + 1) * curve.length) / stretches);
    let low = from;
    let high = from;
    for (let index = from; index < to; index++) {
      if (curve.equityAt(index) < curve.equityAt(low)) low = index;
      if (curve.equityAt(index) > curve.equityAt(high)) high = index;
    }
    for (const index of [...new Set([from, low, high, to - 1])].sort((a, b) => a - b)) take(index);
  }
  return { at, equity };
}
