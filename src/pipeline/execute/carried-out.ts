import type { Decimal } from '../../domain/decimal.ts';
import type { Denial } from '../../domain/denial.ts';
import type { Order } from '../../domain/order.ts';

/** What a decision came to: its orders, or why there are none. */
export interface CarriedOut {
  readonly orders: readonly Order[];
  /** `null` when orders were placed, or when there was nothing to do. */
  readonly reason: (Pick<Denial, 'code' | 'message'> & Partial<Pick<Denial, 'figures'>>) | null;
  /** What a close left of the position, in base units; left out where nothing is. */
  readonly remainder?: Decimal;
  /** What was done where no order was needed. */
  readonly rule?: 'entries_taken_back';
  /** What is to be known beside that. */
  readonly note?: string;
}
