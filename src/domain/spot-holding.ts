import { type Exact, exactProduct } from './exact.ts';
import type { Instrument } from './instrument.ts';
import type { Money } from './money.ts';

/**
 * What was bought of a spot instrument and not yet sold, with its cost: the spot counterpart of a position.
 *
 * A buy is charged in the base currency, so the holding is less than what was bought and seldom a whole number of lots.
 * Coins that were deposited are a balance, not a holding.
 */
export class SpotHolding {
  readonly instrument: Instrument;
  /** Base currency held. */
  quantity: Money = 0n;
  /** Quote currency paid for it. */
  cost: Money = 0n;
  /** Of all time, in quote currency: fees charged in base are in it (they leave less to sell), {@link quoteFees} are not. */
  realized: Money = 0n;
  /** Fees of all time charged in base currency. */
  baseFees: Money = 0n;
  /** Fees of all time charged in quote currency. */
  quoteFees: Money = 0n;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  buy(lots: number, ticks: number, baseFee: Money): void {
    this.quantity += BigInt(lots) * this.instrument.lotMoney - baseFee;
    this.cost += spotValue(this.instrument, lots, ticks);
    this.baseFees += baseFee;
  }

  /** What is sold beyond the holding came from a deposit: it has no cost here and realizes nothing. */
  sell(lots: number, ticks: number, quoteFee: Money): void {
    const sold = BigInt(lots) * this.instrument.lotMoney;
    const fromHolding = sold < this.quantity ? sold : this.quantity;
    const proceeds = (spotValue(this.instrument, lots, ticks) * fromHolding) / sold;
    const released = this.quantity === 0n ? 0n : (this.cost * fromHolding) / this.quantity;
    this.quantity -= fromHolding;
    this.cost -= released;
    this.realized += proceeds - released;
    this.quoteFees += quoteFee;
  }
}

/** Quote currency that changes hands for `lots` at `ticks`. */
export function spotValue(instrument: Instrument, lots: number, ticks: number): Money {
  const cost: Exact = exactProduct(lots, ticks);
  return BigInt(cost) * instrument.costMoney;
}
