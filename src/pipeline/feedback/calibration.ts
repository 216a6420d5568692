import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { DecidedTrade } from './decided-trade.ts';

/** One row of a reliability table: what was stated against what came. */
export interface ReliabilityBin {
  /** Confidence from (inclusive) and to (exclusive, the last one inclusive). */
  readonly from: number;
  readonly to: number;
  readonly trades: number;
  /** `null` in an empty bin. */
  readonly meanConfidence: number | null;
  /** Fraction of trades with a result above zero; `null` in an empty bin. */
  readonly winRate: number | null;
  readonly netPnl: Decimal;
}

/** How well stated confidence and results agree. */
export interface Calibration {
  /** Trades with a stated confidence. */
  readonly trades: number;
  /** Mean squared distance of confidence and result (1 won, 0 lost): 0 is perfect, 0.25 is what 0.5 throughout would give. `null` without trades. */
  readonly brierScore: number | null;
  /** Mean confidence less win rate: above zero the model trusts itself too much. `null` without trades. */
  readonly overconfidence: number | null;
  readonly bins: readonly ReliabilityBin[];
}

const BINS = 10;

/** The reliability table and Brier score of trades; those without a stated confidence are left out. */
export function calibrationOf(trades: readonly DecidedTrade[]): Calibration {
  const stated = trades.flatMap(({ confidence, netPnl }) =>
    confidence === null ? [] : [{ confidence: confidence.toNumber(), won: netPnl.gt(0) ? 1 : 0, netPnl }],
  );
  const bins = Array.from({ length: BINS }, (_, index): ReliabilityBin => {
    const inside = stated.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS + 1e-9)) === index,
    );
    return {
      from: index / BINS,
      to: (index + 1) / BINS,
      trades: inside.length,
      meanConfidence: mean(inside.map(({ confidence }) => confidence)),
      winRate: mean(inside.map(({ won }) => won)),
      netPnl: inside.reduce((sum, { netPnl }) => sum.add(netPnl), ZERO),
    };
  });
  const confidence = mean(stated.map((trade) => trade.confidence));
  const winRate = mean(stated.map(({ won }) => won));
  return {
    trades: stated.length,
    brierScore: mean(stated.map((trade) => (trade.confidence - trade.won) ** 2)),
    overconfidence: confidence === null || winRate === null ? null : confidence - winRate,
    bins,
  };
}

/** Confidence that says nothing because it was made to pass. */
export interface ClusterAlarm {
  readonly decisions: number;
  /** Fraction of them that lie at the threshold or just above it. */
  readonly fraction: Decimal;
  readonly message: string;
}

/** Fewer decisions show nothing. */
const FEWEST_DECISIONS = 20;
/** How far above the threshold is just above it. */
const BAND = new Decimal('0.02');
/** From this fraction on it is an alarm. */
const ALARMING = new Decimal('0.5');

/**
 * Whether the confidences of entries crowd at the threshold: a model that writes what it takes to pass has stopped saying
 * how sure it is. `null` while they do not, or are too few.
 */
export function clusterAlarm(confidences: readonly Decimal[], threshold: Decimal): ClusterAlarm | null {
  if (confidences.length < FEWEST_DECISIONS) return null;
  const crowded = confidences.filter((value) => value.gte(threshold) && value.lte(threshold.add(BAND))).length;
  const fraction = new Decimal(crowded).div(confidences.length);
  if (fraction.lt(ALARMING)) return null;
  return {
    decisions: confidences.length,
    fraction,
    message: `${crowded} of the last ${confidences.length} entries state a confidence between ${threshold.toFixed()} and ${threshold.add(BAND).toFixed()}: the figure is made to pass and says nothing.`,
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
