import type { InstrumentId } from './instrument.ts';
import type { Money } from './money.ts';
import type { MarginMode } from './order-intent.ts';

/** Money that moves without a fill. `insurance`: what an insurance fund pays when a liquidation leaves a debt. */
export const LEDGER_ENTRY_TYPES = ['transfer', 'funding', 'insurance', 'adjustment'] as const;
/** One of {@link LEDGER_ENTRY_TYPES}. */
export type LedgerEntryType = (typeof LEDGER_ENTRY_TYPES)[number];

/** One movement of money without a fill. */
export interface LedgerEntry {
  /** Unique per venue account; a repeated entry is dropped by it. */
  readonly entryId: string;
  readonly type: LedgerEntryType;
  readonly currency: string;
  /** Positive comes in. */
  readonly amount: Money;
  /** The position that it belongs to; `null` for what concerns the account. */
  readonly instrument: InstrumentId | null;
  readonly marginMode: MarginMode | null;
  readonly at: number;
}
