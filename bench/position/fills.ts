import { Random } from '../harness/random.ts';

/** Fills of one linear swap in columns: prices in ticks of 0.1 USDT, quantities in lots of 0.0001 BTC. */
export interface Fills {
  readonly count: number;
  /** 1 for a buy, -1 for a sell. */
  readonly side: Int8Array;
  readonly lots: Int32Array;
  readonly ticks: Int32Array;
  /** Fee rate of the fill in parts per million: 200 as maker, 500 as taker. */
  readonly feePpm: Int32Array;
}

const MAKER_PPM = 200;
const TAKER_PPM = 500;
const LARGEST_FILL = 500;
/** Past this many lots the next fill goes back towards flat. */
const LARGEST_POSITION = 20_000;
const LOWEST_PRICE = 300_000;
const PRICE_STEPS = 100;

/**
 * Seeded fills that open, add, reduce, close to the lot and flip: one in eight closes the position exactly,
 * one in sixteen turns it around.
 */
export function makeFills(count: number): Fills {
  const random = new Random(77_001);
  const fills = {
    side: new Int8Array(count),
    lots: new Int32Array(count),
    ticks: new Int32Array(count),
    feePpm: new Int32Array(count),
  };
  let position = 0;
  let ticks = 600_000;
  for (let index = 0; index < count; index++) {
    ticks = Math.max(LOWEST_PRICE, ticks + random.below(2 * PRICE_STEPS + 1) - PRICE_STEPS);
    const drawn = 1 + random.below(LARGEST_FILL);
    const fate = random.fraction();
    const held = Math.abs(position);
    const back = position > 0 ? -1 : 1;
    let side = random.fraction() < 0.5 ? 1 : -1;
    let lots = drawn;
    if (held > 0 && fate < 1 / 8) [side, lots] = [back, held];
    else if (held > 0 && fate < 3 / 16) [side, lots] = [back, held + drawn];
    else if (held > LARGEST_POSITION) side = back;
    fills.side[index] = side;
    fills.lots[index] = lots;
    fills.ticks[index] = ticks;
    fills.feePpm[index] = random.fraction() < 0.5 ? MAKER_PPM : TAKER_PPM;
    position += side * lots;
  }
  return { count, ...fills };
}
