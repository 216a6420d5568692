import type { Decimal } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';

/** A closed position with the decision that opened it, joined by the decision's id. */
export interface DecidedTrade {
  readonly closedPositionId: string;
  readonly decisionId: string;
  readonly instrument: InstrumentId;
  readonly side: 'long' | 'short';
  readonly openedAt: number;
  readonly closedAt: number;
  /** Net of fees and funding, in the settlement currency. */
  readonly netPnl: Decimal;
  /** As the decision stated it, from 0 to 1; `null` where it stated none. */
  readonly confidence: Decimal | null;
  /** How the market stood when it was decided, such as `with the trend`; `null` where that is not known. */
  readonly setup: string | null;
  readonly thesis: string | null;
  /** Losses as the decision stated them, in quote currency; `null` where it stated none. */
  readonly statedLoss: { readonly valueAtRisk: Decimal | null; readonly maxLoss: Decimal | null };
}
