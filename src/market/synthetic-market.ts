import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import type { Decimal } from '../domain/decimal.ts';
import { Instrument, type InstrumentId, type InstrumentSpec } from '../domain/instrument.ts';
import type { Candles, Quote } from '../domain/market.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { ConfigurationError, VenueError } from '../errors/index.ts';
import type { Unsubscribe } from '../ports/broker.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { ContextMarket, MarketBars } from '../ports/context-market.ts';
import type { LiveBook, LiveFunding, LiveMark, LiveMarket, LiveTrade } from '../ports/live-market.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { MarketListener } from '../ports/market-listener.ts';
import type { CandleSeries } from './candle-series.ts';
import { ClosedCandles } from './candle-view.ts';
import { syntheticCandles } from './synthetic-candles.ts';
import { SyntheticInstrument } from './synthetic-instrument.ts';

/** A market without a venue; everything has a default. */
export interface SyntheticMarketOptions {
  /** Default: the built-in swaps, BTC and ETH. */
  readonly instruments?: readonly InstrumentSpec[];
  /** The same seed gives the same prices at the same time, on every machine and after every restart. Default 7. */
  readonly seed?: number;
  /** Between two steps of the prices, ms; it divides a minute. Default 1000. */
  readonly stepMs?: number;
  /** Length of the bars of `getCandles`, ms; it divides five minutes or is a multiple of them. Default one minute. */
  readonly candleIntervalMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A market that is invented as time goes on: what moves a simulated exchange, and what a prompt says of it. */
export interface SyntheticMarket extends LiveMarket, ContextMarket, AsyncDisposable {
  /** Ends the movement. Idempotent. */
  close(): Promise<void>;
}

const BASE_MS = 300_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
const FUNDING_MS = 28_800_000;
/** Where every history begins. */
const EPOCH = Date.UTC(2026, 0, 1);
/** Steps that are told one by one when the process was held up; after a longer time the market begins anew. */
const MOST_CAUGHT_UP = 600;
const MOST_BARS = 1_500;

const SWAPS = BUILT_IN_INSTRUMENTS.filter(({ type }) => type === 'swap');

/**
 * A living market without a network: bars as {@link syntheticCandles} makes them, a price that goes its way inside them
 * step by step, and trades, books, marks and funding to them.
 *
 * Where a price is, is a function of seed and time, so a simulated account finds the market where time has brought it
 * after a restart. Invented data: good for showing and testing, worthless for judging a strategy.
 *
 * @throws {ConfigurationError} `config/invalid` for a step or interval that does not fit.
 */
export function syntheticMarket(options: SyntheticMarketOptions = {}): SyntheticMarket {
  return new WalkingMarket(options);
}

interface Watch {
  readonly instrument: InstrumentId;
  readonly hear: (walk: SyntheticInstrument, step: number, isNewest: boolean) => void;
  readonly listener: MarketListener<never>;
}

class WalkingMarket implements SyntheticMarket {
  readonly data: LiveMarket['data'];
  readonly streams: LiveMarket['streams'];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #specs: readonly Instrument[];
  readonly #seed: number;
  readonly #stepMs: number;
  readonly #candleIntervalMs: number;
  readonly #watches = new Set<Watch>();
  #walks = new Map<InstrumentId, SyntheticInstrument>();
  #madeUntil = 0;
  #told = 0;
  #timer: CancelTimer = () => {};
  #isClosed = false;

  constructor(options: SyntheticMarketOptions) {
    const { instruments = SWAPS, seed = 7, stepMs = 1_000, candleIntervalMs = MINUTE, clock } = options;
    if (!(Number.isSafeInteger(stepMs) && stepMs > 0 && MINUTE % stepMs === 0)) {
      throw invalid('stepMs', `a number of milliseconds that divides a minute, not ${stepMs}`);
    }
    if (!fits(candleIntervalMs, stepMs)) {
      throw invalid('candleIntervalMs', `a length that divides five minutes or is a multiple of them`);
    }
    this.#clock = clock ?? new SystemClock();
    this.#logger = options.logger ?? silentLogger;
    this.#specs = instruments.map((spec) => (spec instanceof Instrument ? spec : new Instrument(spec)));
    this.#seed = seed;
    this.#stepMs = stepMs;
    this.#candleIntervalMs = candleIntervalMs;
    this.data = {
      getCandles: async (id, query) => this.#candles(id, query?.limit),
      getFundingHistory: async (id, since) => this.#fundingSince(id, since),
    };
    this.streams = {
      watchBook: (id, listener) =>
        this.#watch<LiveBook>(id, listener, (walk, step, isNewest, tell) => {
          if (isNewest) tell(walk.book(step));
        }),
      watchTrades: (id, listener) =>
        this.#watch<LiveTrade>(id, listener, (walk, step, _isNewest, tell) => {
          const trade = walk.trade(step);
          if (trade !== null) tell(trade);
        }),
      watchMarkPrice: (id, listener) =>
        this.#watch<LiveMark>(id, listener, (walk, step, isNewest, tell) => {
          if (isNewest) tell({ mark: walk.mark(step) });
        }),
      watchFunding: (id, listener) => this.#watchFunding(id, listener),
    };
  }

  async connect(): Promise<void> {
    if (this.#isClosed) return;
    this.#make();
  }

  instruments(): readonly Instrument[] {
    return this.#specs;
  }

  async getQuote(id: InstrumentId): Promise<Quote> {
    const step = this.#step();
    return { instrument: id, ...this.#walk(id).quote(step), at: this.#at(step) };
  }

  async getBars(id: InstrumentId, intervalMs: number, count: number): Promise<MarketBars> {
    const wanted = fits(intervalMs, this.#stepMs) ? intervalMs : Math.ceil(intervalMs / BASE_MS) * BASE_MS;
    const series = this.#series(id, wanted, count);
    const columns = new ClosedCandles(series, { count: series.openedAt.length });
    const { openedAt, open, high, low, close, volume } = columns;
    return {
      intervalMs: wanted,
      openedAt: openedAt.last(count),
      open: open.last(count),
      high: high.last(count),
      low: low.last(count),
      close: close.last(count),
      volume: volume.last(count),
    };
  }

  async getDepth(id: InstrumentId, levels: number) {
    const step = this.#step();
    const book = this.#walk(id).book(step);
    return { bids: book.bids().slice(0, levels), asks: book.asks().slice(0, levels), at: this.#at(step) };
  }

  async getFunding(id: InstrumentId) {
    const at = nextFunding(this.#clock.now());
    return { rate: this.#walk(id).fundingRate(at), at, periodMs: FUNDING_MS };
  }

  async getOpenInterest(id: InstrumentId): Promise<Decimal> {
    return this.#walk(id).openInterest(this.#step());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer();
    this.#watches.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #watch<T>(
    instrument: InstrumentId,
    listener: MarketListener<T>,
    hear: (walk: SyntheticInstrument, step: number, isNewest: boolean, tell: (news: T) => void) => void,
  ): Unsubscribe {
    const tell = (news: T): void => listener.onNews(news);
    const watch: Watch = {
      instrument,
      listener: listener as MarketListener<never>,
      hear: (walk, step, isNewest) => hear(walk, step, isNewest, tell),
    };
    this.#begin();
    this.#watches.add(watch);
    // As a stream does: what is, and then that from here on nothing is missing.
    queueMicrotask(() => {
      this.#hear(watch, true);
      if (this.#watches.has(watch)) listener.onLive?.();
    });
    return () => {
      this.#watches.delete(watch);
      if (this.#watches.size === 0) this.#timer();
    };
  }

  #watchFunding(id: InstrumentId, listener: MarketListener<LiveFunding>): Unsubscribe {
    let told = 0;
    return this.#watch<LiveFunding>(id, listener, (walk, step, isNewest, tell) => {
      const at = nextFunding(this.#at(step));
      if (!isNewest || at === told) return;
      told = at;
      tell({ rate: walk.fundingRate(at), at });
    });
  }

  #begin(): void {
    if (this.#isClosed || this.#watches.size > 0) return;
    this.#told = this.#step();
    this.#schedule();
  }

  #schedule(): void {
    this.#timer();
    const due = this.#at(this.#told + 1);
    this.#timer = this.#clock.schedule(Math.max(0, due - this.#clock.now()), () => this.#tick());
  }

  #tick(): void {
    const newest = this.#step();
    const isHeldUp = newest - this.#told > MOST_CAUGHT_UP;
    if (isHeldUp) {
      for (const { listener } of [...this.#watches]) listener.onLost?.();
      this.#told = newest - 1;
    }
    while (this.#told < newest) {
      this.#told += 1;
      for (const watch of [...this.#watches]) this.#hear(watch, this.#told === newest);
    }
    if (isHeldUp) for (const { listener } of [...this.#watches]) listener.onLive?.();
    if (this.#watches.size > 0 && !this.#isClosed) this.#schedule();
  }

  /** What one listener throws is no matter of the others. */
  #hear(watch: Watch, isNewest: boolean): void {
    if (!this.#watches.has(watch)) return;
    try {
      watch.hear(this.#walk(watch.instrument), this.#told, isNewest);
    } catch (error) {
      this.#logger.error('A listener of the synthetic market failed.', { error: String(error) });
    }
  }

  /** The step that has ended last. */
  #step(): number {
    this.#make();
    return Math.floor((this.#clock.now() - EPOCH) / this.#stepMs) - 1;
  }

  /** When a step has ended, epoch ms. */
  #at(step: number): number {
    return EPOCH + (step + 1) * this.#stepMs;
  }

  /** Makes the bars up to two days from now; those that are there stay as they are. */
  #make(): void {
    const now = this.#clock.now();
    if (now + BASE_MS < this.#madeUntil) return;
    if (now < EPOCH + DAY) {
      throw new ConfigurationError(
        'The clock is before 2 January 2026, and the synthetic market is not. Set the clock.',
        {
          code: 'config/invalid',
          details: { path: 'clock', now },
        },
      );
    }
    const until = Math.ceil((now + 2 * DAY) / DAY) * DAY;
    const bars = (until - EPOCH) / BASE_MS;
    const all = syntheticCandles({
      instruments: this.#specs,
      bars,
      seed: this.#seed,
      intervalMs: BASE_MS,
      startsAt: EPOCH,
    });
    const stepsPerBar = BASE_MS / this.#stepMs;
    this.#walks = new Map(
      all.map((series, index) => [
        series.instrument.id,
        new SyntheticInstrument(series, stepsPerBar, this.#seed * 31 + index),
      ]),
    );
    this.#madeUntil = until;
  }

  #walk(id: InstrumentId): SyntheticInstrument {
    this.#make();
    const walk = this.#walks.get(id);
    if (walk !== undefined) return walk;
    throw new VenueError(`The synthetic market has no ${id}. It has ${this.#specs.map((one) => one.id).join(', ')}.`, {
      code: 'venue/unknown_instrument',
      details: { instrument: id },
    });
  }

  #candles(id: InstrumentId, limit: number = MOST_BARS): Candles {
    const series = this.#series(id, this.#candleIntervalMs, Math.min(limit, MOST_BARS));
    return new ClosedCandles(series, { count: series.openedAt.length });
  }

  #series(id: InstrumentId, intervalMs: number, count: number): CandleSeries {
    const walk = this.#walk(id);
    const stepsPerBar = intervalMs / this.#stepMs;
    // Whole bars on the grid of UTC, as far as the history goes.
    const end = Math.floor((this.#step() + 1) / stepsPerBar);
    return walk.series(intervalMs, stepsPerBar, Math.max(0, end - count), end, EPOCH);
  }

  #fundingSince(id: InstrumentId, since: number) {
    const walk = this.#walk(id);
    const paid: { at: number; rate: Decimal }[] = [];
    const first = Math.ceil(Math.max(since, EPOCH) / FUNDING_MS) * FUNDING_MS;
    for (let at = first; at <= this.#clock.now(); at += FUNDING_MS) paid.push({ at, rate: walk.fundingRate(at) });
    return paid;
  }
}

function nextFunding(now: number): number {
  return (Math.floor(now / FUNDING_MS) + 1) * FUNDING_MS;
}

/** Whether bars of a length are made of whole steps, and base bars of whole ones of them or the other way round. */
function fits(intervalMs: number, stepMs: number): boolean {
  if (!(Number.isSafeInteger(intervalMs) && intervalMs > 0)) return false;
  return intervalMs % BASE_MS === 0 || (BASE_MS % intervalMs === 0 && intervalMs % stepMs === 0);
}

function invalid(path: string, must: string): ConfigurationError {
  return new ConfigurationError(`The synthetic market cannot be made.\n- ${path}: must be ${must}`, {
    code: 'config/invalid',
    details: { paths: [path] },
  });
}
