import type { Contestant } from '../harness/contestant.ts';
import { formatScaled } from '../harness/scaled.ts';
import type { Bars } from './bars.ts';
import type { BacktestResult, BenchFill } from './result.ts';
import { digestFills } from './result.ts';
import {
  FAST_PERIOD,
  FEE_PPM,
  MONEY_DECIMALS,
  QUANTITY_LOTS,
  SLOW_PERIOD,
  START_EQUITY,
  stopOf,
  targetOf,
} from './rules.ts';

/**
 * The rules as one loop with nothing clever in it: the judge of the others.
 *
 * Averages are summed anew on every bar, money is a bigint in units of 1e-11 USDT.
 */
export const contestant: Contestant<Bars, BacktestResult> = {
  name: 'plain loop',
  prepare(bars) {
    let result: BacktestResult | null = null;
    return {
      run() {
        result = walk(bars);
      },
      result() {
        if (result === null) throw new Error('The loop has not run.');
        return result;
      },
    };
  },
};

const UNITS_PER_USDT = 10n ** BigInt(MONEY_DECIMALS);
// One tick × one lot is 1e-5 USDT.
const UNITS_PER_TICK_LOT = 10n ** BigInt(MONEY_DECIMALS - 5);

function walk(bars: Bars): BacktestResult {
  const fills: BenchFill[] = [];
  let orders = 0;
  let trades = 0;
  let cash = BigInt(START_EQUITY) * UNITS_PER_USDT;
  let position: { readonly entry: number; readonly target: number; readonly stop: number } | null = null;
  let wish: 'enter' | 'exit' | null = null;

  function fill(bar: number, kind: BenchFill['kind'], ticks: number): void {
    fills.push({ bar, kind, ticks });
    cash -= (worthOf(ticks) * BigInt(FEE_PPM)) / 1_000_000n;
  }
  function leave(bar: number, kind: BenchFill['kind'], entry: number, ticks: number): void {
    fill(bar, kind, ticks);
    cash += worthOf(ticks) - worthOf(entry);
    trades += 1;
    position = null;
  }

  for (let bar = 0; bar < bars.count; bar++) {
    const open = bars.open[bar]!;
    if (wish === 'enter') {
      orders += 3;
      fill(bar, 'entry', open);
      position = { entry: open, target: targetOf(open), stop: stopOf(open) };
    } else if (wish === 'exit' && position !== null) {
      orders += 1;
      leave(bar, 'exit', position.entry, open);
    }
    if (position !== null) {
      const { entry, target, stop } = position;
      if (open >= target) leave(bar, 'target', entry, open);
      else if (bars.low[bar]! <= stop) leave(bar, 'stop', entry, Math.min(stop, open));
      else if (bars.high[bar]! >= target) leave(bar, 'target', entry, target);
    }
    const cross = crossAt(bars.close, bar);
    if (cross === 'up' && position === null) wish = 'enter';
    else if (cross === 'down' && position !== null) wish = 'exit';
    else wish = null;
  }
  return {
    orders,
    fills: fills.length,
    trades,
    finalEquity: formatScaled(cash + openProfit(position, bars), MONEY_DECIMALS),
    fillsDigest: digestFills(fills),
  };
}

function worthOf(ticks: number): bigint {
  return BigInt(ticks) * BigInt(QUANTITY_LOTS) * UNITS_PER_TICK_LOT;
}

function openProfit(position: { readonly entry: number } | null, bars: Bars): bigint {
  return position === null ? 0n : worthOf(bars.close[bars.count - 1]!) - worthOf(position.entry);
}

function crossAt(closes: Int32Array, bar: number): 'up' | 'down' | null {
  if (bar < SLOW_PERIOD) return null;
  const before = lead(closes, bar - 1);
  const now = lead(closes, bar);
  if (before <= 0 && now > 0) return 'up';
  return before >= 0 && now < 0 ? 'down' : null;
}

/** Fast average minus slow average, times both periods: whole, and of the same sign. */
function lead(closes: Int32Array, bar: number): number {
  return sumOfLast(closes, bar, FAST_PERIOD) * SLOW_PERIOD - sumOfLast(closes, bar, SLOW_PERIOD) * FAST_PERIOD;
}

function sumOfLast(closes: Int32Array, bar: number, period: number): number {
  let sum = 0;
  for (let index = bar - period + 1; index <= bar; index++) sum += closes[index]!;
  return sum;
}
