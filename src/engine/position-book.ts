import type { AccountState } from '../domain/account-state.ts';
import type { ClosedPositionValue } from '../domain/closed-position.ts';
import { type Exact, exactProduct } from '../domain/exact.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { PositionState } from '../domain/position-state.ts';
import { SpotHolding } from '../domain/spot-holding.ts';
import { wholeLots } from './position-facts.ts';
import { closedBy, RoundTrip, type TripTotals } from './round-trip.ts';

/** What a fill did to a position. */
export interface PositionChange {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  /** Signed lots. */
  readonly before: number;
  readonly after: number;
  /** The position that ended, if one did; a fill that turns a long into a short ends one and opens another. */
  readonly closed: ClosedPositionValue | null;
  readonly opened: boolean;
}

/** Who the fill belongs to. */
export interface FillOrigin {
  readonly role: string | null;
  readonly decisionId: string | null;
}

/** The account's positions and spot holdings, each from flat to flat. */
export class PositionBook {
  readonly #account: AccountState;
  readonly #trips = new Map<PositionState | SpotHolding, RoundTrip>();
  /** Fees that spot buys paid in base currency, at the price of the fill, in quote currency. */
  readonly #baseFees = new Map<SpotHolding, Money>();

  constructor(account: AccountState) {
    this.#account = account;
  }

  /** Open positions and holdings, oldest first. */
  open(): IterableIterator<[PositionState | SpotHolding, RoundTrip]> {
    return this.#trips.entries();
  }

  get openCount(): number {
    return this.#trips.size;
  }

  /** Whether there is an open position or holding. */
  isOpen(instrument: Instrument, marginMode: MarginMode): boolean {
    const isSwap = instrument.type === 'swap';
    return this.#trips.has(isSwap ? this.#account.position(instrument, marginMode) : this.#account.holding(instrument));
  }

  tripOf(state: PositionState | SpotHolding): RoundTrip | undefined {
    return this.#trips.get(state);
  }

  /** Signed lots; for spot what could be sold of the holding. */
  lots(instrument: Instrument, marginMode: MarginMode): number {
    return instrument.type === 'swap'
      ? (this.#account.knownPosition(instrument, marginMode)?.lots ?? 0)
      : wholeLots(this.#account.holding(instrument));
  }

  /** Totals of all time. Fees in base currency count as fees at their value, and as profit that they took. */
  totals(state: PositionState | SpotHolding): TripTotals {
    if (state instanceof SpotHolding) {
      const base = this.#baseFees.get(state) ?? 0n;
      return { realized: state.realized + base, fees: state.quoteFees + base, funding: 0n };
    }
    return { realized: state.realizedMoney(), fees: state.fees(), funding: state.funding };
  }

  /** Books a fill. */
  apply(fill: Fill, origin: FillOrigin): PositionChange {
    return fill.facts.instrument.type === 'swap' ? this.#applySwap(fill, origin) : this.#applySpot(fill, origin);
  }

  /** Takes over a position as the venue states it; what happened to it before is not known here. */
  adopt(
    state: PositionState | SpotHolding,
    marginMode: MarginMode,
    lots: number,
    cost: Exact,
    at: number,
    decisionIds: readonly string[] = [],
  ): void {
    const known = this.#trips.get(state);
    this.#trips.delete(state);
    if (lots === 0) return;
    const trip = known ?? this.#begin(state, marginMode, lots > 0 ? 'long' : 'short', at, this.totals(state));
    if (known === undefined) trip.enter(Math.abs(lots), cost, null, Math.abs(lots), at);
    trip.decisionIds = [...new Set([...trip.decisionIds, ...decisionIds])];
    this.#trips.set(state, trip);
  }

  #applySwap(fill: Fill, origin: FillOrigin): PositionChange {
    const { facts } = fill;
    const { instrument, marginMode, lots, ticks, at } = facts;
    const state = this.#account.position(instrument, marginMode);
    const before = state.lots;
    const start = before === 0 ? this.totals(state) : null;
    this.#account.applyExecution(facts);
    const after = state.lots;
    if (before === 0 || before > 0 === (facts.side === 'buy')) {
      const trip =
        this.#trips.get(state) ??
        this.#begin(state, marginMode, after > 0 ? 'long' : 'short', at, start ?? this.totals(state));
      trip.enter(lots, exactProduct(lots, ticks), origin.decisionId, Math.abs(after), at);
      return { instrument, marginMode, before, after, closed: null, opened: before === 0 };
    }
    const trip = this.#trips.get(state);
    const turned = after !== 0 && after > 0 !== before > 0;
    trip?.exit(turned ? Math.abs(before) : lots, ticks, at);
    if (after !== 0 && !turned) return { instrument, marginMode, before, after, closed: null, opened: false };

    this.#trips.delete(state);
    const totals = this.totals(state);
    const rest = turned ? Math.abs(after) : 0;
    // The fee of a fill that turns the position belongs to both, by their lots.
    const restFee = turned ? (facts.feeMoney * BigInt(rest)) / BigInt(lots) : 0n;
    const ended = turned ? { ...totals, fees: totals.fees - restFee } : totals;
    const closed = trip?.close(ended, closedBy(fill, origin.role), at) ?? null;
    if (turned) {
      const next = this.#begin(state, marginMode, after > 0 ? 'long' : 'short', at, ended);
      next.enter(rest, exactProduct(rest, ticks), origin.decisionId, rest, at);
    }
    return { instrument, marginMode, before, after, closed, opened: turned };
  }

  #applySpot(fill: Fill, origin: FillOrigin): PositionChange {
    const { facts } = fill;
    const { instrument, lots, ticks, at } = facts;
    const holding = this.#account.holding(instrument);
    const before = wholeLots(holding);
    const start = this.totals(holding);
    this.#account.applyExecution(facts);
    const after = wholeLots(holding);
    const change = { instrument, marginMode: 'cash' as const, before, after };
    if (facts.side === 'buy') {
      const value = (facts.feeMoney * BigInt(ticks) * instrument.costMoney) / instrument.lotMoney;
      this.#baseFees.set(holding, (this.#baseFees.get(holding) ?? 0n) + value);
      const known = this.#trips.get(holding);
      if (after === 0) return { ...change, closed: null, opened: false };
      const trip = known ?? this.#begin(holding, 'cash', 'long', at, start);
      trip.enter(lots, exactProduct(lots, ticks), origin.decisionId, after, at);
      return { ...change, closed: null, opened: known === undefined };
    }
    const trip = this.#trips.get(holding);
    // Coins that were deposited are sold without a position.
    trip?.exit(Math.min(lots, before), ticks, at);
    if (trip === undefined || after > 0) return { ...change, closed: null, opened: false };
    this.#trips.delete(holding);
    return { ...change, closed: trip.close(this.totals(holding), closedBy(fill, origin.role), at), opened: false };
  }

  #begin(
    state: PositionState | SpotHolding,
    marginMode: MarginMode,
    side: 'long' | 'short',
    openedAt: number,
    start: TripTotals,
  ): RoundTrip {
    const trip = new RoundTrip({ instrument: state.instrument, marginMode, side, openedAt, start });
    this.#trips.set(state, trip);
    return trip;
  }
}
