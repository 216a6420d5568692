/**
 * What every contestant of the backtest does, but for grademark where it cannot.
 *
 * Strategy, on closed bars only:
 * - The fast average is the mean of the last 20 closes, the slow one of the last 50; both exist from the
 *   50th bar on. An up-cross is a bar whose fast average is above the slow one while the bar before had it
 *   at or below; a down-cross is the mirror image. Ties count, so the sums are compared as integers.
 * - Up-cross without a position: a market buy of `QUANTITY_LOTS`, and once it is filled a reduce-only limit
 *   sell (the target) and a reduce-only stop-market sell (the stop), each for the whole position. Target is
 *   the entry's fill price × 1.004, stop × 0.997, both rounded up to the tick.
 * - Down-cross with a position: a reduce-only market sell of the whole.
 * - Any other cross: nothing.
 *
 * Exchange:
 * - A market order that a strategy places at the close of a bar fills at the open of the next one, before any
 *   resting order meets that open.
 * - Target and stop rest from that open on, so the bar of the entry counts for both.
 * - The stop fills when the bar's low is at or below it: at the stop, or at the open when that lies below.
 * - The target fills when the bar's high is at or above it: at the target, or at the open when that lies above.
 * - When a bar reaches both, the stop fills, unless the open is already at or above the target.
 * - A flat position cancels what is left of the pair.
 * - Every fill pays `FEE_PPM` of its value. No slippage, no funding, no volume cap, the last price is the mark.
 * - Each order placed counts as an order: entry, target, stop, exit. Each entry has one exit fill, so a
 *   finished trade is two fills.
 * - The account begins with `START_EQUITY`; at the end an open position is valued at the last close.
 */
export const FAST_PERIOD = 20;
export const SLOW_PERIOD = 50;
export const QUANTITY_LOTS = 200;
export const FEE_PPM = 500;
/** In USDT. Large against the quantity: a thousand losing trades trip no risk limit. */
export const START_EQUITY = 100_000;
/** One tick times one lot is 1e-5 USDT, and a millionth of it 1e-11: every amount of a run is whole in that. */
export const MONEY_DECIMALS = 11;

/** The target for an entry filled at this price, in ticks: 0.4 % above, rounded up. */
export function targetOf(entryTicks: number): number {
  return Math.ceil((entryTicks * 1004) / 1000);
}

/** The stop for an entry filled at this price, in ticks: 0.3 % below, rounded up. */
export function stopOf(entryTicks: number): number {
  return Math.ceil((entryTicks * 997) / 1000);
}
