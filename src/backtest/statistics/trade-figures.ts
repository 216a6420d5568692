import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { fromMoney, type Money, toMoney } from '../../domain/money.ts';
import { addResult, NO_RESULTS, profitFactor, winRate } from '../../domain/portfolio-statistics.ts';
import type { Trade } from '../trade.ts';

/** What the closed trades came to. A trade is won when its net result is above zero and lost when it is below. */
export interface TradeFigures {
  readonly count: number;
  readonly won: number;
  readonly lost: number;
  /** Won ÷ all; `null` without trades. */
  readonly winRate: number | null;
  /** Sum of the net results of those won ÷ sum of those lost; `null` without a loss. */
  readonly profitFactor: number | null;
  /** Expectancy: mean net result of a trade, in the account currency; `null` without trades. */
  readonly expectancy: Decimal | null;
  /** Mean net result of those won; `null` without one. */
  readonly averageWin: Decimal | null;
  /** Mean net result of those lost, as a positive amount; `null` without one. */
  readonly averageLoss: Decimal | null;
  /** Payoff ratio: average win ÷ average loss; `null` without both. */
  readonly payoff: number | null;
  readonly largestWin: Decimal | null;
  /** As a positive amount. */
  readonly largestLoss: Decimal | null;
  /** Mean time from the first fill to the last; `null` without trades. */
  readonly averageDurationMs: number | null;
  readonly netPnl: Decimal;
  /** Before fees and funding. */
  readonly grossPnl: Decimal;
}

/** The figures over closed trades; sums are exact, means have 20 digits. */
export function tradeFigures(trades: readonly Trade[]): TradeFigures {
  let tally = NO_RESULTS;
  let lost = 0;
  let gross = 0n;
  let duration = 0;
  let best = 0n;
  let worst = 0n;
  for (const trade of trades) {
    const net = toMoney(trade.netPnl);
    tally = addResult(tally, net);
    if (net < 0n) lost += 1;
    if (net > best) best = net;
    if (net < worst) worst = net;
    gross += toMoney(trade.grossPnl);
    duration += trade.closedAt - trade.openedAt;
  }
  const net = tally.gains - tally.losses;
  const averageWin = mean(tally.gains, tally.wins);
  const averageLoss = mean(tally.losses, lost);
  return {
    count: tally.count,
    won: tally.wins,
    lost,
    winRate: winRate(tally),
    profitFactor: profitFactor(tally),
    expectancy: mean(net, tally.count),
    averageWin,
    averageLoss,
    payoff: averageWin === null || averageLoss === null ? null : averageWin.div(averageLoss).toNumber(),
    largestWin: best > 0n ? fromMoney(best) : null,
    largestLoss: worst < 0n ? fromMoney(-worst) : null,
    averageDurationMs: tally.count === 0 ? null : duration / tally.count,
    netPnl: net === 0n ? ZERO : fromMoney(net),
    grossPnl: gross === 0n ? ZERO : fromMoney(gross),
  };
}

/** Means are cut to this many digits; every digit of a third would help nobody. */
const MEAN_DIGITS = 20;

function mean(sum: Money, count: number): Decimal | null {
  return count === 0 ? null : fromMoney(sum).div(count).toSignificantDigits(MEAN_DIGITS);
}
