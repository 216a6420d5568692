import { BarPath, isQuiet } from './bar-path.ts';
import { runErrand } from './errands.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { Market } from './market.ts';
import { settle } from './settle.ts';

/** A bar begins: its opening price and its share of the volume can be had by what comes from now on. */
export function openBar(
  state: ExchangeState,
  market: Market,
  at: number,
  intervalMs: number,
  openTicks: number,
  volumeLots: number,
): void {
  market.source = 'bar';
  market.barAt = at;
  market.barMs = intervalMs;
  market.cursor = openTicks;
  market.volume = volumeLots;
  market.volumeLeft =
    state.volumeSharePpm === 1_000_000 ? volumeLots : Math.floor((volumeLots * state.volumeSharePpm) / 1e6);
  if (market.arrivals.length > 0) {
    for (const errand of market.arrivals.splice(0)) runErrand(state, errand);
    settle(state);
  }
}

/** The bar has ended: what rests meets its prices, along the documented path. */
export function closeBar(state: ExchangeState, market: Market, high: number, low: number, close: number): void {
  if (!market.barIsOpen) return;
  if (isQuiet(state, market, high, low)) market.moveLast(close);
  else {
    market.isWalked = true;
    new BarPath(state, market, high, low, close).walk();
    market.isWalked = false;
  }
  market.range = high - low;
  market.cursor = Number.NaN;
  market.volumeLeft = 0;
}
