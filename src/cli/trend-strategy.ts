import type { Decision } from '../domain/decision.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { Strategy, StrategyContext } from '../ports/strategy.ts';

/** Bars of the fast and the slow average, and of the range that a breakout has to leave. */
const FAST = 72;
const SLOW = 288;
const RANGE = 144;
/** Stop and target, in multiples of the average true range. */
const STOP_RANGES = 6;
const TARGET_RANGES = 12;
/** Part of the equity that a stop may cost, and the largest margin of one entry. */
const RISK_FRACTION = 0.004;
const MOST_MARGIN = 0.2;

export interface TrendOptions {
  readonly instruments: readonly Pick<Instrument, 'id' | 'tickSize'>[];
  /** What the account's leverage is; it turns the risk of an entry into its margin. */
  readonly leverage: number;
}

/**
 * Follows trends: enters when the price leaves the range of the last bars in the direction of the averages, with a stop
 * and a target by the usual movement of a bar; leaves when the averages turn.
 *
 * An example to read, not advice to trade.
 */
export function trendStrategy(options: TrendOptions): Strategy {
  const trends = options.instruments.map((instrument) => new Trend(instrument, options.leverage));
  return (context) => {
    // Most bars change nothing; they cost no promise and no object.
    const turned = trends.filter((trend) => trend.read(context.candles(trend.instrument.id)));
    return turned.length === 0 ? undefined : decide(turned, context);
  };
}

async function decide(turned: readonly Trend[], context: StrategyContext): Promise<readonly Decision[]> {
  const positions = await context.positions();
  return turned.flatMap((trend) => {
    const held = positions.find((position) => position.instrument === trend.instrument.id);
    return trend.decide(held?.side ?? null);
  });
}

/** The averages of one instrument, brought up to date bar by bar. */
class Trend {
  readonly instrument: Pick<Instrument, 'id' | 'tickSize'>;
  readonly #leverage: number;
  readonly #digits: number;
  #seen = 0;
  #fast = 0;
  #slow = 0;
  #trueRange = 0;
  #close = 0;
  /** 1 above, −1 below the range of the bars before, 0 inside. */
  #breakout = 0;
  #direction = 0;

  constructor(instrument: Pick<Instrument, 'id' | 'tickSize'>, leverage: number) {
    this.instrument = instrument;
    this.#leverage = leverage;
    this.#digits = instrument.tickSize.decimalPlaces();
  }

  /** Takes in the bars that closed since; `true` when with the last of them the averages turned or the price left its range. */
  read(candles: Candles): boolean {
    const { length } = candles;
    if (length === this.#seen || length < 2) return false;
    let isNews = false;
    for (let bar = Math.max(1, this.#seen); bar < length; bar++) isNews = this.#take(candles, bar);
    this.#seen = length;
    return isNews;
  }

  #take(candles: Candles, bar: number): boolean {
    const { high, low, close } = candles;
    const before = close.at(bar - 1);
    this.#close = close.at(bar);
    const trueRange = Math.max(high.at(bar), before) - Math.min(low.at(bar), before);
    if (bar === 1) {
      this.#fast = before;
      this.#slow = before;
      this.#trueRange = trueRange;
    }
    this.#fast += (this.#close - this.#fast) * (2 / (FAST + 1));
    this.#slow += (this.#close - this.#slow) * (2 / (SLOW + 1));
    this.#trueRange += (trueRange - this.#trueRange) / FAST;
    if (bar + 1 < SLOW) return false;
    const [was, broke] = [this.#direction, this.#breakout];
    this.#direction = Math.sign(this.#fast - this.#slow);
    this.#breakout = breakoutOf(candles, bar);
    return this.#direction !== was || (this.#breakout !== broke && this.#breakout === this.#direction);
  }

  decide(held: 'long' | 'short' | null): readonly Decision[] {
    const { id } = this.instrument;
    const strength = Math.abs(this.#fast - this.#slow) / this.#trueRange;
    const confidence = Math.round(Math.min(0.95, 0.5 + strength / 8) * 100) / 100;
    if (held !== null) {
      if ((held === 'long') === this.#direction > 0)
        return [{ action: 'hold', instrument: id, confidence, reasons: ['The trend goes on.'] }];
      return [{ action: 'close', instrument: id, confidence, reasons: [`The averages turned against the ${held}.`] }];
    }
    if (this.#breakout === 0 || this.#breakout !== this.#direction) return [];
    if (strength < 0.5)
      return [{ action: 'no_entry', instrument: id, confidence, reasons: ['The averages hardly differ.'] }];
    const up = this.#direction > 0;
    const distance = this.#trueRange * STOP_RANGES;
    const margin = Math.min(MOST_MARGIN, (RISK_FRACTION * this.#close) / distance / this.#leverage);
    return [
      {
        action: up ? 'buy' : 'sell',
        instrument: id,
        confidence,
        reasons: [
          `Close ${this.#close} is ${up ? 'above' : 'below'} the last ${RANGE} bars.`,
          `The averages are ${strength.toFixed(1)} ranges apart.`,
        ],
        size: { marginFraction: margin.toFixed(6) },
        stop: (this.#close - this.#direction * distance).toFixed(this.#digits),
        target: (this.#close + this.#direction * this.#trueRange * TARGET_RANGES).toFixed(this.#digits),
      },
    ];
  }
}

function breakoutOf({ high, low, close }: Candles, bar: number): -1 | 0 | 1 {
  let highest = high.at(bar - 1);
  let lowest = low.at(bar - 1);
  for (let back = 2; back <= RANGE; back++) {
    highest = Math.max(highest, high.at(bar - back));
    lowest = Math.min(lowest, low.at(bar - back));
  }
  return close.at(bar) > highest ? 1 : close.at(bar) < lowest ? -1 : 0;
}
