import { DataFrame } from 'data-forge';
import { type Bar, backtest, type Trade } from 'grademark';
import { BAR_MS, type Bars } from './bars.ts';
import { FAST_PERIOD, SLOW_PERIOD, stopOf, targetOf } from './rules.ts';

/** A bar as grademark reads it, with its signal as a column, the way its manual adds signals. */
export interface SignalBar extends Bar {
  readonly signal: number;
}

/**
 * The rows that grademark trades on; the crosses are computed here, so its run does no averaging at all.
 *
 * Prices are the doubles nearest to the tick prices; volume stays in lots, a small integer, cheaper to hold.
 */
export function signalBars(bars: Bars): SignalBar[] {
  const rows = new Array<SignalBar>(bars.count);
  let fast = 0;
  let slow = 0;
  let before = 0;
  for (let bar = 0; bar < bars.count; bar++) {
    const close = bars.close[bar]!;
    fast += close - (bar >= FAST_PERIOD ? bars.close[bar - FAST_PERIOD]! : 0);
    slow += close - (bar >= SLOW_PERIOD ? bars.close[bar - SLOW_PERIOD]! : 0);
    const now = fast * SLOW_PERIOD - slow * FAST_PERIOD;
    rows[bar] = {
      time: new Date(bars.startAt + bar * BAR_MS),
      open: bars.open[bar]! / 10,
      high: bars.high[bar]! / 10,
      low: bars.low[bar]! / 10,
      close: close / 10,
      volume: bars.volume[bar]!,
      signal: bar < SLOW_PERIOD ? 0 : crossOf(before, now),
    };
    before = now;
  }
  return rows;
}

function crossOf(before: number, now: number): number {
  if (before <= 0 && now > 0) return 1;
  return before >= 0 && now < 0 ? -1 : 0;
}

export function frameOf(rows: readonly SignalBar[]): DataFrame<number, SignalBar> {
  return new DataFrame(rows);
}

/** The strategy by grademark's own rules; it takes distances from the entry price and knows no fees. */
export function trade(frame: DataFrame<number, SignalBar>): Trade[] {
  return backtest<SignalBar>(
    {
      entryRule(enterPosition, { bar }) {
        if (bar.signal === 1) enterPosition();
      },
      exitRule(exitPosition, { bar }) {
        if (bar.signal === -1) exitPosition();
      },
      stopLoss({ entryPrice }) {
        return entryPrice - stopOf(Math.round(entryPrice * 10)) / 10;
      },
      profitTarget({ entryPrice }) {
        return targetOf(Math.round(entryPrice * 10)) / 10 - entryPrice;
      },
    },
    frame,
  );
}
