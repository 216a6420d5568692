import { SeededRandom } from '../../domain/seeded-random.ts';

/** One bar in integers: ticks and lots. */
export interface MockBar {
  readonly openedAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
}

/** One trade of the market in integers. */
export interface MockTrade {
  readonly tradeId: string;
  readonly ticks: number;
  readonly lots: number;
  readonly side: 'buy' | 'sell';
  readonly at: number;
}

const MINUTE_MS = 60_000;
/** Trades and minutes that are kept. */
const KEPT_TRADES = 500;
const KEPT_BARS = 10_000;

/** What an instrument has traded: minutes and the last trades. What was before the mock began is drawn from its seed. */
export class MarketHistory {
  readonly trades: MockTrade[] = [];
  readonly #bars: MockBar[] = [];

  /** `minutes` bars before `startsAt` that end at `ticks`. */
  constructor(start: { readonly at: number; readonly ticks: number; readonly minutes: number; readonly seed: number }) {
    const random = new SeededRandom(start.seed);
    const last = Math.floor(start.at / MINUTE_MS) * MINUTE_MS;
    let close = start.ticks;
    for (let minute = 1; minute <= start.minutes; minute++) {
      const open = Math.max(1, Math.round(close * (1 + random.bell() * 0.0004)));
      const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
      this.#bars.push({
        openedAt: last - minute * MINUTE_MS,
        open,
        high: top + random.below(Math.max(1, Math.ceil(top * 0.0002))),
        low: Math.max(1, bottom - random.below(Math.max(1, Math.ceil(bottom * 0.0002)))),
        close,
        lots: 1_000 + random.below(100_000),
      });
      close = open;
    }
    this.#bars.reverse();
  }

  add(trade: MockTrade): void {
    this.trades.push(trade);
    if (this.trades.length > KEPT_TRADES) this.trades.shift();
    this.moved(trade.at, trade.ticks, trade.lots);
  }

  /** The price was at `ticks`, be it that nothing traded. */
  moved(at: number, ticks: number, lots: number): void {
    const openedAt = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    this.#quietUntil(openedAt);
    const bar = this.#bars.at(-1);
    if (bar === undefined || bar.openedAt < openedAt) {
      const open = bar?.close ?? ticks;
      const [high, low] = [Math.max(open, ticks), Math.min(open, ticks)];
      this.#bars.push({ openedAt, open, high, low, close: ticks, lots });
      if (this.#bars.length > KEPT_BARS) this.#bars.shift();
      return;
    }
    bar.high = Math.max(bar.high, ticks);
    bar.low = Math.min(bar.low, ticks);
    bar.close = ticks;
    bar.lots += lots;
  }

  /** Bars of a length in ms that is a whole number of minutes, oldest first, the unfinished one at `now` included. */
  bars(lengthMs: number, now: number, offsetMs = 0): readonly MockBar[] {
    this.#quietUntil(Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS);
    if (lengthMs === MINUTE_MS) return this.#bars;
    const joined: MockBar[] = [];
    for (const bar of this.#bars) {
      const openedAt = Math.floor((bar.openedAt - offsetMs) / lengthMs) * lengthMs + offsetMs;
      const into = joined.at(-1);
      if (into === undefined || into.openedAt < openedAt) {
        joined.push({ ...bar, openedAt });
        continue;
      }
      into.high = Math.max(into.high, bar.high);
      into.low = Math.min(into.low, bar.low);
      into.close = bar.close;
      into.lots += bar.lots;
    }
    return joined;
  }

  /** High, low, first price and lots since an instant; `null` where nothing is known since. */
  since(from: number): { open: number; high: number; low: number; lots: number } | null {
    const bars = this.#bars.filter(({ openedAt }) => openedAt >= from);
    const first = bars[0];
    if (first === undefined) return null;
    return {
      open: first.open,
      high: Math.max(...bars.map(({ high }) => high)),
      low: Math.min(...bars.map(({ low }) => low)),
      lots: bars.reduce((sum, { lots }) => sum + lots, 0),
    };
  }

  /** Minutes in which nothing happened are flat bars without volume; long gaps are cut short. */
  #quietUntil(before: number): void {
    const bar = this.#bars.at(-1);
    if (bar === undefined) return;
    let openedAt = Math.max(bar.openedAt + MINUTE_MS, before - KEPT_BARS * MINUTE_MS);
    for (; openedAt < before; openedAt += MINUTE_MS) {
      const { close } = bar;
      this.#bars.push({ openedAt, open: close, high: close, low: close, close, lots: 0 });
    }
    if (this.#bars.length > KEPT_BARS) this.#bars.splice(0, this.#bars.length - KEPT_BARS);
  }
}
