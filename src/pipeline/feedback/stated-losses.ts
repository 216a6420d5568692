import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { DecidedTrade } from './decided-trade.ts';

/** Figures of a stated risk that the result of a position can be held against. */
export const LOSS_FIGURES = ['valueAtRisk', 'maxLoss'] as const;
/** One of {@link LOSS_FIGURES}. */
export type LossFigure = (typeof LOSS_FIGURES)[number];

/** A stated loss that a closed position went beyond. */
export interface BrokenPromise {
  readonly figure: LossFigure;
  readonly decisionId: string;
  readonly closedPositionId: string;
  readonly instrument: InstrumentId;
  readonly stated: Decimal;
  /** Positive, net of fees and funding. */
  readonly loss: Decimal;
}

/** How one stated figure has held. */
export interface StatedLoss {
  /** Closed positions of which the opening decision stated it. */
  readonly trades: number;
  readonly exceeded: number;
  /** Exceeded over trades: a value at risk that holds is exceeded by 1 in 20. `null` without trades. */
  readonly exceededRate: number | null;
}

/** Losses as decisions stated them against what came. */
export interface StatedLosses extends Readonly<Record<LossFigure, StatedLoss>> {
  /** In the order of the trades. */
  readonly broken: readonly BrokenPromise[];
}

/** Holds what opening decisions stated to lose against what their positions lost; a gain breaks no promise. */
export function statedLosses(trades: readonly DecidedTrade[]): StatedLosses {
  const broken = trades.flatMap((trade) => LOSS_FIGURES.flatMap((figure) => brokenPromise(trade, figure) ?? []));
  const record = (figure: LossFigure): StatedLoss => {
    const stated = trades.filter(({ statedLoss }) => statedLoss[figure] !== null).length;
    const exceeded = broken.filter((promise) => promise.figure === figure).length;
    return { trades: stated, exceeded, exceededRate: stated === 0 ? null : exceeded / stated };
  };
  return { valueAtRisk: record('valueAtRisk'), maxLoss: record('maxLoss'), broken };
}

function brokenPromise(trade: DecidedTrade, figure: LossFigure): BrokenPromise | null {
  const { decisionId, closedPositionId, instrument, netPnl, statedLoss } = trade;
  const stated = statedLoss[figure];
  if (stated === null) return null;
  const loss = Decimal.max(netPnl.neg(), ZERO);
  // Models state losses with either sign.
  if (loss.lte(stated.abs())) return null;
  return { figure, decisionId, closedPositionId, instrument, stated, loss };
}
