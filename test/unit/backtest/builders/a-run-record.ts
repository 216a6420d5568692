import { EquityCurve } from '../../../../src/backtest/equity-curve.ts';
import { BacktestResult } from '../../../../src/backtest/result.ts';
import type { RunRecord } from '../../../../src/backtest/run-record.ts';
import { toDecimal } from '../../../../src/domain/decimal.ts';
import { type Money, toMoney } from '../../../../src/domain/money.ts';

export function money(amount: string): Money {
  return toMoney(toDecimal(amount));
}

/** A curve through `[at, equity]` points. */
export function aCurve(points: readonly (readonly [at: number, equity: number])[]): EquityCurve {
  const curve = new EquityCurve();
  curve.recordTransfers(0, 0n);
  for (const [at, equity] of points) curve.record(at, equity);
  return curve;
}

/** A run in which nothing happened: 10,000 USDT for a day, changed where the test is about it. */
export function aRunRecord(change: Partial<RunRecord> = {}): RunRecord {
  return {
    title: 'Backtest',
    accountCurrency: 'USDT',
    assumptions: [],
    notes: [],
    warmupBars: 0,
    steps: 1440,
    startedAt: 0,
    endedAt: 86_400_000,
    startEquity: money('10000'),
    endEquity: money('10000'),
    funding: new Map(),
    instruments: [],
    candles: () => null,
    curve: aCurve([
      [0, 10_000],
      [86_400_000, 10_000],
    ]),
    fills: [],
    trades: [],
    decisions: [],
    decisionCounts: { buy: 0, sell: 0, hold: 0, close: 0, no_entry: 0 },
    ended: {},
    openOrders: 0,
    positions: [],
    ...change,
  };
}

export function aResult(change: Partial<RunRecord> = {}): BacktestResult {
  return new BacktestResult(aRunRecord(change));
}
