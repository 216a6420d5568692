import type { Contestant } from '../harness/contestant.ts';
import type { Bars } from './bars.ts';
import { ordersOfTrades } from './grademark-result.ts';
import { frameOf, signalBars, trade } from './grademark-strategy.ts';
import type { BacktestResult } from './result.ts';

/** grademark from the same columns that brokerkit starts from: rows, signals and frame are in the time. */
export const contestant: Contestant<Bars, BacktestResult> = {
  name: 'grademark, rows and frame included',
  prepare(bars) {
    let trades: ReturnType<typeof trade> = [];
    return {
      run() {
        trades = trade(frameOf(signalBars(bars)));
      },
      result: () => ordersOfTrades(trades),
    };
  },
};
