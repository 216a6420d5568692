import { type Decimal, ZERO } from './decimal.ts';
import { emptyList } from './empty-list.ts';
import { fromMoney, type Money } from './money.ts';

/** Since when the highest equity counts: ever, since 00:00 UTC of the day, or within the last 24 hours. */
export const DRAWDOWN_WINDOWS = ['all_time', 'utc_day', 'rolling_24h'] as const;
export type DrawdownWindow = (typeof DRAWDOWN_WINDOWS)[number];

export const DAY_MS = 86_400_000;

/** Number of the UTC day that an instant lies in; day 0 is 1 January 1970. */
export function utcDay(at: number): number {
  return Math.floor(at / DAY_MS);
}

/** When the UTC day began that an instant lies in, epoch ms. */
export function startOfUtcDay(at: number): number {
  return utcDay(at) * DAY_MS;
}

/** Equity at an instant, and what had been transferred in (or out: negative) by then. */
export interface EquityPoint {
  readonly at: number;
  readonly equity: Money;
  /** Sum of all transfers up to `at`; left out where there are none. */
  readonly transferred?: Money;
}

/**
 * Drawdown: how far equity is below its high-water mark, as a fraction of the mark; 0 at the mark.
 *
 * The only formula of it: the snapshot, the risk limits and the backtest differ in the window alone.
 */
export function drawdown(highWater: Money, equity: Money): Decimal {
  if (highWater <= 0n || equity >= highWater) return ZERO;
  return fromMoney(highWater - equity).div(fromMoney(highWater));
}

/** Whether the {@link drawdown} is at or past a limit in parts per million, decided without rounding. */
export function drawdownReaches(highWater: Money, equity: Money, limitPpm: number): boolean {
  return highWater > 0n && equity < highWater && (highWater - equity) * 1_000_000n >= highWater * BigInt(limitPpm);
}

/** The largest drawdown of a series, oldest point first, and between which instants it grew; `null` for an empty series. */
export function largestDrawdown(
  points: Iterable<EquityPoint>,
  window: DrawdownWindow,
): { readonly fraction: Decimal; readonly from: number; readonly to: number } | null {
  const mark = new HighWaterMark(window);
  let largest: { fraction: Decimal; from: number; to: number } | null = null;
  let deepest = 0;
  for (const point of points) {
    mark.observe(point);
    const depth = 1 - Number(point.equity) / Number(mark.value);
    // Most points are nowhere near the deepest: only those that may be are computed exactly.
    if (largest !== null && !(depth > deepest - 1e-9)) continue;
    const fraction = drawdown(mark.value, point.equity);
    if (largest !== null && !fraction.gt(largest.fraction)) continue;
    largest = { fraction, from: mark.at, to: point.at };
    deepest = fraction.toNumber();
  }
  return largest;
}

/** What a {@link HighWaterMark} remembers, as JSON. */
export interface HighWaterRecord {
  readonly marks: readonly (readonly [at: number, equity: string])[];
  readonly day: number;
  readonly transferred: string;
}

/**
 * The highest equity of a window.
 *
 * A transfer scales the mark together with the equity, so that neither a deposit nor a withdrawal changes the drawdown.
 */
export class HighWaterMark {
  readonly window: DrawdownWindow;
  /** Maxima of the window, falling; the first is the mark. Longer than one only for `rolling_24h`. */
  #marks: { at: number; equity: Money }[] = emptyList();
  #day = -1;
  #transferred: Money = 0n;

  constructor(window: DrawdownWindow, record?: HighWaterRecord) {
    this.window = window;
    if (record === undefined) return;
    for (const [at, equity] of record.marks) this.#marks.push({ at, equity: BigInt(equity) });
    this.#day = record.day;
    this.#transferred = BigInt(record.transferred);
  }

  /** The mark; 0 before anything was observed. */
  get value(): Money {
    return this.#marks[0]?.equity ?? 0n;
  }

  /** When the mark was set, epoch ms. */
  get at(): number {
    return this.#marks[0]?.at ?? Number.NaN;
  }

  observe({ at, equity, transferred = 0n }: EquityPoint): void {
    if (transferred !== this.#transferred) this.#rescale(equity, transferred);
    const day = utcDay(at);
    // A clock that goes back begins no day: the mark would be forgotten twice.
    if (this.window === 'utc_day' && day > this.#day) this.#marks = emptyList();
    this.#day = Math.max(this.#day, day);
    if (this.window === 'rolling_24h') {
      while ((this.#marks[0]?.at ?? Number.POSITIVE_INFINITY) <= at - DAY_MS) this.#marks.shift();
    }
    while (this.#marks.length > 0 && (this.#marks[this.#marks.length - 1]?.equity ?? 0n) < equity) this.#marks.pop();
    if (this.#marks.length === 0 || this.window === 'rolling_24h') this.#marks.push({ at, equity });
  }

  /** Begins anew at this equity, as a person does who resumes after a pause. */
  restart(point: EquityPoint): void {
    this.#marks = emptyList();
    this.observe(point);
  }

  record(): HighWaterRecord {
    return {
      marks: this.#marks.map(({ at, equity }) => [at, equity.toString()] as const),
      day: this.#day,
      transferred: this.#transferred.toString(),
    };
  }

  #rescale(equity: Money, transferred: Money): void {
    const before = equity - (transferred - this.#transferred);
    this.#transferred = transferred;
    if (before <= 0n || equity <= 0n) {
      this.#marks = emptyList();
      return;
    }
    // Rounded up: a drawdown never looks smaller for a transfer.
    for (const mark of this.#marks) mark.equity = (mark.equity * equity + before - 1n) / before;
  }
}
