import type { Instrument } from '../domain/instrument.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { BookSeries } from './book-jsonl.ts';
import type { FundingSeries } from './candle-series.ts';
import type { TradeSeries } from './trade-csv.ts';

/** One recorded series of an instrument, played event by event. */
export interface EventSource {
  readonly kind: 'trades' | 'book' | 'funding';
  readonly instrument: Instrument;
  readonly endsAt: number;
  /** The exchange's instrument of the same id, once the replay is attached. */
  listed: Instrument;
  /** When the next event is due; infinity after the last. */
  nextAt(): number;
  skipBefore(at: number): void;
  /** Plays the next event. */
  play(sink: MarketSink): void;
}

export function tradeSource(series: TradeSeries): EventSource {
  return new SeriesSource('trades', series, (sink, listed, i) => {
    // What rounds down to no lot at all moved the market by nothing that the exchange could show.
    if (series.lots[i]! === 0) return;
    sink.trade(listed, series.at[i]!, series.ticks[i]!, series.lots[i]!, series.takerBuys[i] === 1 ? 'buy' : 'sell');
  });
}

export function fundingSource(series: FundingSeries): EventSource {
  return new SeriesSource('funding', series, (sink, listed, i) => {
    const mark = series.marks[i]!;
    sink.settleFunding(listed, series.at[i]!, series.rate[i]!, Number.isNaN(mark) ? null : mark);
  });
}

export function bookSource(series: BookSeries): EventSource {
  return new SeriesSource('book', series, (sink, listed, i) => {
    const bids = levels(series, series.bidsFrom[i]!, series.asksFrom[i]!);
    const asks = levels(series, series.asksFrom[i]!, series.bidsFrom[i + 1] ?? series.levelTicks.length);
    if (series.snapshots[i] === 1) sink.depthSnapshot(listed, series.at[i]!, bids, asks);
    else sink.depthUpdate(listed, series.at[i]!, bids, asks);
  });
}

function levels(series: BookSeries, from: number, to: number): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = from; i < to; i++) pairs.push([series.levelTicks[i]!, series.levelLots[i]!]);
  return pairs;
}

class SeriesSource implements EventSource {
  readonly kind: EventSource['kind'];
  readonly instrument: Instrument;
  readonly endsAt: number;
  listed: Instrument;
  readonly #at: Float64Array;
  readonly #playOne: (sink: MarketSink, listed: Instrument, index: number) => void;
  #index = 0;

  constructor(
    kind: EventSource['kind'],
    series: { readonly instrument: Instrument; readonly at: Float64Array },
    playOne: (sink: MarketSink, listed: Instrument, index: number) => void,
  ) {
    this.kind = kind;
    this.instrument = series.instrument;
    this.listed = series.instrument;
    this.endsAt = series.at[series.at.length - 1] ?? Number.NEGATIVE_INFINITY;
    this.#at = series.at;
    this.#playOne = playOne;
  }

  nextAt(): number {
    return this.#index < this.#at.length ? this.#at[this.#index]! : Number.POSITIVE_INFINITY;
  }

  skipBefore(at: number): void {
    while (this.nextAt() < at) this.#index += 1;
  }

  play(sink: MarketSink): void {
    this.#playOne(sink, this.listed, this.#index);
    this.#index += 1;
  }
}
