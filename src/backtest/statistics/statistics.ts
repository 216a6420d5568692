import { type Decimal, ZERO } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import { fromMoney, type Money, toMoney } from '../../domain/money.ts';
import { sharpe } from '../../domain/portfolio-statistics.ts';
import type { RunRecord } from '../run-record.ts';
import type { Trade } from '../trade.ts';
import { buyAndHold, equalParts } from './buy-and-hold.ts';
import { type DrawdownEpisode, drawdownEpisode } from './drawdown-episode.ts';
import { exposure, type Span } from './exposure.ts';
import { type OrderFigures, orderFigures } from './order-figures.ts';
import { cagr, calmar, dailyReturns, sortino, totalReturn, volatility } from './returns.ts';
import { type TradeFigures, tradeFigures } from './trade-figures.ts';
import { type TradingCosts, tradingCosts } from './trading-costs.ts';
import { meanEquity, turnover } from './turnover.ts';

/** What one instrument contributed. */
export interface InstrumentStatistics {
  readonly instrument: InstrumentId;
  readonly trades: TradeFigures;
  readonly costs: TradingCosts;
  /** Positive is received. */
  readonly funding: Decimal;
  /** Of a position that was open at the end, at the last known price. */
  readonly unrealizedPnl: Decimal;
  /** Share of the time with a position in it. */
  readonly exposureFraction: number | null;
  /** What buying at the start and holding would have returned. */
  readonly buyAndHold: number | null;
}

/**
 * What a run came to. Amounts are in the account currency, ratios are fractions (0.05, never 5), and what is not defined
 * is `null`.
 */
export interface BacktestStatistics {
  readonly startEquity: Decimal;
  readonly endEquity: Decimal;
  /** Net result: equity at the end less equity at the start less what was transferred in. Open positions count at the last price. */
  readonly netPnl: Decimal;
  /** Gross result: net result before fees and funding. */
  readonly grossPnl: Decimal;
  /** Positive is paid. */
  readonly fees: Decimal;
  /** Positive is received. */
  readonly funding: Decimal;
  /** Part of the net result that open positions stand for at the end. */
  readonly unrealizedPnl: Decimal;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: DrawdownEpisode | null;
  readonly trades: TradeFigures;
  readonly orders: OrderFigures;
  readonly costs: TradingCosts;
  readonly exposureFraction: number | null;
  readonly turnover: number | null;
  /** Mean over the instruments: equal parts of the money in each. */
  readonly buyAndHold: number | null;
  readonly instruments: readonly InstrumentStatistics[];
}

/** Computes every figure of a run. */
export function statisticsOf(record: RunRecord, trades: readonly Trade[]): BacktestStatistics {
  const { curve } = record;
  const net = record.endEquity - record.startEquity - curve.transferred;
  const costs = tradingCosts(record.fills);
  const fundingTotal = [...record.funding.values()].reduce((sum, amount) => sum + amount, 0n);
  const returns = dailyReturns(curve.points());
  const total = totalReturn(net, record.startEquity);
  const growth = cagr(total, record.endedAt - record.startedAt);
  const maxDrawdown = drawdownEpisode(() => curve.points());
  const instruments = record.instruments.map(({ id }) => instrumentStatistics(record, id, trades));
  return {
    startEquity: amount(record.startEquity),
    endEquity: amount(record.endEquity),
    netPnl: amount(net),
    grossPnl: amount(net + toMoney(costs.fees) - fundingTotal),
    fees: costs.fees,
    funding: amount(fundingTotal),
    unrealizedPnl: unrealized(record, null),
    totalReturn: total,
    cagr: growth,
    volatility: volatility(returns),
    sharpe: sharpe(returns),
    sortino: sortino(returns),
    calmar: calmar(growth, maxDrawdown?.fraction.toNumber() ?? null),
    maxDrawdown,
    trades: tradeFigures(trades),
    orders: orderFigures(record),
    costs,
    exposureFraction: exposure(spans(record, trades, null), within(record)),
    turnover: turnover(costs.tradedValue.toNumber(), meanEquity(curve)),
    buyAndHold: equalParts(instruments.map((one) => one.buyAndHold)),
    instruments,
  };
}

function instrumentStatistics(record: RunRecord, id: InstrumentId, all: readonly Trade[]): InstrumentStatistics {
  const trades = all.filter(({ instrument }) => instrument === id);
  return {
    instrument: id,
    trades: tradeFigures(trades),
    costs: tradingCosts(record.fills.filter(({ fill }) => fill.instrument === id)),
    funding: amount(record.funding.get(id) ?? 0n),
    unrealizedPnl: unrealized(record, id),
    exposureFraction: exposure(spans(record, trades, id), within(record)),
    buyAndHold: buyAndHold(record.candles(id), record.startedAt),
  };
}

/** When a position was open: of one instrument, or of any. */
function spans(record: RunRecord, trades: readonly Trade[], id: InstrumentId | null): readonly Span[] {
  const closed = trades.map(({ openedAt, closedAt }) => ({ from: openedAt, to: closedAt }));
  const open = record.positions
    .filter(({ instrument }) => id === null || instrument === id)
    .map(({ openedAt }) => ({ from: openedAt, to: record.endedAt }));
  return [...closed, ...open];
}

function unrealized(record: RunRecord, id: InstrumentId | null): Decimal {
  return record.positions
    .filter(({ instrument }) => id === null || instrument === id)
    .reduce((sum, position) => sum.add(position.unrealizedPnl ?? ZERO), ZERO);
}

function within(record: RunRecord): Span {
  return { from: record.startedAt, to: record.endedAt };
}

function amount(money: Money): Decimal {
  return money === 0n ? ZERO : fromMoney(money);
}
