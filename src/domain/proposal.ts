import type { Decimal } from './decimal.ts';
import type { DecisionAction } from './decision.ts';
import type { InstrumentId } from './instrument.ts';

/**
 * What the number of a size counts: initial margin as a fraction of equity, initial margin in quote currency, value in
 * quote currency, base units, or contracts of the venue.
 */
export const SIZE_UNITS = ['equity_fraction', 'margin', 'notional', 'base', 'contracts'] as const;
/** One of {@link SIZE_UNITS}. */
export type SizeUnit = (typeof SIZE_UNITS)[number];

/** How large a model wants an entry to be, in the unit that it used. */
export interface ProposedSize {
  readonly unit: SizeUnit;
  readonly value: Decimal;
}

/** The risk that a model says its decision carries; `null` where it says nothing. */
export interface StatedRisk {
  /** Value of the position that would result, over equity; negative for a short. */
  readonly targetExposureFraction: Decimal | null;
  /** Loss in quote currency if the stop is hit; positive. */
  readonly maxLoss: Decimal | null;
  /** Value at risk of one day in quote currency; positive. */
  readonly valueAtRisk: Decimal | null;
  /** Drawdown of the account if the stop is hit, as a fraction of its highest equity. */
  readonly maxDrawdownFraction: Decimal | null;
}

/**
 * One decision as a model stated it, in our words and units, before anyone has judged whether it may be carried out.
 *
 * A field that the model left out is `null`; none is filled in for it.
 */
export interface ProposedDecision {
  readonly action: DecisionAction;
  /** The one trading symbol that the model can have meant. */
  readonly instrument: InstrumentId;
  /** The side of the position that a `close` named, as in `close_long`; `null` where it named none. */
  readonly closingSide: 'long' | 'short' | null;
  readonly size: ProposedSize | null;
  readonly leverage: Decimal | null;
  /** Price up to which an entry may pay, in quote currency per base unit; `null` for a market order. */
  readonly limit: Decimal | null;
  /** Trigger of the stop-loss, in quote currency per base unit. */
  readonly stop: Decimal | null;
  /** Trigger of the take-profit, in quote currency per base unit. */
  readonly target: Decimal | null;
  /** From 0 (a guess) to 1 (certain). */
  readonly confidence: Decimal | null;
  readonly proposedTrade: string | null;
  readonly riskThesis: string | null;
  /** The worst scenario that the model considered. */
  readonly maxPain: string | null;
  readonly recoveryPlan: string | null;
  readonly statedRisk: StatedRisk;
  /** The text that it was read from, as the model wrote it. */
  readonly source: string;
}
