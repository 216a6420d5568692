import type { InstrumentId } from '../domain/instrument.ts';
import type { Page, PageQuery } from './page.ts';

/** What can be written about risk. */
export const RISK_ENTRY_KINDS = ['breach', 'pause', 'resume', 'note'] as const;
/** One of {@link RISK_ENTRY_KINDS}. */
export type RiskEntryKind = (typeof RISK_ENTRY_KINDS)[number];

/** One line of the risk journal. */
export interface RiskJournalEntry {
  /** A UUID of ours. */
  readonly entryId: string;
  readonly at: number;
  readonly kind: RiskEntryKind;
  /** The rule, such as `daily_loss_limit`. */
  readonly rule: string;
  /** Whether something was stopped; in `observe` nothing is. */
  readonly isBlocked: boolean;
  readonly instrument: InstrumentId | null;
  readonly decisionId: string | null;
  readonly clientOrderId: string | null;
  readonly message: string;
  readonly figures: Readonly<Record<string, string>>;
}

/** Which entries are wanted. */
export interface RiskJournalQuery extends PageQuery {
  readonly rule?: string;
  readonly decisionId?: string;
}

/** The memory of limits that were broken. */
export interface RiskJournal {
  /** Idempotent by the entry's id. */
  append(entry: RiskJournalEntry): Promise<void>;
  list(query?: RiskJournalQuery): Promise<Page<RiskJournalEntry>>;
}
