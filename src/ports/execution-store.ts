import type { InstrumentId } from '../domain/instrument.ts';
import type { StoredFill, StoredOrder } from '../domain/stored-execution.ts';
import type { Page, PageQuery } from './page.ts';

/** Which orders or fills are wanted. */
export interface ExecutionQuery extends PageQuery {
  readonly instrument?: InstrumentId;
  readonly decisionId?: string;
  readonly clientOrderId?: string;
}

/** What was sent to the venue and what it executed. */
export interface ExecutionStore {
  /** Writes orders as they stand. What is older than the record changes nothing. */
  orders(orders: readonly StoredOrder[]): Promise<void>;
  /** Idempotent by instrument and fill id. */
  fills(fills: readonly StoredFill[]): Promise<void>;
  /** By the instant at which they were made. */
  listOrders(query?: ExecutionQuery): Promise<Page<StoredOrder>>;
  /** By the instant at which the venue matched them. */
  listFills(query?: ExecutionQuery): Promise<Page<StoredFill>>;
}
