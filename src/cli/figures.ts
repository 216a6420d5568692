import type { BacktestResult } from '../backtest/result.ts';
import type { Screen } from './screen.ts';
import { count, money, percent, ratio } from './wording.ts';

/** The figures that a person looks for first, as aligned lines; then further ones, then what else there is to say. */
export function showFigures(screen: Screen, result: BacktestResult, more: () => void = () => {}): void {
  const { statistics, accountCurrency } = result;
  const { trades, orders, maxDrawdown } = statistics;
  const net = screen.paint(statistics.netPnl.isNegative() ? 'red' : 'green', money(statistics.netPnl, 'signed'));
  const rows: readonly (readonly [string, string])[] = [
    ['Equity', `${money(statistics.startEquity)} → ${money(statistics.endEquity)} ${accountCurrency}`],
    ['Net result', `${net} (${percent(statistics.totalReturn, 2)}); buy and hold ${percent(statistics.buyAndHold, 2)}`],
    [
      'Gross, fees, funding',
      `${money(statistics.grossPnl, 'signed')}, ${money(statistics.fees)} paid, ${money(statistics.funding, 'signed')}`,
    ],
    [
      'Trades',
      `${count(trades.count)}: ${count(trades.won)} won, ${count(trades.lost)} lost; win rate ${percent(trades.winRate)}, profit factor ${ratio(trades.profitFactor)}`,
    ],
    [
      'Orders',
      `${count(orders.orders)}: ${count(orders.filled)} filled, ${count(orders.canceled)} canceled, ${count(orders.denied)} denied, ${count(orders.rejected)} rejected`,
    ],
    [
      'Largest drawdown',
      maxDrawdown === null ? 'none' : `${percent(maxDrawdown.fraction.toNumber(), 2)} (${money(maxDrawdown.amount)})`,
    ],
    ['Sharpe, Sortino', `${ratio(statistics.sharpe)}, ${ratio(statistics.sortino)}`],
    ['In the market', percent(statistics.exposureFraction)],
  ];
  screen.line();
  for (const [label, text] of rows) screen.line(`${screen.paint('dim', label.padEnd(21))} ${text}`);
  more();
  const idle = result.decisions.filter(({ reason }) => reason !== null);
  const first = idle[0]?.reason;
  if (first)
    screen.line(screen.paint('yellow', `${count(idle.length)} decisions led to no order; the first: ${first.message}`));
  if (result.notes.length > 0) screen.line();
  for (const note of result.notes) screen.line(screen.paint('dim', `· ${note}`));
}
