import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { BookSeries } from './book-jsonl.ts';
import type { FundingSeries } from './candle-series.ts';
import { bookSource, type EventSource, fundingSource, tradeSource } from './event-source.ts';
import { listedInstrument, notAttached } from './listed-instrument.ts';
import type { ReplayFeed } from './replay-feed.ts';
import type { TradeSeries } from './trade-csv.ts';

/** What a replay of trades is made of. */
export interface TradeReplayOptions {
  readonly trades: readonly TradeSeries[];
  readonly funding?: readonly FundingSeries[];
}

/** What a replay of order books is made of. */
export interface BookReplayOptions {
  readonly books: readonly BookSeries[];
  /** Trades of the same market: they fill what rests in the queue. */
  readonly trades?: readonly TradeSeries[];
  readonly funding?: readonly FundingSeries[];
}

/** Replays trades, one instant of the exchange's time after the other. @throws {ConfigurationError} `config/data_invalid` when there are none. */
export function tradeReplay(options: TradeReplayOptions): ReplayFeed {
  return new EventReplay([...(options.funding ?? []).map(fundingSource), ...options.trades.map(tradeSource)]);
}

/**
 * Replays level-2 books, and trades between their messages. At one instant funding comes first, then trades, then the book
 * that shows what they took.
 *
 * @throws {ConfigurationError} `config/data_invalid` when there are none.
 */
export function bookReplay(options: BookReplayOptions): ReplayFeed {
  return new EventReplay([
    ...(options.funding ?? []).map(fundingSource),
    ...(options.trades ?? []).map(tradeSource),
    ...options.books.map(bookSource),
  ]);
}

class EventReplay implements ReplayFeed {
  readonly instruments: readonly Instrument[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly notes: readonly string[];
  readonly #sources: readonly EventSource[];
  #sink: MarketSink | null = null;
  #now: number;

  constructor(sources: readonly EventSource[]) {
    const markets = sources.filter((source) => source.kind !== 'funding' && source.endsAt >= source.nextAt());
    if (markets.length === 0) {
      throw new ConfigurationError('The market cannot be replayed: it has no trades and no books.', {
        code: 'config/data_invalid',
      });
    }
    this.#sources = sources;
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

  /** Trades and books have no bars. */
  candles(_instrument: InstrumentId): null {
    return null;
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
    return true;
  }
}
