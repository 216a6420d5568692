import type { BookSeries } from './book-jsonl.ts';

/** Walks a recorded book and tells the middle between its best prices, in half ticks, after each message that shows both. */
export function mids(series: BookSeries, tell: (at: number, halfTicks: number) => void): void {
  const { at, snapshots, bidsFrom, asksFrom, levelTicks, levelLots } = series;
  const bids = new BestLevel(-1);
  const asks = new BestLevel(1);
  for (let i = 0; i < at.length; i++) {
    if (snapshots[i] === 1) {
      bids.clear();
      asks.clear();
    }
    const [bidsEnd, asksEnd] = [asksFrom[i]!, bidsFrom[i + 1] ?? levelTicks.length];
    for (let level = bidsFrom[i]!; level < bidsEnd; level++) bids.set(levelTicks[level]!, levelLots[level]!);
    for (let level = bidsEnd; level < asksEnd; level++) asks.set(levelTicks[level]!, levelLots[level]!);
    const [bid, ask] = [bids.best(), asks.best()];
    if (bid !== null && ask !== null) tell(at[i]!, bid + ask);
  }
}

/** The levels of one side of a book, of which only the best is asked for. */
class BestLevel {
  /** 1 where the lowest price is best, -1 where the highest is. */
  readonly #direction: 1 | -1;
  readonly #ticks = new Set<number>();
  #best: number | null = null;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  clear(): void {
    this.#ticks.clear();
    this.#best = null;
  }

  set(ticks: number, lots: number): void {
    if (lots > 0) {
      this.#ticks.add(ticks);
      if (this.#best !== null && (ticks - this.#best) * this.#direction < 0) this.#best = ticks;
      return;
    }
    this.#ticks.delete(ticks);
    if (this.#best === ticks) this.#best = null;
  }

  /** `null` on an empty side. */
  best(): number | null {
    if (this.#best !== null) return this.#best;
    for (const ticks of this.#ticks) {
      if (this.#best === null || (ticks - this.#best) * this.#direction < 0) this.#best = ticks;
    }
    return this.#best;
  }
}
