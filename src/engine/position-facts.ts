import type { Decimal } from '../domain/decimal.ts';
import { type Exact, tenTo } from '../domain/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import { initialMargin, liquidationPrice, type MarginTiers, maintenanceMargin } from '../domain/margin.ts';
import type { Money } from '../domain/money.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { PositionFacts, PositionProtection } from '../domain/position.ts';
import { LEVERAGE_SCALE, type PositionState } from '../domain/position-state.ts';
import type { SpotHolding } from '../domain/spot-holding.ts';
import type { RoundTrip, TripTotals } from './round-trip.ts';

/** What stands behind a cross position besides itself, captured when the position is read. */
export interface CrossBacking {
  readonly cash: Money;
  readonly others: readonly { readonly unrealized: Money; readonly maintenance: Money }[];
}

/** The facts of a swap position at one instant; what takes arithmetic is computed when it is first read. */
export class SwapPositionFacts implements PositionFacts {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  readonly lots: number;
  readonly cost: Exact;
  readonly exactQuantity = null;
  readonly exactCost = null;
  readonly marks: number | null;
  readonly leverage: number;
  readonly isolatedMargin: Money;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly protection: PositionProtection;
  readonly decisionIds: readonly string[];
  readonly #totals: TripTotals;
  readonly #tiers: MarginTiers;
  readonly #takerPpm: number;
  readonly #backing: CrossBacking;
  #liquidation: Decimal | null | undefined;

  constructor(
    state: PositionState,
    trip: RoundTrip,
    moment: {
      readonly marks: number | null;
      readonly totals: TripTotals;
      readonly tiers: MarginTiers;
      readonly takerPpm: number;
      readonly backing: CrossBacking;
      readonly protection: PositionProtection;
    },
  ) {
    this.instrument = state.instrument;
    this.marginMode = trip.marginMode;
    this.lots = state.lots;
    this.cost = state.cost;
    this.marks = moment.marks;
    this.leverage = state.leverage;
    this.isolatedMargin = state.margin;
    this.openedAt = trip.openedAt;
    this.updatedAt = trip.updatedAt;
    this.decisionIds = trip.decisionIds;
    this.protection = moment.protection;
    this.#totals = moment.totals;
    this.#tiers = moment.tiers;
    this.#takerPpm = moment.takerPpm;
    this.#backing = moment.backing;
  }

  get realized(): Money {
    return this.#totals.realized;
  }
  get fees(): Money {
    return this.#totals.fees;
  }
  get funding(): Money {
    return this.#totals.funding;
  }
  get unrealized(): Money | null {
    if (this.marks === null) return null;
    const cost = BigInt(this.cost) * this.instrument.costMoney;
    const value = this.#value(this.marks);
    return this.lots > 0 ? value - cost : cost - value;
  }
  /** At the mark price; at the entry price while no mark is known. */
  get initialMargin(): Money {
    return initialMargin(this.#valueOrCost(), this.leverage);
  }
  get maintenanceMargin(): Money {
    return maintenanceMargin(this.#valueOrCost(), this.#tiers.of(this.lots).maintenancePpm);
  }
  get liquidationPrice(): Decimal | null {
    if (this.#liquidation === undefined) {
      let backing = this.isolatedMargin;
      if (this.marginMode === 'cross') {
        backing = this.#backing.cash;
        for (const other of this.#backing.others) backing += other.unrealized - other.maintenance;
      }
      const ratePpm = this.#tiers.of(this.lots).maintenancePpm + this.#takerPpm;
      this.#liquidation = liquidationPrice(this.instrument, this.lots, this.cost, backing, ratePpm);
    }
    return this.#liquidation;
  }

  #value(marks: number): Money {
    return BigInt(Math.abs(this.lots)) * BigInt(marks) * this.instrument.markMoney;
  }

  #valueOrCost(): Money {
    return this.marks === null ? BigInt(this.cost) * this.instrument.costMoney : this.#value(this.marks);
  }
}

/** The facts of a spot holding, read as a position in margin mode cash. */
export class HoldingFacts implements PositionFacts {
  readonly instrument: Instrument;
  readonly marginMode = 'cash';
  readonly lots: number;
  readonly cost = 0;
  readonly exactQuantity: Money;
  readonly exactCost: Money;
  readonly marks: number | null;
  readonly leverage = LEVERAGE_SCALE;
  readonly isolatedMargin = 0n;
  readonly realized: Money;
  readonly fees: Money;
  readonly funding = 0n;
  readonly initialMargin = 0n;
  readonly maintenanceMargin = 0n;
  readonly liquidationPrice = null;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly protection: PositionProtection;
  readonly decisionIds: readonly string[];

  constructor(
    holding: SpotHolding,
    trip: RoundTrip,
    moment: {
      readonly marks: number | null;
      readonly totals: TripTotals;
      readonly protection: PositionProtection;
    },
  ) {
    this.instrument = holding.instrument;
    this.lots = wholeLots(holding);
    this.exactQuantity = holding.quantity;
    this.exactCost = holding.cost;
    this.marks = moment.marks;
    this.realized = moment.totals.realized;
    this.fees = moment.totals.fees;
    this.openedAt = trip.openedAt;
    this.updatedAt = trip.updatedAt;
    this.decisionIds = trip.decisionIds;
    this.protection = moment.protection;
  }

  get unrealized(): Money | null {
    return this.marks === null ? null : coinValue(this.exactQuantity, this.instrument, this.marks) - this.exactCost;
  }
}

/** Lots that a holding could be sold in; what is left of a lot cannot. */
export function wholeLots(holding: SpotHolding): number {
  return Number(holding.quantity / holding.instrument.lotMoney);
}

/** Value of an amount of base currency at a mark price, in quote currency, down to a unit of money. */
export function coinValue(amount: Money, instrument: Instrument, marks: number): Money {
  return (amount * BigInt(marks)) / tenTo(instrument.markDecimals);
}
