import type { Decimal } from './decimal.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import { fromMoney, type Money } from './money.ts';
import type { MarginMode, Side } from './order-intent.ts';

/** Whether an execution rested in the book before (`maker`) or met what rested there (`taker`). */
export const LIQUIDITIES = ['maker', 'taker'] as const;
/** One of {@link LIQUIDITIES}. */
export type Liquidity = (typeof LIQUIDITIES)[number];

/** What made a fill happen: an order of the account, or the venue acting on its position. */
export const FILL_CAUSES = ['order', 'liquidation', 'adl'] as const;
/** One of {@link FILL_CAUSES}. */
export type FillCause = (typeof FILL_CAUSES)[number];

/** The integers behind a {@link Fill}. */
export interface FillFacts {
  readonly fillId: string;
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
  /** Positive is paid, negative is a rebate. */
  readonly feeMoney: Money;
  readonly feeCurrency: string;
  readonly liquidity: Liquidity;
  readonly cause: FillCause;
  readonly at: number;
}

/** One execution of an order: immutable; decimals are made when they are read. */
export class Fill {
  readonly facts: FillFacts;

  constructor(facts: FillFacts) {
    this.facts = facts;
  }

  /** Unique per instrument. */
  get fillId(): string {
    return this.facts.fillId;
  }
  get clientOrderId(): string {
    return this.facts.clientOrderId;
  }
  get venueOrderId(): string {
    return this.facts.venueOrderId;
  }
  get instrument(): InstrumentId {
    return this.facts.instrument.id;
  }
  get marginMode(): MarginMode {
    return this.facts.marginMode;
  }
  get side(): Side {
    return this.facts.side;
  }
  /** In base units, positive. */
  get quantity(): Decimal {
    return this.facts.instrument.quantityOf(this.facts.lots);
  }
  /** In quote currency per base unit. */
  get price(): Decimal {
    return this.facts.instrument.priceOf(this.facts.ticks);
  }
  /** In {@link feeCurrency}: positive is paid, negative is a rebate. */
  get fee(): Decimal {
    return fromMoney(this.facts.feeMoney);
  }
  get feeCurrency(): string {
    return this.facts.feeCurrency;
  }
  get liquidity(): Liquidity {
    return this.facts.liquidity;
  }
  get cause(): FillCause {
    return this.facts.cause;
  }
  /** When the venue matched it, epoch ms. */
  get at(): number {
    return this.facts.at;
  }

  toJSON(): Record<string, unknown> {
    return {
      fillId: this.fillId,
      clientOrderId: this.clientOrderId,
      venueOrderId: this.venueOrderId,
      instrument: this.instrument,
      marginMode: this.marginMode,
      side: this.side,
      quantity: this.quantity.toFixed(),
      price: this.price.toFixed(),
      fee: this.fee.toFixed(),
      feeCurrency: this.feeCurrency,
      liquidity: this.liquidity,
      cause: this.cause,
      at: this.at,
    };
  }
}
