import type { RecordedFill } from '../recorded-fills.ts';
import type { OrderTally } from '../recorder.ts';

/** How many orders there were and how they ended; protective orders count like others. */
export interface OrderFigures {
  readonly orders: number;
  readonly filled: number;
  readonly canceled: number;
  readonly expired: number;
  /** Refused by a rule of ours. */
  readonly denied: number;
  /** Refused by the exchange. */
  readonly rejected: number;
  /** Still open at the end. */
  readonly open: number;
  readonly fills: number;
  /** Positions that the exchange closed, in whole or in part, because their margin was used up. */
  readonly liquidations: number;
}

/** Counts the orders and fills of a run. */
export function orderFigures(record: {
  readonly ended: OrderTally;
  readonly openOrders: number;
  readonly fills: readonly RecordedFill[];
}): OrderFigures {
  const { ended, openOrders, fills } = record;
  const liquidating = new Set<string>();
  for (const { fill } of fills) if (fill.cause === 'liquidation') liquidating.add(fill.clientOrderId);
  const known = Object.values(ended).reduce((sum, count) => sum + count, 0);
  return {
    orders: known + openOrders,
    filled: ended.filled ?? 0,
    canceled: ended.canceled ?? 0,
    expired: ended.expired ?? 0,
    denied: ended.denied ?? 0,
    rejected: ended.rejected ?? 0,
    open: openOrders,
    fills: fills.length,
    liquidations: liquidating.size,
  };
}
