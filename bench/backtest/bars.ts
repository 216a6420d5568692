import { Random } from '../harness/random.ts';

/** One-minute bars of one instrument in columns; prices in ticks of 0.1 USDT, volume in lots of 0.0001 BTC. */
export interface Bars {
  readonly count: number;
  /** Start of the first bar, epoch ms, midnight UTC; each next one begins `BAR_MS` later. */
  readonly startAt: number;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Int32Array;
}

export const BAR_MS = 60_000;

const START_AT = Date.UTC(2024, 0, 1);
const FIRST_PRICE = 600_000;
// The walk turns back at these, so that a long one stays a plausible price.
const LOWEST = 300_000;
const HIGHEST = 1_200_000;
const MOVES_PER_BAR = 6;
// Deviation of one move as a fraction of the price; chosen so that the strategy makes about 38,000 orders.
const MOVE_FRACTION = 0.00023;
// One open in five hundred jumps by up to half a percent, past stops and targets alike.
const JUMP_CHANCE = 1 / 500;
const JUMP_FRACTION = 0.005;
// One bar in three hundred is violent enough to reach stop and target, or to end a trade that it began.
const WILD_CHANCE = 1 / 300;
const WILD_FACTOR = 8;
// A thousand times what one order of the strategy takes: a share of the volume caps nothing.
const LEAST_VOLUME = 200_000;

/** The first `count` bars of the seeded walk; a shorter run is the beginning of a longer one. */
export function makeBars(count: number): Bars {
  const random = new Random(20_260_101);
  const columns = {
    open: new Int32Array(count),
    high: new Int32Array(count),
    low: new Int32Array(count),
    close: new Int32Array(count),
    volume: new Int32Array(count),
  };
  let price = FIRST_PRICE;
  for (let bar = 0; bar < count; bar++) {
    const jumps = random.fraction() < JUMP_CHANCE;
    price = inside(
      price + (jumps ? Math.round(price * JUMP_FRACTION * (2 * random.fraction() - 1)) : random.below(3) - 1),
    );
    columns.open[bar] = price;
    const fraction = random.fraction() < WILD_CHANCE ? MOVE_FRACTION * WILD_FACTOR : MOVE_FRACTION;
    let high = price;
    let low = price;
    for (let move = 0; move < MOVES_PER_BAR; move++) {
      price = inside(price + Math.round(price * fraction * random.bell()));
      if (price > high) high = price;
      if (price < low) low = price;
    }
    columns.high[bar] = high;
    columns.low[bar] = low;
    columns.close[bar] = price;
    columns.volume[bar] = LEAST_VOLUME + random.below(LEAST_VOLUME * 10);
  }
  return { count, startAt: START_AT, ...columns };
}

function inside(price: number): number {
  if (price < LOWEST) return 2 * LOWEST - price;
  return price > HIGHEST ? 2 * HIGHEST - price : price;
}
