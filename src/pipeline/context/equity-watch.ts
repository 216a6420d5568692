import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { drawdown, type EquityPoint, HighWaterMark, utcDay } from '../../domain/drawdown.ts';
import { fromMoney, type Money, toMoney } from '../../domain/money.ts';

/** How the account has fared, as far as it was looked at. */
export interface EquityStanding {
  /** From the highest equity of the last 24 hours, as a fraction. */
  readonly drawdown24h: Decimal;
  /** Highest equity of the UTC day. */
  readonly dayHighWater: Decimal;
  /** Lost since the day's first look, positive; 0 where nothing was. */
  readonly dayLoss: Decimal;
}

/** Follows the equity over the last 24 hours and the UTC day. */
export class EquityWatch {
  readonly #rolling = new HighWaterMark('rolling_24h');
  readonly #day = new HighWaterMark('utc_day');
  #dayStart: { readonly day: number; readonly equity: Money; readonly transferred: Money } | null = null;
  #transferred: Money = 0n;

  /** Takes in what was stored of the last day, oldest first, so that a restart forgets nothing. */
  constructor(points: readonly EquityPoint[] = []) {
    for (const point of points) this.#observe(point);
  }

  /** Money that came in, or went out below zero: it is no profit and no loss. */
  transferred(amount: Money): void {
    this.#transferred += amount;
  }

  look(at: number, equity: Decimal): EquityStanding {
    const money = toMoney(equity);
    this.#observe({ at, equity: money, transferred: this.#transferred });
    const start = this.#dayStart;
    const gained = start === null ? 0n : money - start.equity - (this.#transferred - start.transferred);
    return {
      drawdown24h: drawdown(this.#rolling.value, money),
      dayHighWater: fromMoney(this.#day.value),
      dayLoss: gained < 0n ? fromMoney(-gained) : ZERO,
    };
  }

  #observe(point: EquityPoint): void {
    this.#rolling.observe(point);
    this.#day.observe(point);
    const day = utcDay(point.at);
    if (this.#dayStart?.day === day) return;
    this.#dayStart = { day, equity: point.equity, transferred: point.transferred ?? 0n };
  }
}
