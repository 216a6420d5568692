import type { Trade } from 'grademark';
import type { BacktestResult } from './result.ts';

/**
 * grademark's trades in the common form.
 *
 * It has no orders: three are counted for each entry and one for each exit by rule, as the others place them.
 */
export function ordersOfTrades(trades: readonly Trade[]): BacktestResult {
  const open = trades.at(-1)?.exitReason === 'finalize' ? 1 : 0;
  const exits = trades.filter((trade) => trade.exitReason === 'exit-rule').length;
  return {
    orders: trades.length * 3 + exits,
    fills: trades.length * 2 - open,
    trades: trades.length - open,
    finalEquity: null,
    fillsDigest: null,
  };
}
