import { invariant } from '../errors/index.ts';
import { DIVIDES, type Exact, ExactSum, exactProduct, exactShare } from './exact.ts';
import type { Instrument } from './instrument.ts';
import { type Money, moneyEstimate } from './money.ts';

/** Leverage is kept in hundredths: 10× is 1000. */
export const LEVERAGE_SCALE = 100;

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
  /** What the open lots cost, in units of tick × lot, not negative. */
  cost: Exact = 0;
  /** In hundredths. */
  leverage: number;
  /** Realized profit and loss of all time, in units of cost, fees not included. */
  readonly realized = new ExactSum();
  /** Fees of all time in units of cost × parts per million; positive is paid. */
  readonly feeParts = new ExactSum();
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

  /** Books an execution of `lots` (signed: positive buys) at `ticks`. Fees and isolated margin are booked apart. */
  fill(lots: number, ticks: number): void {
    const { cost, lots: before } = this;
    const traded = lots < 0 ? -lots : lots;
    const value = traded * ticks;
    if (this.isolated || typeof cost === 'bigint' || cost + value > DIVIDES) {
      this.#fillLarge(lots, ticks);
      return;
    }
    if (before === 0 || before > 0 === lots > 0) {
      this.cost = cost + value;
      this.lots = before + lots;
      return;
    }
    const open = before < 0 ? -before : before;
    if (traded < open) {
      const product = cost * traded;
      // A share of a number is no more than it, so it is a number too.
      const released = product <= DIVIDES ? Math.floor(product / open) : Number(exactShare(cost, traded, open));
      this.realized.add(before > 0 ? value - released : released - value);
      this.cost = cost - released;
    } else {
      const proceeds = open * ticks;
      this.realized.add(before > 0 ? proceeds - cost : cost - proceeds);
      this.cost = value - proceeds;
    }
    this.lots = before + lots;
  }

  /** {@link fill} for amounts of any size and for isolated margin. */
  #fillLarge(lots: number, ticks: number): void {
    const before = this.lots;
    const after = before + lots;
    if (before === 0 || before > 0 === lots > 0) {
      const added = exactProduct(lots < 0 ? -lots : lots, ticks);
      this.cost = addExact(this.cost, added);
      this.lots = after;
      if (this.isolated) this.margin += this.marginFor(added);
      return;
    }
    const open = before < 0 ? -before : before;
    const traded = lots < 0 ? -lots : lots;
    const closed = traded < open ? traded : open;
    const released = exactShare(this.cost, closed, open);
    const proceeds = exactProduct(closed, ticks);
    this.realized.add(before > 0 ? subtractExact(proceeds, released) : subtractExact(released, proceeds));
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
    const parts = (lots < 0 ? -lots : lots) * ticks * ppm;
    if (parts <= DIVIDES && parts >= -DIVIDES) this.feeParts.add(parts);
    else this.feeParts.add(BigInt(exactProduct(lots < 0 ? -lots : lots, ticks)) * BigInt(ppm));
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
    return this.feeParts.value() * this.instrument.feeMoney + this.feeMoney;
  }

  realizedMoney(): Money {
    return this.realized.value() * this.instrument.costMoney;
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

  /** {@link cashFlow} as the nearest double. */
  cashFlowEstimate(): number {
    const instrument = this.instrument;
    if (Number.isNaN(this.#moneyFlow)) this.#moneyFlow = moneyEstimate(this.#funding - this.#feeMoney - this.#margin);
    return (this.realized.estimate() - this.feeParts.estimate() / 1e6) * instrument.costNumber + this.#moneyFlow;
  }

  /** {@link unrealized} as a double. */
  unrealizedEstimate(marks: number): number {
    if (this.lots === 0) return 0;
    const cost = Number(this.cost);
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
  const difference = BigInt(a) - BigInt(b);
  const small = Number(difference);
  return Number.isSafeInteger(small) ? small : difference;
}
