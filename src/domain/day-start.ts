import { type EquityPoint, utcDay } from './drawdown.ts';
import type { Money } from './money.ts';

/**
 * What the account was worth when the UTC day began, as far as it was looked at: what the loss of the day is reckoned from.
 *
 * Transfers are neither loss nor gain. A clock that goes back begins no day.
 */
export class DayStart {
  #day: number;
  /** Equity at the day's start less what had been transferred in by then. */
  #net: Money;

  constructor(day: number, net: Money) {
    this.#day = day;
    this.#net = net;
  }

  /** The day of a first look. */
  static at({ at, equity, transferred = 0n }: EquityPoint): DayStart {
    return new DayStart(utcDay(at), equity - transferred);
  }

  /** Number of the UTC day. */
  get day(): number {
    return this.#day;
  }

  /** Equity at the day's start, as if nothing had been transferred before or since. */
  get net(): Money {
    return this.#net;
  }

  /** Takes note of an instant; answers whether a new day has begun. */
  observe({ at, equity, transferred = 0n }: EquityPoint): boolean {
    const day = utcDay(at);
    if (day <= this.#day) return false;
    this.#day = day;
    this.#net = equity - transferred;
    return true;
  }

  /** Loss since the day's start, realized and unrealized, as a positive amount; a gain is negative. */
  loss(equity: Money, transferred: Money): Money {
    return this.#net - (equity - transferred);
  }
}
