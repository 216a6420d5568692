import type { Candles } from '../../domain/market.ts';

/**
 * Buy and hold: last close ÷ the last close known when trading began, less 1, as a fraction and without fees.
 *
 * `null` where no bar had closed by then, or none since.
 */
export function buyAndHold(candles: Candles | null, from: number): number | null {
  if (candles === null || candles.length === 0) return null;
  const index = lastClosedBy(candles, from);
  const first = candles.close.at(Math.max(index, 0));
  const last = candles.close.at(-1);
  const value = last / first - 1;
  return Number.isFinite(value) ? value : null;
}

/** The mean of what is defined; `null` where nothing is: equal parts of the money in each instrument. */
export function equalParts(returns: readonly (number | null)[]): number | null {
  const known = returns.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Index of the newest bar that had ended at an instant; −1 where none had. */
function lastClosedBy(candles: Candles, at: number): number {
  let low = -1;
  let high = candles.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (candles.openedAt.at(middle) + candles.intervalMs <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
