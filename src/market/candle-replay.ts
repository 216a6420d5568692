import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import { type CandleSeries, checkCandles, type FundingSeries, type MarkSeries } from './candle-series.ts';
import { CandleTrack } from './candle-track.ts';
import { listedInstrument, notAttached } from './listed-instrument.ts';
import type { ReplayFeed } from './replay-feed.ts';

/** What a replay of candles is made of; series of several instruments run in step. */
export interface CandleReplayOptions {
  /** One series per instrument; intervals and spans may differ. */
  readonly candles: readonly CandleSeries[];
  /**
   * Mark-price bars. A bar's closing mark counts from its end; until the next one, the mark is the last price with the
   * basis known then. A mark bar that ends while a candle is under way is passed over: its basis could not be known.
   */
  readonly marks?: readonly MarkSeries[];
  /** Settlements, paid at their instant by whoever holds the position then. */
  readonly funding?: readonly FundingSeries[];
  /** Sentences about the data that a reader of a result should know. */
  readonly notes?: readonly string[];
}

/**
 * Replays candles of several instruments in step, on the union of their times. A bare list stands for its candles.
 *
 * @throws {ConfigurationError} `config/data_invalid` for no candles, an instrument given twice, bars that overlap or are
 * malformed, or marks and funding of an instrument without candles.
 */
export function candleReplay(options: CandleReplayOptions | readonly CandleSeries[]): ReplayFeed {
  return new CandleReplay('candles' in options ? options : { candles: options });
}

class CandleReplay implements ReplayFeed {
  readonly instruments: readonly Instrument[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly moves = 'bars';
  readonly notes: readonly string[];
  readonly #tracks: readonly CandleTrack[];
  #sink: MarketSink | null = null;
  #now: number;
  /** The next instant at which a bar begins or ends. */
  #nextAt: number;
  /** The next instant at which a mark closes or funding is settled. */
  #nextAsideAt = Number.POSITIVE_INFINITY;

  constructor(options: CandleReplayOptions) {
    this.#tracks = tracksOf(options);
    this.instruments = this.#tracks.map((track) => track.instrument);
    this.startsAt = Math.min(...this.#tracks.map((track) => track.opensAt));
    this.endsAt = Math.max(...this.#tracks.map((track) => track.endsAt));
    this.notes = [...(options.notes ?? []), ...this.#tracks.flatMap((track) => track.notes)];
    this.#now = this.startsAt;
    this.#nextAt = this.startsAt;
    for (const track of this.#tracks) this.#nextAsideAt = Math.min(this.#nextAsideAt, track.startAside(this.startsAt));
  }

  get now(): number {
    return this.#now;
  }

  attach(sink: MarketSink): void {
    for (const track of this.#tracks) track.listed = listedInstrument(sink, track.instrument);
    this.#sink = sink;
  }

  candles(instrument: InstrumentId): Candles | null {
    return this.#tracks.find((track) => track.instrument.id === instrument)?.candles ?? null;
  }

  next(): boolean {
    const sink = this.#sink;
    if (sink === null) throw notAttached();
    const at = this.#nextAt;
    if (at === Number.POSITIVE_INFINITY) return false;
    if (this.#nextAsideAt < at) this.#playAside(sink, at, 'before');
    const tracks = this.#tracks;
    for (let i = 0; i < tracks.length; i++) tracks[i]!.closeDue(sink, at);
    sink.advance(at);
    if (this.#nextAsideAt === at) this.#playAside(sink, at, 'at');
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < tracks.length; i++) {
      const due = tracks[i]!.openDue(sink, at);
      if (due < next) next = due;
    }
    this.#now = at;
    this.#nextAt = next;
    return next !== Number.POSITIVE_INFINITY;
  }

  /** Plays marks and funding that are due before an instant of bars, or at it. */
  #playAside(sink: MarketSink, at: number, which: 'before' | 'at'): void {
    while (which === 'at' ? this.#nextAsideAt === at : this.#nextAsideAt < at) {
      const due = this.#nextAsideAt;
      if (which === 'before') sink.advance(due);
      this.#nextAsideAt = Number.POSITIVE_INFINITY;
      for (const track of this.#tracks) this.#nextAsideAt = Math.min(this.#nextAsideAt, track.playAside(sink, due));
    }
  }
}

function tracksOf(options: CandleReplayOptions): readonly CandleTrack[] {
  const { candles, marks = [], funding = [] } = options;
  if (candles.length === 0) throw refused('there are no candles. Give at least one series');
  const ids = candles.map((series) => series.instrument.id);
  for (const list of [
    ids,
    marks.map((series) => series.instrument.id),
    funding.map((series) => series.instrument.id),
  ]) {
    const twice = list.find((id, index) => list.indexOf(id) !== index);
    if (twice !== undefined) throw refused(`${twice} is given twice. Join its series into one`);
    const without = list.find((id) => !ids.includes(id));
    if (without !== undefined)
      throw refused(`there are marks or funding of ${without}, and no candles. Add them or leave it out`);
  }
  return candles.map((series) => {
    checkCandles(series);
    const { id } = series.instrument;
    return new CandleTrack(
      series,
      marks.find((mark) => mark.instrument.id === id) ?? null,
      funding.find((settlements) => settlements.instrument.id === id) ?? null,
    );
  });
}

function refused(why: string): ConfigurationError {
  return new ConfigurationError(`The market cannot be replayed: ${why}.`, { code: 'config/data_invalid' });
}
