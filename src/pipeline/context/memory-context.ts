import type { Decimal } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';

/** What became of a decision, as the model is told it. */
export interface RememberedDecision {
  readonly at: number;
  readonly instrument: InstrumentId;
  readonly action: string;
  readonly outcome: string;
  /** The rule that decided or the exchange's words, with figures; empty where nothing was refused. */
  readonly message: string;
}

/** A position that was closed, and what it had been opened for. */
export interface RememberedTrade {
  readonly closedAt: number;
  readonly instrument: InstrumentId;
  readonly side: 'long' | 'short';
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly exitPrice: Decimal;
  /** Net of fees and funding. */
  readonly netPnl: Decimal;
  readonly closedBy: string;
  /** Confidence that the opening decision stated; `null` where no decision is known. */
  readonly confidence: Decimal | null;
  /** The opening decision's thesis, in its own words; `null` where there is none. */
  readonly thesis: string | null;
  /** Losses that the opening decision stated, to be read beside the result; `null` where it stated none. */
  readonly statedLoss: { readonly valueAtRisk: Decimal | null; readonly maxLoss: Decimal | null };
}

/** Something that was learned, with what it stands on. */
export interface RememberedLesson {
  readonly text: string;
  /** Closed trades that it is made of. */
  readonly trades: number;
}

/** A limit that was reached. */
export interface RememberedBreach {
  readonly at: number;
  readonly rule: string;
  readonly message: string;
}

/** What a prompt says of the past, newest first; among decisions what was refused comes before the others. */
export interface MemoryContext {
  readonly decisions: readonly RememberedDecision[];
  readonly trades: readonly RememberedTrade[];
  readonly lessons: readonly RememberedLesson[];
  readonly breaches: readonly RememberedBreach[];
}

/** Where the past comes from. */
export interface Memory {
  /** @throws {PersistenceError} where the past cannot be read; the prompt then says so. */
  recall(): Promise<MemoryContext>;
}

/** A past in which nothing has happened. */
export const NO_MEMORY: MemoryContext = { decisions: [], trades: [], lessons: [], breaches: [] };
