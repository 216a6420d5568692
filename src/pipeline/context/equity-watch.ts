import { DayStart } from '../../domain/day-start.ts';
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { drawdown, type EquityPoint, HighWaterMark, type HighWaterRecord } from '../../domain/drawdown.ts';
import { fromMoney, type Money, toMoney } from '../../domain/money.ts';

/** How the account has fared, as far as it was looked at. */
export interface EquityStanding {
  /** From the highest equity of the last 24 hours, as a fraction. */
  readonly drawdown24h: Decimal;
  /** From the highest equity of the UTC day, as a fraction: what the drawdown limit is held against. */
  readonly drawdownOfDay: Decimal;
  /** Highest equity of the UTC day, or since a pause was ended by hand. */
  readonly dayHighWater: Decimal;
  /** Lost since the day's first look, positive; 0 where nothing was. */
  readonly dayLoss: Decimal;
}

/** What an {@link EquityWatch} remembers, as JSON. */
export interface EquityRecord {
  readonly version: 1;
  readonly rolling: HighWaterRecord;
  readonly day: HighWaterRecord;
  readonly dayStart: { readonly day: number; readonly equity: string; readonly transferred: string } | null;
  readonly transferred: string;
}

/** Follows the equity over the last 24 hours and the UTC day. */
export class EquityWatch {
  readonly #rolling: HighWaterMark;
  readonly #day: HighWaterMark;
  #start: DayStart | null = null;
  #transferred: Money = 0n;
  #isResumed = false;

  /**
   * Takes in what was stored, so that a restart forgets nothing: its own {@link record}, or else the equity of the last day,
   * oldest first, which knows of no transfers.
   */
  constructor(past: EquityRecord | readonly EquityPoint[] = []) {
    const [record, points] = 'version' in past ? [past, []] : [null, past];
    this.#rolling = new HighWaterMark('rolling_24h', record?.rolling);
    this.#day = new HighWaterMark('utc_day', record?.day);
    for (const point of points) this.#observe(point);
    if (record === null) return;
    this.#transferred = BigInt(record.transferred);
    const { dayStart } = record;
    if (dayStart === null) return;
    const { day, equity, transferred } = dayStart;
    this.#start = new DayStart(day, BigInt(equity) - BigInt(transferred));
  }

  /** Money that came in, or went out below zero: it is no profit and no loss. */
  transferred(amount: Money): void {
    this.#transferred += amount;
  }

  /** A pause was ended by hand: the day's mark begins anew with the next look, as the risk guard's does. */
  resumed(): void {
    this.#isResumed = true;
  }

  look(at: number, equity: Decimal): EquityStanding {
    const money = toMoney(equity);
    this.#observe({ at, equity: money, transferred: this.#transferred });
    const lost = this.#start?.loss(money, this.#transferred) ?? 0n;
    return {
      drawdown24h: drawdown(this.#rolling.value, money),
      drawdownOfDay: drawdown(this.#day.value, money),
      dayHighWater: fromMoney(this.#day.value),
      dayLoss: lost > 0n ? fromMoney(lost) : ZERO,
    };
  }

  record(): EquityRecord {
    const start = this.#start;
    return {
      version: 1,
      rolling: this.#rolling.record(),
      day: this.#day.record(),
      dayStart: start === null ? null : { day: start.day, equity: start.net.toString(), transferred: '0' },
      transferred: this.#transferred.toString(),
    };
  }

  #observe(point: EquityPoint): void {
    this.#rolling.observe(point);
    if (this.#isResumed) this.#day.restart(point);
    else this.#day.observe(point);
    this.#isResumed = false;
    if (this.#start === null) this.#start = DayStart.at(point);
    else this.#start.observe(point);
  }
}

/** What was stored, where it is a record of ours; `null` for anything else. */
export function equityRecordOf(stored: unknown): EquityRecord | null {
  return isEquityRecord(stored) ? stored : null;
}

function isEquityRecord(value: unknown): value is EquityRecord {
  if (!isObject(value) || value.version !== 1 || !isWhole(value.transferred)) return false;
  const { rolling, day, dayStart } = value;
  return isMark(rolling) && isMark(day) && (dayStart === null || isStart(dayStart));
}

function isStart(value: unknown): boolean {
  return isObject(value) && typeof value.day === 'number' && isWhole(value.equity) && isWhole(value.transferred);
}

function isMark(value: unknown): boolean {
  if (!isObject(value) || typeof value.day !== 'number' || !isWhole(value.transferred)) return false;
  const { marks } = value;
  if (!Array.isArray(marks)) return false;
  return marks.every((mark) => Array.isArray(mark) && typeof mark[0] === 'number' && isWhole(mark[1]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isWhole(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d+$/.test(value);
}
