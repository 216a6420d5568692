import type { ClosedPosition } from '../domain/account.ts';
import { ClosedPositionValue } from '../domain/closed-position.ts';
import { type Exact, exactProduct, narrow } from '../domain/exact.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { MarginMode } from '../domain/order-intent.ts';

/** Running totals of a position of all time, in money. */
export interface TripTotals {
  readonly realized: Money;
  readonly fees: Money;
  readonly funding: Money;
}

const NO_DECISIONS: readonly string[] = [];

/** One position from flat to flat: what it was bought and sold for, and what the totals were when it began. */
export class RoundTrip {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  readonly openedAt: number;
  readonly start: TripTotals;
  updatedAt: number;
  decisionIds: readonly string[] = NO_DECISIONS;
  #maxLots = 0;
  #entryLots = 0;
  #entryCost: Exact = 0;
  #exitLots = 0;
  #exitCost: Exact = 0;

  constructor(trip: {
    readonly instrument: Instrument;
    readonly marginMode: MarginMode;
    readonly side: 'long' | 'short';
    readonly openedAt: number;
    readonly start: TripTotals;
  }) {
    this.instrument = trip.instrument;
    this.marginMode = trip.marginMode;
    this.side = trip.side;
    this.openedAt = trip.openedAt;
    this.updatedAt = trip.openedAt;
    this.start = trip.start;
  }

  enter(lots: number, cost: Exact, decisionId: string | null, positionLots: number, at: number): void {
    this.#entryLots += lots;
    this.#entryCost = plus(this.#entryCost, cost);
    this.#maxLots = Math.max(this.#maxLots, positionLots);
    this.updatedAt = at;
    if (decisionId !== null && !this.decisionIds.includes(decisionId)) {
      this.decisionIds = [...this.decisionIds, decisionId];
    }
  }

  exit(lots: number, ticks: number, at: number): void {
    this.#exitLots += lots;
    this.#exitCost = plus(this.#exitCost, exactProduct(lots, ticks));
    this.updatedAt = at;
  }

  /** Totals since it began. */
  since(totals: TripTotals): TripTotals {
    return {
      realized: totals.realized - this.start.realized,
      fees: totals.fees - this.start.fees,
      funding: totals.funding - this.start.funding,
    };
  }

  close(totals: TripTotals, closedBy: ClosedPosition['closedBy'], at: number): ClosedPositionValue {
    const { realized, fees, funding } = this.since(totals);
    return new ClosedPositionValue({
      instrument: this.instrument,
      marginMode: this.marginMode,
      side: this.side,
      maxLots: this.#maxLots,
      entryLots: this.#entryLots,
      entryCost: this.#entryCost,
      exitLots: this.#exitLots,
      exitCost: this.#exitCost,
      realized,
      fees,
      funding,
      openedAt: this.openedAt,
      closedAt: at,
      closedBy,
      decisionIds: this.decisionIds,
    });
  }
}

/** What ended a position, by the fill that made it flat. */
export function closedBy(fill: Fill, role: string | null): ClosedPosition['closedBy'] {
  if (fill.cause !== 'order') return fill.cause;
  return role === 'stop_loss' || role === 'take_profit' ? role : 'order';
}

function plus(a: Exact, b: Exact): Exact {
  const sum = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN;
  return Number.isSafeInteger(sum) ? sum : narrow(BigInt(a) + BigInt(b));
}
