import { Decimal, ZERO } from './decimal.ts';
import type { Exact } from './exact.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import { fromMoney, type Money } from './money.ts';
import type { MarginMode } from './order-intent.ts';
import { LEVERAGE_SCALE } from './position-state.ts';

/** `verified`: stops seen at the venue cover all of it. `partial`: a part. `pending`: asked for, not seen yet. `missing`: asked for, and not there. */
export const PROTECTION_STATUSES = ['verified', 'partial', 'pending', 'missing', 'none_requested'] as const;
/** One of {@link PROTECTION_STATUSES}. */
export type ProtectionStatus = (typeof PROTECTION_STATUSES)[number];

/** How far a position is covered by stops that were seen at the venue. */
export interface PositionProtection {
  readonly status: ProtectionStatus;
  /** Base units covered by stops that were seen at the venue. */
  readonly coveredQuantity: Decimal;
  /** Trigger of the nearest stop seen, or `null`. */
  readonly stopPrice: Decimal | null;
  /** Price of the target seen, or `null`. */
  readonly targetPrice: Decimal | null;
}

export const NO_PROTECTION: PositionProtection = {
  status: 'none_requested',
  coveredQuantity: ZERO,
  stopPrice: null,
  targetPrice: null,
};

/** The integers behind a {@link Position}. */
export interface PositionFacts {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  /** Signed; never zero. */
  readonly lots: number;
  readonly cost: Exact;
  /** For spot: what is held beyond whole lots counts too. */
  readonly exactQuantity: Money | null;
  /** For spot: what it cost, in quote currency. */
  readonly exactCost: Money | null;
  /** In mark points; `null` when no price is known. */
  readonly marks: number | null;
  /** In hundredths. */
  readonly leverage: number;
  readonly isolatedMargin: Money;
  readonly unrealized: Money | null;
  readonly realized: Money;
  readonly fees: Money;
  readonly funding: Money;
  readonly initialMargin: Money;
  readonly maintenanceMargin: Money;
  readonly liquidationPrice: Decimal | null;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly protection: PositionProtection;
  readonly decisionIds: readonly string[];
}

/** One open position: immutable; decimals are made when they are read. Profit, fees and funding count since it was opened. */
export class Position {
  readonly facts: PositionFacts;

  constructor(facts: PositionFacts) {
    this.facts = facts;
  }

  get instrument(): InstrumentId {
    return this.facts.instrument.id;
  }
  get marginMode(): MarginMode {
    return this.facts.marginMode;
  }
  get side(): 'long' | 'short' {
    return this.facts.lots >= 0 ? 'long' : 'short';
  }
  /** Base units, positive. */
  get quantity(): Decimal {
    if (this.facts.exactQuantity !== null) return fromMoney(this.facts.exactQuantity);
    return this.facts.instrument.quantityOf(Math.abs(this.facts.lots));
  }
  /** Mean price of the open part, in quote currency per base unit. */
  get entryPrice(): Decimal {
    const { exactCost, exactQuantity, instrument, cost, lots } = this.facts;
    if (exactCost !== null && exactQuantity !== null) return fromMoney(exactCost).div(fromMoney(exactQuantity));
    return instrument.averagePrice(cost, Math.abs(lots));
  }
  get markPrice(): Decimal | null {
    return this.facts.marks === null ? null : this.facts.instrument.markOf(this.facts.marks);
  }
  /** Value at the mark price, positive, in quote currency; `null` when no price is known. */
  get notional(): Decimal | null {
    const mark = this.markPrice;
    return mark === null ? null : this.quantity.mul(mark);
  }
  /** At the mark price; `null` when no price is known. */
  get unrealizedPnl(): Decimal | null {
    return this.facts.unrealized === null ? null : fromMoney(this.facts.unrealized);
  }
  /** Of parts closed since it was opened, fees not included. */
  get realizedPnl(): Decimal {
    return fromMoney(this.facts.realized);
  }
  /** Positive is paid. */
  get fees(): Decimal {
    return fromMoney(this.facts.fees);
  }
  /** Positive is received. */
  get funding(): Decimal {
    return fromMoney(this.facts.funding);
  }
  get leverage(): Decimal {
    return new Decimal(this.facts.leverage).div(LEVERAGE_SCALE);
  }
  get initialMargin(): Decimal {
    return fromMoney(this.facts.initialMargin);
  }
  get maintenanceMargin(): Decimal {
    return fromMoney(this.facts.maintenanceMargin);
  }
  /** Margin of an isolated position; zero for others. */
  get isolatedMargin(): Decimal {
    return fromMoney(this.facts.isolatedMargin);
  }
  /** Mark price at which the venue closes the position, all else unchanged; `null` when there is none. */
  get liquidationPrice(): Decimal | null {
    return this.facts.liquidationPrice;
  }
  get openedAt(): number {
    return this.facts.openedAt;
  }
  get updatedAt(): number {
    return this.facts.updatedAt;
  }
  get protection(): PositionProtection {
    return this.facts.protection;
  }
  /** Decisions whose fills built this position, oldest first. */
  get decisionIds(): readonly string[] {
    return this.facts.decisionIds;
  }

  toJSON(): Record<string, unknown> {
    return {
      instrument: this.instrument,
      marginMode: this.marginMode,
      side: this.side,
      quantity: this.quantity.toFixed(),
      entryPrice: this.entryPrice.toFixed(),
      markPrice: this.markPrice?.toFixed() ?? null,
      unrealizedPnl: this.unrealizedPnl?.toFixed() ?? null,
      realizedPnl: this.realizedPnl.toFixed(),
      fees: this.fees.toFixed(),
      funding: this.funding.toFixed(),
      leverage: this.leverage.toFixed(),
      initialMargin: this.initialMargin.toFixed(),
      maintenanceMargin: this.maintenanceMargin.toFixed(),
      liquidationPrice: this.liquidationPrice?.toFixed() ?? null,
      openedAt: this.openedAt,
      updatedAt: this.updatedAt,
      protection: {
        status: this.protection.status,
        coveredQuantity: this.protection.coveredQuantity.toFixed(),
        stopPrice: this.protection.stopPrice?.toFixed() ?? null,
        targetPrice: this.protection.targetPrice?.toFixed() ?? null,
      },
      decisionIds: this.decisionIds,
    };
  }
}
