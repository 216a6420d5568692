/**
 * What all position updates are compared by.
 *
 * The rule: a position keeps its cost, the sum of price × quantity of what is open, never an average price.
 * Closing a part takes floor(cost × closed ÷ open) off the cost; the profit is the difference to what the
 * part is worth at the fill's price, in the direction of the position. What closes more than is open opens
 * the rest on the other side. A fee is price × quantity × rate. Cash is profit less fees.
 *
 * Amounts are plain decimals in USDT to the last of 11 digits.
 */
export interface PositionResult {
  /** Signed lots. */
  readonly lots: number;
  readonly cost: string;
  readonly realizedPnl: string;
  readonly fees: string;
  readonly cash: string;
}
