import { invariant } from '../errors/index.ts';
import { DIVIDES, type Exact, ExactSum, exactProduct, exactShare, narrow, SPILL } from './exact.ts';
import type { Instrument } from './instrument.ts';
import { type Money, moneyEstimate } from './money.ts';

/** Leverage is kept in hundredths: 10× is 1000. */
export const LEVERAGE_SCALE = 100;

/** Where in the column of doubles a position keeps what every fill changes. */
const COST = 0;
const REALIZED = 1;
const FEES = 2;
const DOUBLES = 3;

/**
 * The arithmetic of one position in integers: what the simulated exchange books and what the engine's ledger shadows.
 *
 * The cost basis is kept, never an average price. Closing a part takes the floor of cost × closed ÷ position; the rest
 * stays in the cost of the open part, so a flat position has cost zero and nothing is ever lost to rounding.
 *
 * @see docs/simulation.md#money
 */
export class PositionState {
  readonly instrument: Instrument;
  readonly isolated: boolean;
  /** Signed: positive long, negative short. */
  lots = 0;
  /** In hundredths. */
  leverage: number;
  /**
   * A typed array, because a field that has held a double in one position and an integer or a `bigint` in another makes
   * every number boxed and throws away what was compiled for it. A cost that is a `bigint` is NaN here.
   */
  readonly #doubles = new Float64Array(DOUBLES);
  #largeCost = 0n;
  /** What has left the column of doubles, because it would not have stayed exact there. */
  readonly #largeRealized = new ExactSum();
  readonly #largeFees = new ExactSum();
  #margin: Money = 0n;
  #feeMoney: Money = 0n;
  #funding: Money = 0n;
  /** The last three together as they enter cash, as a double; NaN where one has changed since. */
  #moneyFlow = 0;

  constructor(instrument: Instrument, options: { readonly isolated: boolean; readonly leverage: number }) {
    this.instrument = instrument;
    this.isolated = options.isolated;
    this.leverage = options.leverage;
  }

  /** What the open lots cost, in units of tick × lot, not negative. */
  get cost(): Exact {
    const cost = this.#doubles[COST]!;
    return Number.isNaN(cost) ? this.#largeCost : cost;
  }

  set cost(cost: Exact) {
    if (typeof cost === 'number') {
      this.#doubles[COST] = cost;
    } else {
      this.#doubles[COST] = Number.NaN;
      this.#largeCost = cost;
    }
  }

  /** Realized profit and loss of all time, in units of cost, fees not included. */
  get realized(): bigint {
    return this.#largeRealized.value() + BigInt(this.#doubles[REALIZED]!);
  }

  set realized(total: bigint) {
    this.#largeRealized.reset(total);
    this.#doubles[REALIZED] = 0;
  }

  /** Fees of all time in units of cost × parts per million; positive is paid. */
  get feeParts(): bigint {
    return this.#largeFees.value() + BigInt(this.#doubles[FEES]!);
  }

  set feeParts(total: bigint) {
    this.#largeFees.reset(total);
    this.#doubles[FEES] = 0;
  }

  /** Margin set aside for an isolated position, in settlement currency; taken out of cash. */
  get margin(): Money {
    return this.#margin;
  }

  set margin(amount: Money) {
    this.#margin = amount;
    this.#moneyFlow = Number.NaN;
  }

  /** Fees booked as money (a venue that states the amount), positive is paid. */
  get feeMoney(): Money {
    return this.#feeMoney;
  }

  set feeMoney(amount: Money) {
    this.#feeMoney = amount;
    this.#moneyFlow = Number.NaN;
  }

  /** Funding of all time: positive is received. */
  get funding(): Money {
    return this.#funding;
  }

  set funding(amount: Money) {
    this.#funding = amount;
    this.#moneyFlow = Number.NaN;
  }

  /** The same position once more, for trying out what executions would make of it. */
  copy(): PositionState {
    const copy = new PositionState(this.instrument, this);
    copy.lots = this.lots;
    copy.cost = this.cost;
    copy.realized = this.realized;
    copy.feeParts = this.feeParts;
    copy.margin = this.#margin;
    copy.feeMoney = this.#feeMoney;
    copy.funding = this.#funding;
    return copy;
  }

  /** Books an execution of `lots` (signed: positive buys) at `ticks`. Fees and isolated margin are booked apart. */
  fill(lots: number, ticks: number): void {
    const doubles = this.#doubles;
    const before = this.lots;
    const cost = doubles[COST]!;
    const traded = Math.abs(lots);
    const value = traded * ticks;
    // A cost of NaN, which stands for a `bigint`, is not within any limit.
    if (this.isolated || !(cost + value <= DIVIDES)) {
      this.#fillLarge(lots, ticks);
      return;
    }
    this.lots = before + lots;
    if (before === 0 || before > 0 === lots > 0) {
      doubles[COST] = cost + value;
      return;
    }
    const open = Math.abs(before);
    const closed = Math.min(traded, open);
    const product = cost * closed;
    // A share of a number is no more than it, so it is a number too.
    const released = product <= DIVIDES ? Math.floor(product / open) : Number(exactShare(cost, closed, open));
    const proceeds = closed * ticks;
    // One of the two is zero: what is left of a reduced position, or what a turned one has opened.
    doubles[COST] = cost - released + (value - proceeds);
    const gained = before > 0 ? proceeds - released : released - proceeds;
    const realized = doubles[REALIZED]! + gained;
    if (realized <= SPILL && realized >= -SPILL) doubles[REALIZED] = realized;
    else this.#realizeLarge(gained);
  }

  #realizeLarge(gained: Exact): void {
    this.#largeRealized.add(this.#doubles[REALIZED]!);
    this.#largeRealized.add(gained);
    this.#doubles[REALIZED] = 0;
  }

  /** {@link fill} for amounts of any size and for isolated margin. */
  #fillLarge(lots: number, ticks: number): void {
    const before = this.lots;
    const after = before + lots;
    if (before === 0 || before > 0 === lots > 0) {
      const added = exactProduct(Math.abs(lots), ticks);
      this.cost = addExact(this.cost, added);
      this.lots = after;
      if (this.isolated) this.margin += this.marginFor(added);
      return;
    }
    const open = Math.abs(before);
    const traded = Math.abs(lots);
    const closed = Math.min(traded, open);
    const released = exactShare(this.cost, closed, open);
    const proceeds = exactProduct(closed, ticks);
    this.#realizeLarge(before > 0 ? subtractExact(proceeds, released) : subtractExact(released, proceeds));
    this.lots = after;
    if (traded <= open) {
      this.cost = subtractExact(this.cost, released);
      if (this.isolated) this.margin -= (this.margin * BigInt(closed)) / BigInt(open);
    } else {
      this.cost = exactProduct(traded - open, ticks);
      if (this.isolated) this.margin = this.marginFor(this.cost);
    }
    invariant(this.lots !== 0 || this.cost === 0, 'A flat position has a cost.');
  }

  /** Initial margin of a cost at this position's leverage, rounded up to a unit of cost. */
  marginFor(cost: Exact): Money {
    const leverage = BigInt(this.leverage);
    return ((BigInt(cost) * BigInt(LEVERAGE_SCALE) + leverage - 1n) / leverage) * this.instrument.costMoney;
  }

  /** Books a fee of `ppm` parts per million on an execution's cost. */
  chargeFee(lots: number, ticks: number, ppm: number): void {
    const parts = Math.abs(lots) * ticks * ppm;
    const total = this.#doubles[FEES]! + parts;
    // A total within the limit says that the parts are exact, too.
    if (total <= SPILL && total >= -SPILL) this.#doubles[FEES] = total;
    else this.#chargeLarge(BigInt(exactProduct(Math.abs(lots), ticks)) * BigInt(ppm));
  }

  #chargeLarge(parts: bigint): void {
    this.#largeFees.add(this.#doubles[FEES]!);
    this.#largeFees.add(parts);
    this.#doubles[FEES] = 0;
  }

  /** Books a funding payment, positive when received. An isolated position pays out of its margin and keeps what it gets. */
  settleFunding(amount: Money): void {
    this.funding += amount;
    if (this.isolated) this.margin += amount;
  }

  /** What the position has added to the cash of its settlement currency since it first existed, exactly. */
  cashFlow(): Money {
    return this.realizedMoney() - this.fees() + this.funding - this.margin;
  }

  /** Fees of all time, exactly; positive is paid. */
  fees(): Money {
    return this.feeParts * this.instrument.feeMoney + this.feeMoney;
  }

  realizedMoney(): Money {
    return this.realized * this.instrument.costMoney;
  }

  /** Unrealized profit and loss at a mark price (in mark points), exactly. */
  unrealized(marks: number): Money {
    if (this.lots === 0) return 0n;
    const value = BigInt(this.lots) * BigInt(marks) * this.instrument.markMoney;
    const cost = BigInt(this.cost) * this.instrument.costMoney;
    return this.lots > 0 ? value - cost : value + cost;
  }

  /** Value of the open lots at a mark price, not negative, exactly. */
  value(marks: number): Money {
    return BigInt(Math.abs(this.lots)) * BigInt(marks) * this.instrument.markMoney;
  }

  /** {@link cost} as the nearest double. */
  costEstimate(): number {
    const cost = this.#doubles[COST]!;
    return Number.isNaN(cost) ? Number(this.#largeCost) : cost;
  }

  /** {@link cashFlow} as the nearest double. */
  cashFlowEstimate(): number {
    const instrument = this.instrument;
    if (Number.isNaN(this.#moneyFlow)) this.#moneyFlow = moneyEstimate(this.#funding - this.#feeMoney - this.#margin);
    const realized = this.#doubles[REALIZED]! + this.#largeRealized.estimate();
    const fees = this.#doubles[FEES]! + this.#largeFees.estimate();
    return (realized - fees / 1e6) * instrument.costNumber + this.#moneyFlow;
  }

  /** {@link unrealized} as a double. */
  unrealizedEstimate(marks: number): number {
    if (this.lots === 0) return 0;
    const cost = this.costEstimate();
    const value = (this.lots * marks) / this.instrument.marksPerTick;
    return (this.lots > 0 ? value - cost : value + cost) * this.instrument.costNumber;
  }
}

function addExact(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return BigInt(a) + BigInt(b);
}

/** Differences of costs stay within the range of the larger. */
function subtractExact(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return narrow(BigInt(a) - BigInt(b));
}
