import type { Contestant } from '../harness/contestant.ts';
import type { Bars } from './bars.ts';
import { ordersOfTrades } from './grademark-result.ts';
import { frameOf, signalBars, trade } from './grademark-strategy.ts';
import type { BacktestResult } from './result.ts';

/** grademark's `backtest()` alone: rows, signals and data frame are ready before the clock starts. */
export const contestant: Contestant<Bars, BacktestResult> = {
  name: 'grademark',
  prepare(bars) {
    const frame = frameOf(signalBars(bars));
    let trades: ReturnType<typeof trade> = [];
    return {
      run() {
        trades = trade(frame);
      },
      result: () => ordersOfTrades(trades),
    };
  },
};
