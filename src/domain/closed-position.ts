import type { ClosedPosition } from './account.ts';
import type { Decimal } from './decimal.ts';
import type { Exact } from './exact.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import { fromMoney, type Money } from './money.ts';
import type { MarginMode } from './order-intent.ts';

/** The integers behind a {@link ClosedPosition}; costs in units of tick × lot, money in quote currency. */
export interface ClosedPositionFacts {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  readonly maxLots: number;
  readonly entryLots: number;
  readonly entryCost: Exact;
  readonly exitLots: number;
  readonly exitCost: Exact;
  readonly realized: Money;
  readonly fees: Money;
  readonly funding: Money;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly closedBy: ClosedPosition['closedBy'];
  readonly decisionIds: readonly string[];
}

/** A {@link ClosedPosition} over integers: decimals are made when they are read. */
export class ClosedPositionValue implements ClosedPosition {
  readonly facts: ClosedPositionFacts;

  constructor(facts: ClosedPositionFacts) {
    this.facts = facts;
  }

  get instrument(): InstrumentId {
    return this.facts.instrument.id;
  }
  get marginMode(): MarginMode {
    return this.facts.marginMode;
  }
  get side(): 'long' | 'short' {
    return this.facts.side;
  }
  get maxQuantity(): Decimal {
    return this.facts.instrument.quantityOf(this.facts.maxLots);
  }
  get entryPrice(): Decimal {
    return this.facts.instrument.averagePrice(this.facts.entryCost, this.facts.entryLots);
  }
  get exitPrice(): Decimal {
    return this.facts.instrument.averagePrice(this.facts.exitCost, this.facts.exitLots);
  }
  get realizedPnl(): Decimal {
    return fromMoney(this.facts.realized);
  }
  get fees(): Decimal {
    return fromMoney(this.facts.fees);
  }
  get funding(): Decimal {
    return fromMoney(this.facts.funding);
  }
  /** @internal {@link netPnl} as money. */
  get net(): Money {
    return this.facts.realized - this.facts.fees + this.facts.funding;
  }
  get netPnl(): Decimal {
    return fromMoney(this.net);
  }
  get openedAt(): number {
    return this.facts.openedAt;
  }
  get closedAt(): number {
    return this.facts.closedAt;
  }
  get closedBy(): ClosedPosition['closedBy'] {
    return this.facts.closedBy;
  }
  get decisionIds(): readonly string[] {
    return this.facts.decisionIds;
  }

  toJSON(): Record<string, unknown> {
    return {
      instrument: this.instrument,
      marginMode: this.marginMode,
      side: this.side,
      maxQuantity: this.maxQuantity.toFixed(),
      entryPrice: this.entryPrice.toFixed(),
      exitPrice: this.exitPrice.toFixed(),
      realizedPnl: this.realizedPnl.toFixed(),
      fees: this.fees.toFixed(),
      funding: this.funding.toFixed(),
      netPnl: this.netPnl.toFixed(),
      openedAt: this.openedAt,
      closedAt: this.closedAt,
      closedBy: this.closedBy,
      decisionIds: this.decisionIds,
    };
  }
}
