import { AccountState } from '../domain/account-state.ts';
import type { ClosedPositionValue } from '../domain/closed-position.ts';
import { emptyList } from '../domain/empty-list.ts';
import type { Exact } from '../domain/exact.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import { maintenanceMargin } from '../domain/margin.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import { Position, type PositionProtection } from '../domain/position.ts';
import type { PositionState } from '../domain/position-state.ts';
import { SpotHolding } from '../domain/spot-holding.ts';
import type { Clock } from '../ports/clock.ts';
import type { LedgerView } from '../ports/interceptor.ts';
import type { VenueDescription, VenuePosition } from '../ports/venue.ts';
import { BoundedHistory } from './bounded-history.ts';
import { type MarginUse, marginUse } from './margin-use.ts';
import { PerformanceRecord } from './performance-record.ts';
import { type FillOrigin, PositionBook, type PositionChange } from './position-book.ts';
import { type CrossBacking, HoldingFacts, SwapPositionFacts } from './position-facts.ts';
import { PriceBoard } from './price-board.ts';
import type { RoundTrip } from './round-trip.ts';
import { Valuation } from './valuation.ts';

const NO_POSITIONS: readonly Position[] = emptyList();

/** What the ledger asks of its surroundings. */
export interface LedgerSurroundings {
  readonly clock: Clock;
  readonly venue: VenueDescription;
  readonly historyLimit: number;
  readonly orders: { open(): Iterable<Order> };
  /** Movements of money after an instant, as the venue tells them. */
  readonly entriesSince: (at: number) => Promise<readonly LedgerEntry[]>;
  readonly protection: { read(instrument: Instrument, marginMode: MarginMode, lots: number): PositionProtection };
}

/** Our shadow of the account: cash, positions, prices, and how it has done. The venue is the truth; see the reconciler. */
export class Ledger implements LedgerView {
  readonly account: AccountState;
  readonly accountCurrency: string;
  readonly prices: PriceBoard;
  readonly book: PositionBook;
  // Fields of its own: what reads an object that is made anew for every session is compiled anew for each.
  readonly #clock: Clock;
  readonly #orders: LedgerSurroundings['orders'];
  readonly #protection: LedgerSurroundings['protection'];
  readonly #entriesSince: LedgerSurroundings['entriesSince'];
  readonly #fees: VenueDescription['fees'];
  readonly #tiers: VenueDescription['tiers'];
  readonly #instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly #valuation: Valuation;
  readonly #closed: BoundedHistory<ClosedPositionValue>;
  #performance: PerformanceRecord | null = null;
  #transferred: Money = 0n;
  /** Money that came or went for reasons which are neither trading nor transfers. */
  #adjusted: Money = 0n;
  #positions: readonly Position[] | null = NO_POSITIONS;
  #moved = false;
  /** Told whenever positions or cash may have changed. */
  onChange: (() => void) | null = null;

  constructor(around: LedgerSurroundings) {
    this.#entriesSince = around.entriesSince;
    this.#fees = around.venue.fees;
    this.#tiers = around.venue.tiers;
    this.#clock = around.clock;
    this.#orders = around.orders;
    this.#protection = around.protection;
    const { venue } = around;
    this.accountCurrency = venue.accountCurrency;
    this.account = new AccountState({ defaultLeverage: venue.defaultLeverage ?? 100 });
    this.prices = new PriceBoard(venue.instruments);
    this.book = new PositionBook(this.account);
    this.#instruments = new Map(venue.instruments.map((instrument) => [instrument.id, instrument]));
    this.#valuation = new Valuation(this.account, this.prices, venue.accountCurrency, venue.instruments);
    this.#closed = new BoundedHistory(around.historyLimit);
  }

  get now(): number {
    return this.#clock.now();
  }

  instrument(id: string): Instrument | undefined {
    return this.#instruments.get(id);
  }

  marks(instrument: Instrument): number | null {
    return this.prices.marks(instrument);
  }

  openOrders(): Iterable<Order> {
    return this.#orders.open();
  }

  equity(): Money {
    return this.#valuation.equity();
  }

  equityEstimate(): number {
    return this.#valuation.equityEstimate();
  }

  transferred(): Money {
    return this.#transferred;
  }

  async transferredSince(at: number): Promise<Money> {
    let sum = 0n;
    for (const entry of await this.#entriesSince(at)) {
      if (entry.at > at && isTransfer(entry)) sum += this.#valuation.inAccountCurrency(entry.amount, entry.currency);
    }
    return sum;
  }

  realizedNet(): Money {
    const { realized, fees, funding } = this.totals();
    return realized - fees + funding + this.#adjusted;
  }

  /** Realized profit, fees and funding of all time in the account currency. */
  totals(): { readonly realized: Money; readonly fees: Money; readonly funding: Money } {
    let [realized, fees, funding] = [0n, 0n, 0n];
    const add = (state: PositionState | SpotHolding, currency: string): void => {
      const totals = this.book.totals(state);
      realized += this.#valuation.inAccountCurrency(totals.realized, currency);
      fees += this.#valuation.inAccountCurrency(totals.fees, currency);
      funding += this.#valuation.inAccountCurrency(totals.funding, currency);
    };
    for (const state of this.account.positions()) add(state, state.instrument.settleCurrency);
    for (const holding of this.account.holdings()) add(holding, holding.instrument.quoteCurrency);
    return { realized, fees, funding };
  }

  /** Starts recording how the account does, from its equity of now. */
  begin(): void {
    this.#performance = new PerformanceRecord(this.now, this);
  }

  get performance(): PerformanceRecord {
    this.#performance ??= new PerformanceRecord(this.now, this);
    return this.#performance;
  }

  setPrice(instrument: Instrument, lastTicks: number, marks: number): void {
    const price = this.prices.of(instrument);
    price.lastTicks = lastTicks;
    price.marks = marks;
    if (!price.matters && !this.#valuation.isStale) return;
    this.#valuation.moved();
    this.#moved = true;
    this.#positions = null;
  }

  /** Records how the account stands at the end of an instant; cheap when nothing moved. */
  endInstant(at: number): void {
    if (!this.#moved || this.#performance === null) return;
    this.#moved = false;
    this.#performance.sample(at, this);
  }

  /** Ends the days that lie behind `at`. To be called before anything of the new day is booked. */
  enterDay(at: number): void {
    if (this.#performance?.isNewDay(at)) this.#performance.endDay(at, this);
  }

  applyFill(fill: Fill, origin: FillOrigin): PositionChange {
    const change = this.book.apply(fill, origin);
    if (change.closed !== null) {
      this.#closed.push(change.closed);
      this.performance.closed(change.closed);
    }
    // Something is worth a price from its first trade on.
    const price = this.prices.of(fill.facts.instrument);
    if (price.marks === 0) {
      price.lastTicks = fill.facts.ticks;
      price.marks = fill.facts.ticks * fill.facts.instrument.marksPerTick;
    }
    this.touch();
    return change;
  }

  applyEntry(entry: LedgerEntry): void {
    const instrument = entry.instrument === null ? undefined : this.#instruments.get(entry.instrument);
    const worth = this.#valuation.inAccountCurrency(entry.amount, entry.currency);
    if (entry.type === 'funding' && instrument !== undefined) {
      this.account.position(instrument, entry.marginMode ?? 'cross').settleFunding(entry.amount);
    } else {
      this.account.transfer(entry.currency, entry.amount);
      if (isTransfer(entry)) this.#transferred += worth;
      else this.#adjusted += worth;
    }
    this.touch();
    if (isTransfer(entry)) this.#performance?.observe(entry.at, this);
  }

  /** Takes over what the venue says of cash. `opening`: before anything was traded, so it is no change of fortune. */
  adoptCash(currency: string, cash: Money, opening: boolean): void {
    const change = cash - this.account.cash(currency);
    if (change === 0n) return;
    this.account.transfer(currency, change);
    if (!opening) this.#adjusted += this.#valuation.inAccountCurrency(change, currency);
    this.touch();
  }

  /** Takes over what the venue says of a position; of the decisions behind it the venue knows nothing. */
  adoptPosition(row: VenuePosition, cost: Exact, at: number, decisionIds: readonly string[] = []): void {
    const { instrument, marginMode, lots } = row;
    if (instrument.type === 'spot') {
      const holding = this.account.holding(instrument);
      holding.quantity = row.holding?.quantity ?? BigInt(lots) * instrument.lotMoney;
      holding.cost = row.holding?.cost ?? BigInt(cost) * instrument.costMoney;
      this.book.adopt(holding, 'cash', lots, cost, at, decisionIds);
    } else {
      const state = this.account.position(instrument, marginMode);
      const turned = state.lots !== 0 && state.lots > 0 !== lots > 0;
      if (turned) this.book.adopt(state, marginMode, 0, 0, at);
      state.lots = lots;
      state.cost = cost;
      state.leverage = row.leverage;
      state.margin = row.isolatedMargin;
      this.book.adopt(state, marginMode, lots, cost, at, decisionIds);
    }
    this.touch();
  }

  /** `margin`: what backs an isolated position from now on; it stays as it is where the venue does not tell. */
  setLeverage(instrument: Instrument, marginMode: MarginMode, leverage: number, margin?: Money): void {
    const state = this.account.position(instrument, marginMode);
    state.leverage = leverage;
    if (state.isolated && margin !== undefined) state.margin = margin;
    this.touch();
  }

  /** Forgets what was made of the state before; after every change that is not a price. */
  touch(): void {
    this.#valuation.invalidate();
    this.#positions = null;
    this.#moved = true;
    this.onChange?.();
  }

  /** Lets positions be read anew: what protects them may have changed. */
  ordersChanged(): void {
    if (this.#positions !== NO_POSITIONS) this.#positions = null;
  }

  /** Open positions, oldest first. The same objects are given until something changes. */
  positions(): readonly Position[] {
    if (this.#positions !== null) return this.#positions;
    const positions: Position[] = [];
    for (const [state, trip] of this.book.open()) positions.push(this.#read(state, trip));
    this.#positions = positions.length === 0 ? NO_POSITIONS : Object.freeze(positions);
    return this.#positions;
  }

  position(instrument: Instrument, marginMode: MarginMode): Position | undefined {
    return this.positions().find(
      (position) => position.facts.instrument === instrument && position.marginMode === marginMode,
    );
  }

  closedPositions(query: { readonly instrument?: InstrumentId; readonly limit?: number }): ClosedPositionValue[] {
    const { instrument, limit } = query;
    return this.#closed.newest(limit, ({ facts }) => instrument === undefined || facts.instrument.id === instrument);
  }

  inAccountCurrency(amount: Money, currency: string): Money {
    return this.#valuation.inAccountCurrency(amount, currency);
  }

  margin(currency: string): MarginUse {
    const fees = this.#fees;
    return marginUse(currency, this.account, this.prices, this.openOrders(), (order) =>
      fees(order.identity.instrument),
    );
  }

  #read(state: PositionState | SpotHolding, trip: RoundTrip): Position {
    const { instrument } = state;
    const marks = this.prices.marks(instrument);
    const totals = trip.since(this.book.totals(state));
    const lots = this.book.lots(instrument, trip.marginMode);
    const protection = this.#protection.read(instrument, trip.marginMode, lots);
    if (state instanceof SpotHolding) {
      return new Position(new HoldingFacts(state, trip, { marks, totals, protection }));
    }
    const moment = {
      marks,
      totals,
      protection,
      tiers: this.#tiers(instrument),
      takerPpm: this.#fees(instrument).takerPpm,
      backing: this.#backing(state),
    };
    return new Position(new SwapPositionFacts(state, trip, moment));
  }

  #backing(state: PositionState): CrossBacking {
    const currency = state.instrument.settleCurrency;
    const others = [];
    for (const other of this.account.settlingIn(currency)) {
      if (other === state || other.isolated || other.lots === 0) continue;
      const marks = this.prices.marks(other.instrument);
      if (marks === null) continue;
      const { maintenancePpm } = this.#tiers(other.instrument).of(other.lots);
      const ratePpm = maintenancePpm + this.#fees(other.instrument).takerPpm;
      others.push({
        unrealized: other.unrealized(marks),
        maintenance: maintenanceMargin(other.value(marks), ratePpm),
      });
    }
    return { cash: this.account.cash(currency), others };
  }
}

/** What moves equity without being earned or lost. */
function isTransfer({ type }: LedgerEntry): boolean {
  return type === 'transfer' || type === 'insurance';
}
