import type { DecimalInput } from './decimal.ts';
import type { InstrumentId } from './instrument.ts';
import type { MarginMode } from './order-intent.ts';

/** `hold` keeps what there is; `no_entry` stays out, and in the pipeline takes back an entry that rests. Both are worth writing down with their reasons. */
export const DECISION_ACTIONS = ['buy', 'sell', 'hold', 'close', 'no_entry'] as const;
/** What a decision wants done. */
export type DecisionAction = (typeof DECISION_ACTIONS)[number];

/**
 * How large an entry is to be: initial margin as a fraction of equity or in settlement currency, value in quote currency,
 * base units, or contracts of the venue.
 */
export type DecisionSize =
  | { readonly marginFraction: DecimalInput }
  | { readonly margin: DecimalInput }
  | { readonly notional: DecimalInput }
  | { readonly quantity: DecimalInput }
  | { readonly contracts: DecimalInput };

/** What every decision says. */
export interface DecisionBase {
  readonly instrument: InstrumentId;
  /** From 0 (a guess) to 1 (certain). It moves no money by itself. */
  readonly confidence: number;
  /** Why, as sentences for a person and for a model; may be empty. */
  readonly reasons: readonly string[];
  /** Names the decision in orders, fills and positions that come of it. */
  readonly decisionId?: string;
}

/** What was decided and why, without how it was to be done. */
export interface DecisionSummary extends DecisionBase {
  readonly action: DecisionAction;
}

/** Opens or enlarges a position: `buy` long, `sell` short. In spot a `sell` takes away from what is held, and never more. */
export interface EntryDecision extends DecisionBase {
  readonly action: 'buy' | 'sell';
  readonly size: DecisionSize;
  /** Multiple of the initial margin that the position is worth. Default: the account's. Has no meaning for spot. */
  readonly leverage?: DecimalInput;
  /** Default `cash` for spot, `cross` for swaps. */
  readonly marginMode?: MarginMode;
  /** Left out for what may open. `reduce_only`: it takes away from what is held against it, and never more. */
  readonly effect?: 'reduce_only';
  /** Price up to which a limit order may pay (or down to which it sells); without it the entry is a market order. */
  readonly limit?: DecimalInput;
  /** Trigger of the stop-loss, in quote currency per base unit. */
  readonly stop?: DecimalInput;
  /** Trigger of the take-profit, in quote currency per base unit. */
  readonly target?: DecimalInput;
}

/** Closes the position of the instrument, if there is one, and takes back entries that rest. */
export interface CloseDecision extends DecisionBase {
  readonly action: 'close';
  /** Default `cash` for spot, `cross` for swaps. */
  readonly marginMode?: MarginMode;
}

/** Leaves positions as they are. */
export interface StandAsideDecision extends DecisionBase {
  readonly action: 'hold' | 'no_entry';
}

/** What a decision-maker wants done about one instrument, before anyone has looked at whether it is allowed. */
export type Decision = EntryDecision | CloseDecision | StandAsideDecision;

/** Whether the decision is to buy or to sell. */
export function isEntry(decision: Decision): decision is EntryDecision {
  return decision.action === 'buy' || decision.action === 'sell';
}

/** Whether the decision may open or enlarge a position. */
export function mayOpen(decision: Decision): boolean {
  return isEntry(decision) && decision.effect !== 'reduce_only';
}
