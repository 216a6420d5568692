import type { Decimal } from '../../domain/decimal.ts';
import { type EquityPoint, largestDrawdown } from '../../domain/drawdown.ts';
import { fromMoney, type Money } from '../../domain/money.ts';

/** The largest drawdown of a run, from the high to its recovery. */
export interface DrawdownEpisode {
  /** Depth as a fraction of the high. */
  readonly fraction: Decimal;
  /** Depth in the account currency. */
  readonly amount: Decimal;
  /** When equity stood at the high, epoch ms. */
  readonly from: number;
  /** When equity was lowest. */
  readonly troughAt: number;
  /** When equity was back at the high; `null` when that did not happen before the end. */
  readonly recoveredAt: number | null;
  /** From the high to the recovery, or to the end of the run. */
  readonly durationMs: number;
}

/**
 * Maximum drawdown: the largest fall of equity below its highest value so far, as a fraction of that value.
 *
 * `null` when equity never fell. Transfers are taken out: they move the high together with the equity.
 */
export function drawdownEpisode(points: () => Iterable<EquityPoint>): DrawdownEpisode | null {
  const largest = largestDrawdown(points(), 'all_time');
  if (largest === null || largest.fraction.isZero()) return null;
  let high: Money = 0n;
  let trough: Money = 0n;
  let recoveredAt: number | null = null;
  let end = largest.to;
  for (const point of points()) {
    const own = point.equity - (point.transferred ?? 0n);
    if (point.at === largest.from) high = own;
    if (point.at === largest.to) trough = own;
    if (point.at > largest.to && recoveredAt === null && own >= high) recoveredAt = point.at;
    end = point.at;
  }
  return {
    fraction: largest.fraction,
    amount: fromMoney(high - trough),
    from: largest.from,
    troughAt: largest.to,
    recoveredAt,
    durationMs: (recoveredAt ?? end) - largest.from,
  };
}
