import { Decimal, type DecimalInput, toDecimal } from '../domain/decimal.ts';
import { type Instrument, type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import { FUNDING_RATE_DECIMALS } from '../domain/money.ts';
import type { Side } from '../domain/order-intent.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { MarketDriver, MarketSink } from '../ports/market-driver.ts';
import { RecordedBars } from './recorded-bars.ts';

/** What the simulated exchange sees of this market: bars, trades, or a book with trades. */
export const MARKET_STYLES = ['candles', 'trades', 'book'] as const;
/** What a {@link ManualMarket} is made of. */
export type MarketStyle = (typeof MARKET_STYLES)[number];

/** How a {@link ManualMarket} begins; everything has a default. */
export interface ManualMarketOptions {
  /** Default `candles`. */
  readonly style?: MarketStyle;
  /** The price of each instrument when the broker connects. */
  readonly prices: Readonly<Record<InstrumentId, DecimalInput>>;
  /** Epoch ms of the first price; default 1 January 2026, 00:00 UTC. */
  readonly startsAt?: number;
  /** How far apart prices are: the length of a bar; default one minute. */
  readonly stepMs?: number;
  /** What trades in a bar, in one trade, or rests on each side of the book, in base units; default `"100"`. */
  readonly volume?: DecimalInput;
}

/** One bar: `low` ≤ `open`, `close` ≤ `high`, in quote currency; volume in base units. */
export interface BarDescription {
  readonly open: DecimalInput;
  readonly high: DecimalInput;
  readonly low: DecimalInput;
  readonly close: DecimalInput;
  readonly volume?: DecimalInput;
}

/** Levels of a book as `[price, quantity]`. */
export type BookSide = readonly (readonly [DecimalInput, DecimalInput])[];

/** An instrument that has a price. */
interface Listed {
  readonly instrument: Instrument;
  readonly bars: RecordedBars;
  ticks: number;
  /** Of the bar that is under way. */
  volumeLots: number;
}

/** Levels that {@link ManualMarket.setPrice} puts on each side of a book, one tick apart. */
const LEVELS = 10;

/**
 * A market that moves only when a test moves it.
 *
 * The same call, {@link setPrice}, is a bar, a trade or a new book depending on the style, so one test runs over each.
 */
export class ManualMarket implements MarketDriver {
  readonly style: MarketStyle;
  readonly startsAt: number;
  readonly stepMs: number;
  readonly #prices: Readonly<Record<InstrumentId, DecimalInput>>;
  readonly #volume: DecimalInput;
  readonly #listed = new Map<InstrumentId, Listed>();
  #sink: MarketSink | undefined;
  #now: number;
  #barEndsAt: number;

  constructor(options: ManualMarketOptions) {
    this.style = options.style ?? 'candles';
    this.startsAt = options.startsAt ?? Date.UTC(2026, 0, 1);
    this.stepMs = options.stepMs ?? 60_000;
    this.#prices = options.prices;
    this.#volume = options.volume ?? '100';
    this.#now = this.startsAt;
    this.#barEndsAt = this.startsAt + this.stepMs;
  }

  /** The market's time, epoch ms. */
  now(): number {
    return this.#now;
  }

  attach(sink: MarketSink): void {
    this.#sink = sink;
    this.#listed.clear();
    for (const [symbol, price] of Object.entries(this.#prices)) {
      const instrument = sink.instruments.find(({ id }) => id === toInstrumentId(symbol));
      if (instrument === undefined) throw unknownInstrument(symbol);
      this.#listed.set(instrument.id, {
        instrument,
        bars: new RecordedBars(instrument, this.stepMs),
        ticks: instrument.ticks(price, 'down'),
        volumeLots: instrument.lots(this.#volume, 'down'),
      });
    }
    this.#begin();
  }

  candles(instrument: InstrumentId): Candles | null {
    return this.style === 'candles' ? (this.#listed.get(toInstrumentId(instrument))?.bars ?? null) : null;
  }

  /**
   * The price goes to `price` within one step of time: one bar from the present price, one trade, or a new book around it
   * and a trade between. Trades and books without volume leave the price where it is.
   */
  setPrice(instrument: InstrumentId, price: DecimalInput, options: { readonly volume?: DecimalInput } = {}): void {
    const listed = this.#of(instrument);
    const ticks = listed.instrument.ticks(price, 'down');
    const lots = listed.instrument.lots(options.volume ?? this.#volume, 'down');
    if (this.style === 'candles') {
      const [from, to] = [listed.ticks, ticks];
      // The volume of a bar is announced as it opens; only a bar of another volume has to begin anew.
      if (lots !== listed.volumeLots) this.#nextBar(listed, { openTicks: from, volumeLots: lots });
      this.#nextBar(listed, { highTicks: Math.max(from, to), lowTicks: Math.min(from, to), closeTicks: to });
      return;
    }
    const taker: Side = ticks < listed.ticks ? 'sell' : 'buy';
    this.#pass(this.stepMs);
    if (lots === 0) return;
    listed.ticks = ticks;
    this.#reach(listed, lots, taker);
  }

  /** The price jumps: nothing trades between the present price and `price`, where the next bar opens. */
  gap(instrument: InstrumentId, price: DecimalInput): void {
    const listed = this.#of(instrument);
    if (this.style !== 'candles') {
      this.setPrice(instrument, price);
      return;
    }
    this.#nextBar(listed, { openTicks: listed.instrument.ticks(price, 'down') });
    this.#nextBar(listed, {});
  }

  /** Exactly this bar, from open to close; the bar under way ends where it stands first, unless it opened there too. */
  bar(instrument: InstrumentId, bar: BarDescription): void {
    const listed = this.#of(instrument);
    const ticks = (price: DecimalInput) => listed.instrument.ticks(price, 'down');
    const volumeLots = listed.instrument.lots(bar.volume ?? this.#volume, 'down');
    const openTicks = ticks(bar.open);
    if (openTicks !== listed.ticks || volumeLots !== listed.volumeLots)
      this.#nextBar(listed, { openTicks, volumeLots });
    this.#nextBar(listed, { highTicks: ticks(bar.high), lowTicks: ticks(bar.low), closeTicks: ticks(bar.close) });
  }

  /** One trade of the market at this instant. */
  trade(
    instrument: InstrumentId,
    trade: { readonly price: DecimalInput; readonly quantity: DecimalInput; readonly taker: Side },
  ): void {
    const listed = this.#of(instrument);
    listed.ticks = listed.instrument.ticks(trade.price, 'down');
    const lots = listed.instrument.lots(trade.quantity, 'down');
    this.#attached().trade(listed.instrument, this.#now, listed.ticks, lots, trade.taker);
  }

  /** The whole book anew, at this instant. */
  book(instrument: InstrumentId, book: { readonly bids: BookSide; readonly asks: BookSide }): void {
    const { instrument: rules } = this.#of(instrument);
    this.#attached().depthSnapshot(rules, this.#now, levels(rules, book.bids), levels(rules, book.asks));
  }

  /** Changed levels with their new quantities, at this instant; `"0"` removes a level. */
  bookUpdate(instrument: InstrumentId, book: { readonly bids?: BookSide; readonly asks?: BookSide }): void {
    const { instrument: rules } = this.#of(instrument);
    this.#attached().depthUpdate(rules, this.#now, levels(rules, book.bids ?? []), levels(rules, book.asks ?? []));
  }

  /** A mark price of its own, at this instant. */
  mark(instrument: InstrumentId, price: DecimalInput): void {
    const { instrument: rules } = this.#of(instrument);
    this.#attached().mark(rules, this.#now, rules.marks(price));
  }

  /** A funding settlement at this instant: `rate` as a fraction, positive when longs pay. */
  funding(instrument: InstrumentId, rate: DecimalInput, mark?: DecimalInput): void {
    const { instrument: rules } = this.#of(instrument);
    const units = toDecimal(rate, 'funding rate').mul(Decimal.pow(10, FUNDING_RATE_DECIMALS)).trunc();
    const marks = mark === undefined ? null : rules.marks(mark);
    this.#attached().settleFunding(rules, this.#now, BigInt(units.toFixed()), marks);
  }

  /** Time passes and prices stay. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.style === 'candles' && this.#barEndsAt <= end) this.#nextBar(null, {});
    if (end > this.#now) this.#pass(end - this.#now);
  }

  /** The first prices: a bar that closes, so that its close is known, or a trade and a book. */
  #begin(): void {
    const sink = this.#attached();
    this.#now = this.startsAt;
    this.#barEndsAt = this.startsAt + this.stepMs;
    if (this.style === 'candles') {
      for (const listed of this.#listed.values()) this.#open(listed);
      this.#nextBar(null, {});
      return;
    }
    sink.advance(this.#now);
    for (const listed of this.#listed.values()) this.#reach(listed, listed.volumeLots, 'buy');
  }

  /** The price has arrived: by one trade, or by a book around it and then a trade of a single lot. */
  #reach(listed: Listed, lots: number, taker: Side): void {
    const isBook = this.style === 'book';
    if (isBook) this.#quoteAround(listed, Math.max(1, lots - 1));
    this.#attached().trade(listed.instrument, this.#now, listed.ticks, isBook ? 1 : lots, taker);
  }

  /** Ends every bar under way and begins the next; `moving` is the one whose prices are given, the others stand still. */
  #nextBar(moving: Listed | null, move: BarMove): void {
    const sink = this.#attached();
    for (const listed of this.#listed.values()) {
      const { ticks, instrument } = listed;
      const { highTicks = ticks, lowTicks = ticks, closeTicks = ticks } = listed === moving ? move : {};
      sink.closeBar(instrument, highTicks, lowTicks, closeTicks);
      const openedAt = this.#barEndsAt - this.stepMs;
      listed.bars.add({ openedAt, ticks: [ticks, highTicks, lowTicks, closeTicks], lots: listed.volumeLots });
      listed.ticks = closeTicks;
    }
    this.#now = this.#barEndsAt;
    this.#barEndsAt += this.stepMs;
    sink.advance(this.#now);
    for (const listed of this.#listed.values()) {
      const next = listed === moving ? move : {};
      listed.ticks = next.openTicks ?? listed.ticks;
      listed.volumeLots = next.volumeLots ?? listed.instrument.lots(this.#volume, 'down');
      this.#open(listed);
    }
  }

  #open({ instrument, ticks, volumeLots }: Listed): void {
    this.#attached().openBar(instrument, this.#barEndsAt - this.stepMs, this.stepMs, ticks, volumeLots);
  }

  #pass(ms: number): void {
    this.#now += ms;
    this.#attached().advance(this.#now);
  }

  /** Each side of the book holds `lots`, spread over a few levels. */
  #quoteAround({ instrument, ticks }: Listed, lots: number): void {
    const count = Math.min(LEVELS, lots);
    const side = (step: 1 | -1) =>
      Array.from({ length: count }, (_, level) => {
        const size = Math.floor(lots / count) + (level < lots % count ? 1 : 0);
        return [ticks + step * (level + 1), size] as const;
      }).filter(([price]) => price > 0);
    this.#attached().depthSnapshot(instrument, this.#now, side(-1), side(1));
  }

  #attached(): MarketSink {
    if (this.#sink !== undefined) return this.#sink;
    throw new ConfigurationError('The market has nobody to tell its prices: connect the broker first.', {
      code: 'config/invalid',
    });
  }

  #of(symbol: InstrumentId): Listed {
    this.#attached();
    const listed = this.#listed.get(toInstrumentId(symbol));
    if (listed === undefined) throw unknownInstrument(symbol);
    return listed;
  }
}

/** How the bar under way ends, and how the next one begins; what is left out stands still. */
interface BarMove {
  readonly highTicks?: number;
  readonly lowTicks?: number;
  readonly closeTicks?: number;
  readonly openTicks?: number;
  readonly volumeLots?: number;
}

function levels(instrument: Instrument, side: BookSide): readonly (readonly [number, number])[] {
  return side.map(([price, quantity]) => [instrument.ticks(price, 'down'), instrument.lots(quantity, 'down')] as const);
}

function unknownInstrument(symbol: string): ConfigurationError {
  return new ConfigurationError(`The manual market has no price for ${symbol}: name it in its prices.`, {
    code: 'config/invalid',
    details: { instrument: symbol },
  });
}
