import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { BookSeries } from './book-jsonl.ts';
import type { FundingSeries } from './candle-series.ts';
import { EventBars } from './event-bars.ts';
import { bookSource, type EventSource, fundingSource, tradeSource } from './event-source.ts';
import { listedInstrument, notAttached } from './listed-instrument.ts';
import type { ReplayFeed } from './replay-feed.ts';
import type { TradeSeries } from './trade-csv.ts';

/** What a replay of trades is made of. */
export interface TradeReplayOptions {
  readonly trades: readonly TradeSeries[];
  readonly funding?: readonly FundingSeries[];
  /** How long the bars are that are made of the trades for strategies to read, ms; default a minute. */
  readonly barMs?: number;
}

/** What a replay of order books is made of. */
export interface BookReplayOptions {
  readonly books: readonly BookSeries[];
  /** Trades of the same market: they fill what rests in the queue. */
  readonly trades?: readonly TradeSeries[];
  readonly funding?: readonly FundingSeries[];
  /** How long the bars are that are made of the trades, or else of the mid price, ms; default a minute. */
  readonly barMs?: number;
}

const BAR_MS = 60_000;

/** Replays trades, one instant of the exchange's time after the other. @throws {ConfigurationError} `config/data_invalid` when there are none. */
export function tradeReplay(options: TradeReplayOptions): ReplayFeed {
  const { trades, funding = [], barMs = BAR_MS } = options;
  return new EventReplay([...funding.map(fundingSource), ...trades.map(tradeSource)], barsOfTrades(trades, barMs));
}

/**
 * Replays level-2 books, and trades between their messages. At one instant funding comes first, then trades, then the book
 * that shows what they took.
 *
 * @throws {ConfigurationError} `config/data_invalid` when there are none.
 */
export function bookReplay(options: BookReplayOptions): ReplayFeed {
  const { books, trades = [], funding = [], barMs = BAR_MS } = options;
  const bars = barsOfTrades(trades, barMs);
  for (const [instrument, recordings] of byInstrument(books)) {
    if (!bars.has(instrument.id)) bars.set(instrument.id, EventBars.ofBooks(instrument, recordings, barMs));
  }
  return new EventReplay([...funding.map(fundingSource), ...trades.map(tradeSource), ...books.map(bookSource)], bars);
}

function barsOfTrades(trades: readonly TradeSeries[], barMs: number): Map<InstrumentId, EventBars> {
  const bars = new Map<InstrumentId, EventBars>();
  for (const [instrument, recordings] of byInstrument(trades)) {
    bars.set(instrument.id, EventBars.ofTrades(instrument, recordings, barMs));
  }
  return bars;
}

function byInstrument<S extends { readonly instrument: Instrument }>(recordings: readonly S[]): [Instrument, S[]][] {
  const groups = new Map<InstrumentId, [Instrument, S[]]>();
  for (const one of recordings) {
    const group = groups.get(one.instrument.id);
    if (group === undefined) groups.set(one.instrument.id, [one.instrument, [one]]);
    else group[1].push(one);
  }
  return [...groups.values()];
}

class EventReplay implements ReplayFeed {
  readonly instruments: readonly Instrument[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly notes: readonly string[];
  readonly moves = 'events';
  readonly #sources: readonly EventSource[];
  readonly #bars: ReadonlyMap<InstrumentId, EventBars>;
  #sink: MarketSink | null = null;
  #now: number;

  constructor(sources: readonly EventSource[], bars: ReadonlyMap<InstrumentId, EventBars>) {
    const markets = sources.filter((source) => source.kind !== 'funding' && source.endsAt >= source.nextAt());
    if (markets.length === 0) {
      throw new ConfigurationError('The market cannot be replayed: it has no trades and no books.', {
        code: 'config/data_invalid',
      });
    }
    this.#sources = sources;
    this.#bars = bars;
    this.instruments = [...new Map(sources.map(({ instrument }) => [instrument.id, instrument])).values()];
    this.startsAt = Math.min(...markets.map((source) => source.nextAt()));
    this.endsAt = Math.max(...markets.map((source) => source.endsAt));
    this.notes = this.instruments
      .filter(({ id, type }) => type === 'swap' && !sources.some((s) => s.kind === 'funding' && s.instrument.id === id))
      .map(({ id }) => `No funding of ${id} was recorded: it counts as zero.`);
    this.#now = this.startsAt;
    for (const source of sources) source.skipBefore(this.startsAt);
  }

  get now(): number {
    return this.#now;
  }

  attach(sink: MarketSink): void {
    for (const source of this.#sources) source.listed = listedInstrument(sink, source.instrument);
    this.#sink = sink;
  }

  candles(instrument: InstrumentId): Candles | null {
    return this.#bars.get(instrument)?.candles ?? null;
  }

  next(): boolean {
    const sink = this.#sink;
    if (sink === null) throw notAttached();
    let at = Number.POSITIVE_INFINITY;
    for (const source of this.#sources) at = Math.min(at, source.nextAt());
    if (at > this.endsAt) return false;
    sink.advance(at);
    for (const source of this.#sources) while (source.nextAt() === at) source.play(sink);
    this.#now = at;
    for (const bars of this.#bars.values()) bars.closeUntil(at);
    return true;
  }
}
