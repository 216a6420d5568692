import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { Instrument, type InstrumentSpec } from '../domain/instrument.ts';
import { SeededRandom } from '../domain/seeded-random.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { CandleSeries } from './candle-series.ts';

/** How many invented bars of which instruments; everything has a default. */
export interface SyntheticCandlesOptions {
  /** Default: the built-in swaps, BTC and ETH. */
  readonly instruments?: readonly InstrumentSpec[];
  /** Bars per instrument. Default 8640: thirty days of five minutes. */
  readonly bars?: number;
  /** The same seed gives the same bars; a shorter run is the beginning of a longer one. Default 7. */
  readonly seed?: number;
  /** Default five minutes. */
  readonly intervalMs?: number;
  /** Open time of the first bar, epoch ms. Default 2026-01-01 00:00 UTC. */
  readonly startsAt?: number;
}

/** A stretch of market with a character of its own. */
interface Regime {
  /** Expected move of a bar as a fraction of the price. */
  readonly drift: number;
  /** Multiple of the usual volatility. */
  readonly heat: number;
}

const REGIMES: readonly Regime[] = [
  { drift: 0.00005, heat: 0.8 },
  { drift: -0.00005, heat: 0.95 },
  { drift: 0, heat: 0.55 },
  { drift: 0.00009, heat: 1.2 },
  { drift: -0.0001, heat: 1.4 },
];
const SHORTEST_REGIME = 150;
const REGIME_SPREAD = 500;
/** Deviation of a bar's move as a fraction of the price when nothing is going on. */
const CALM = 0.0011;
const MOVES_PER_BAR = 8;
const JUMP_CHANCE = 1 / 700;
const JUMP_FRACTION = 0.012;
/** Part of every move that the instruments of a market share. */
const COMMON = 0.8;

const SWAPS = BUILT_IN_INSTRUMENTS.filter(({ type }) => type === 'swap');
const FIRST_BAR = Date.UTC(2026, 0, 1);

/** What a price begins at, by base currency; 100 for others. */
const FIRST_PRICES: Readonly<Record<string, number>> = { BTC: 65_000, ETH: 3_200 };
/** What changes hands in a quiet bar, in quote currency. */
const USUAL_TURNOVER = 6_000_000;

/**
 * Makes plausible candles: trends and ranges, volatility that comes in clusters, jumps, instruments that move together,
 * volume that grows with the movement. Prices are on the tick, volumes on the lot.
 *
 * Invented data: good for showing and testing, worthless for judging a strategy.
 *
 * @throws {ConfigurationError} `config/invalid` for a number of bars, interval or seed that makes no sense.
 */
export function syntheticCandles(options: SyntheticCandlesOptions = {}): readonly CandleSeries[] {
  const { instruments = SWAPS, bars = 8640, seed = 7, intervalMs = 300_000, startsAt = FIRST_BAR } = options;
  requireWhole('bars', bars, 1);
  requireWhole('intervalMs', intervalMs, 1);
  requireWhole('seed', seed, 0);
  const market = new Market(seed);
  const walks = instruments.map(
    (instrument, index) => new Walk(instrumentOf(instrument), bars, seed + 7919 * (index + 1)),
  );
  const openedAt = Float64Array.from({ length: bars }, (_, bar) => startsAt + bar * intervalMs);
  for (let bar = 0; bar < bars; bar++) {
    market.nextBar();
    for (const walk of walks) walk.nextBar(bar, market);
  }
  return walks.map((walk) => ({ instrument: walk.instrument, intervalMs, openedAt, ...walk.columns }));
}

/** What all instruments share: the regime, the excitement, and the common part of the moves. */
class Market {
  readonly #random: SeededRandom;
  readonly moves = new Float64Array(MOVES_PER_BAR);
  drift = 0;
  /** Deviation of one move as a fraction of the price. */
  deviation = 0;
  jump = 0;
  #left = 0;
  #regime: Regime = { drift: 0, heat: 1 };
  #excitement = 1;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  nextBar(): void {
    const random = this.#random;
    if (this.#left === 0) {
      this.#regime = REGIMES[random.below(REGIMES.length)]!;
      this.#left = SHORTEST_REGIME + random.below(REGIME_SPREAD);
    }
    this.#left -= 1;
    // Large moves excite the bars after them; the excitement fades slowly, so volatility comes in clusters.
    let movement = 0;
    for (let i = 0; i < MOVES_PER_BAR; i++) {
      const move = random.bell();
      this.moves[i] = move;
      movement += move * move;
    }
    this.jump = random.fraction() < JUMP_CHANCE ? JUMP_FRACTION * (2 * random.fraction() - 1) : 0;
    const shock = this.jump === 0 ? movement / MOVES_PER_BAR : 3;
    this.#excitement = 0.12 + 0.8 * this.#excitement + 0.08 * shock * shock;
    if (this.#excitement > 4) this.#excitement = 4;
    this.drift = this.#regime.drift / MOVES_PER_BAR;
    this.deviation = (CALM * this.#regime.heat * this.#excitement) / Math.sqrt(MOVES_PER_BAR);
  }
}

/** The price of one instrument. */
class Walk {
  readonly instrument: Instrument;
  readonly columns: Pick<CandleSeries, 'openTicks' | 'highTicks' | 'lowTicks' | 'closeTicks' | 'volumeLots'>;
  readonly #random: SeededRandom;
  readonly #first: number;
  readonly #lotValue: number;
  #ticks: number;

  constructor(instrument: Instrument, bars: number, seed: number) {
    this.instrument = instrument;
    this.#random = new SeededRandom(seed);
    const tick = instrument.tickSize.toNumber();
    this.#first = Math.max(1000, Math.round((FIRST_PRICES[instrument.baseCurrency] ?? 100) / tick));
    this.#ticks = this.#first;
    this.#lotValue = instrument.lotSize.toNumber() * tick;
    this.columns = {
      openTicks: new Int32Array(bars),
      highTicks: new Int32Array(bars),
      lowTicks: new Int32Array(bars),
      closeTicks: new Int32Array(bars),
      volumeLots: new Float64Array(bars),
    };
  }

  nextBar(bar: number, market: Market): void {
    const random = this.#random;
    let price = this.#inside(this.#ticks * (1 + market.jump) + random.below(3) - 1);
    const open = price;
    let high = price;
    let low = price;
    for (let i = 0; i < MOVES_PER_BAR; i++) {
      const move = COMMON * market.moves[i]! + 0.6 * random.bell();
      price = this.#inside(price * (1 + market.drift + market.deviation * move));
      if (price > high) high = price;
      if (price < low) low = price;
    }
    const { columns } = this;
    columns.openTicks[bar] = open;
    columns.highTicks[bar] = high;
    columns.lowTicks[bar] = low;
    columns.closeTicks[bar] = price;
    const activity = 0.4 + random.fraction() + ((high - low) / open) * 400;
    columns.volumeLots[bar] = Math.round((USUAL_TURNOVER * activity) / (price * this.#lotValue));
    this.#ticks = price;
  }

  /** Turns back at a sixth and at six times of the first price, so that a long walk stays plausible. */
  #inside(price: number): number {
    const least = this.#first / 6;
    const most = this.#first * 6;
    const inside = price < least ? 2 * least - price : price > most ? 2 * most - price : price;
    return Math.round(inside);
  }
}

function instrumentOf(spec: InstrumentSpec): Instrument {
  return spec instanceof Instrument ? spec : new Instrument(spec);
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ConfigurationError(`${name} must be a whole number of at least ${least}, not ${value}.`, {
    code: 'config/invalid',
  });
}
