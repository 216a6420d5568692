import type { Instrument } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { CandleSeries, FundingSeries, IntegerColumn, MarkSeries } from './candle-series.ts';
import { ClosedCandles } from './candle-view.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** One instrument of a replay: its bars, marks and settlements, and how far they have been played. */
export class CandleTrack {
  readonly instrument: Instrument;
  readonly candles: Candles;
  readonly endsAt: number;
  readonly notes: readonly string[];
  /** The exchange's instrument of the same id, once the replay is attached. */
  listed: Instrument;
  /** When the next bar begins. */
  opensAt: number;
  readonly #intervalMs: number;
  readonly #openedAt: Float64Array;
  readonly #open: IntegerColumn;
  readonly #high: IntegerColumn;
  readonly #low: IntegerColumn;
  readonly #close: IntegerColumn;
  readonly #volume: IntegerColumn;
  readonly #marks: MarkSeries | null;
  readonly #funding: FundingSeries | null;
  readonly #closed = { count: 0 };
  /** When the bar under way ends. */
  #closesAt = NEVER;
  /** When the newest closed bar ended. */
  #closedAt = Number.NaN;
  #nextMark = 0;
  #nextFunding = 0;

  constructor(series: CandleSeries, marks: MarkSeries | null, funding: FundingSeries | null) {
    this.instrument = series.instrument;
    this.listed = series.instrument;
    this.candles = new ClosedCandles(series, this.#closed);
    this.opensAt = series.openedAt[0]!;
    this.endsAt = series.openedAt[series.openedAt.length - 1]! + series.intervalMs;
    this.#intervalMs = series.intervalMs;
    this.#openedAt = series.openedAt;
    this.#open = series.openTicks;
    this.#high = series.highTicks;
    this.#low = series.lowTicks;
    this.#close = series.closeTicks;
    this.#volume = series.volumeLots;
    this.#marks = marks;
    this.#funding = funding;
    this.notes = series.instrument.type === 'swap' ? notesOf(this.instrument.id, marks, funding) : [];
  }

  /** Ends the bar under way if it is due. */
  closeDue(sink: MarketSink, at: number): void {
    if (this.#closesAt !== at) return;
    const bar = this.#closed.count;
    sink.closeBar(this.listed, this.#high[bar]!, this.#low[bar]!, this.#close[bar]!);
    this.#closed.count = bar + 1;
    this.#closesAt = NEVER;
    this.#closedAt = at;
  }

  /** Begins the bar that is due, and answers when this track next has something to do. */
  openDue(sink: MarketSink, at: number): number {
    if (this.opensAt === at) {
      const bar = this.#closed.count;
      sink.openBar(this.listed, at, this.#intervalMs, this.#open[bar]!, this.#volume[bar]!);
      this.#closesAt = at + this.#intervalMs;
      this.opensAt = bar + 1 < this.#openedAt.length ? this.#openedAt[bar + 1]! : NEVER;
    }
    return Math.min(this.#closesAt, this.opensAt);
  }

  /** Passes over marks and settlements of before the replay; answers when the first of the others is due. */
  startAside(startsAt: number): number {
    while (this.#markDue() < startsAt) this.#nextMark += 1;
    while (this.#fundingDue() < startsAt) this.#nextFunding += 1;
    return Math.min(this.#markDue(), this.#fundingDue());
  }

  /** Plays the mark and the settlement due at an instant; answers when the next is due. */
  playAside(sink: MarketSink, at: number): number {
    if (this.#markDue() === at) {
      this.#playMark(sink, at);
      this.#nextMark += 1;
    }
    if (this.#fundingDue() === at) {
      const { rate, marks } = this.#funding!;
      const mark = marks[this.#nextFunding]!;
      sink.settleFunding(this.listed, at, rate[this.#nextFunding]!, Number.isNaN(mark) ? null : mark);
      this.#nextFunding += 1;
    }
    return Math.min(this.#markDue(), this.#fundingDue());
  }

  #playMark(sink: MarketSink, at: number): void {
    if (this.#closedAt !== at) return;
    const last = this.#close[this.#closed.count - 1]!;
    sink.markBasis(this.listed, this.#marks!.closeMarks[this.#nextMark]! - last * this.instrument.marksPerTick);
  }

  #markDue(): number {
    return this.#marks?.closedAt[this.#nextMark] ?? NEVER;
  }

  #fundingDue(): number {
    return this.#funding?.at[this.#nextFunding] ?? NEVER;
  }
}

function notesOf(id: string, marks: MarkSeries | null, funding: FundingSeries | null): readonly string[] {
  return [
    ...(marks === null ? [`No mark prices of ${id} were recorded: its last price stands for the mark.`] : []),
    ...(funding === null ? [`No funding of ${id} was recorded: it counts as zero.`] : []),
  ];
}
