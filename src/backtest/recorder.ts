import type { ClosedPosition } from '../domain/account.ts';
import { type Decimal, type DecimalInput, toDecimal } from '../domain/decimal.ts';
import { emptyList } from '../domain/empty-list.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import { isConditional, type MarginMode, type Protection } from '../domain/order-intent.ts';
import { isTerminal, type OrderState, type TerminalState } from '../domain/order-lifecycle.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { LedgerView, OrderInterceptor, RingResult } from '../ports/interceptor.ts';
import type { BacktestFeed } from './backtest-feed.ts';
import { EquityCurve } from './equity-curve.ts';
import { type RecordedFill, RecordedFills } from './recorded-fills.ts';

/** A closed position, with what guarded it and who decided it. */
export interface RecordedTrade {
  readonly closed: ClosedPosition;
  /** The last ones that were asked for. */
  readonly stopPrice: Decimal | null;
  readonly targetPrice: Decimal | null;
  readonly entryDecisionId: string | null;
  /** The order whose fill ended it. */
  readonly exitOrderId: string | null;
}

/** How many orders ended in which state. */
export type OrderTally = Readonly<Partial<Record<OrderState, number>>>;

/** What of a feed says which prices a strategy has seen. */
type SeenPrices = Pick<BacktestFeed, 'candles' | 'moves' | 'instruments'>;

/** What is known of the position of an instrument and mode while it lasts. */
interface Notes {
  /** Its fill opened the position. */
  entry: Order | null;
  /** Its fill turned the position that is about to be told closed. */
  turning: Order | null;
  stop: Order | null;
  target: Order | null;
  /** The order that filled last. */
  lastFilled: string | null;
}

/**
 * Writes down what a run does, in passing: it stands in the order ring as a step that stops nothing, and listens.
 *
 * Nothing is computed here that can wait: figures are made of this when they are read.
 */
export class Recorder implements OrderInterceptor {
  readonly name = 'backtest-recorder';
  readonly curve = new EquityCurve();
  readonly trades: RecordedTrade[] = emptyList();
  readonly #seen: SeenPrices;
  readonly #ended: Record<TerminalState, number> = {
    filled: 0,
    canceled: 0,
    expired: 0,
    rejected: 0,
    denied: 0,
    not_placed: 0,
  };
  readonly #fills = new RecordedFills();
  readonly #traded = new Set<Instrument>();
  readonly #decidedTicks = new Map<string, number>();
  /** The market order that is on its way in, and the last price that was known then: most fill before it is out again. */
  #deciding: string | null = null;
  #decidingTicks = Number.NaN;
  readonly #notes = new Map<InstrumentId, Map<MarginMode, Notes>>();
  #ledger: LedgerView | null = null;
  #moved = true;
  /** Whether equity moves with prices. */
  #exposed = false;

  constructor(seen: SeenPrices) {
    this.#seen = seen;
    // Now rather than at the first order, so that no order finds code that has never run before.
    for (const { id, type } of seen.instruments ?? []) {
      this.#notesOn(id, type === 'spot' ? 'cash' : 'cross');
    }
  }

  async start(ledger: LedgerView): Promise<void> {
    this.#ledger = ledger;
    this.curve.begin(ledger.transferred());
  }

  place(order: Order, next: () => RingResult): RingResult {
    const { identity } = order;
    const { type } = identity.pricing;
    if (type === 'market') {
      const ticks = this.#lastTicks(identity.instrument);
      return ticks === null ? next() : this.#decide(identity.clientOrderId, ticks, next);
    }
    if (identity.effect === 'reduce_only') {
      const isStop = type === 'stop_market' || type === 'stop_limit' || type === 'trailing_stop';
      const notes = this.#notesOn(order.instrument, order.marginMode);
      if (isStop) notes.stop = order;
      else notes.target = order;
    }
    return next();
  }

  observe(order: Order, event: OrderEvent): void {
    if (event.type === 'order.filled') this.#filled(order, event.fill);
    const { state } = order.progress;
    // A change that comes too late is refused to an order that has been counted.
    if (!isTerminal(state) || event.type === 'order.amend_rejected' || event.type === 'order.cancel_rejected') return;
    this.#ended[state] += 1;
    this.#forgetDecided(order.identity.clientOrderId);
  }

  listen(broker: BaseBroker): void {
    broker.on('position.closed', ({ closed }) => {
      const notes = this.#notesOn(closed.instrument, closed.marginMode);
      this.trades.push(new GuardedTrade(closed, notes));
      notes.stop = null;
      notes.target = null;
      // A fill that turned the position is the entry of what it opened.
      notes.entry = notes.turning;
      notes.turning = null;
    });
    broker.on('ledger.entry', () => {
      this.#moved = true;
    });
  }

  /** Notes equity at an instant, if it can have changed since the last time. */
  mark(at: number): void {
    if (this.#ledger === null || !(this.#moved || this.#exposed)) return;
    if (this.#moved) this.#look(this.#ledger, at);
    this.curve.record(at, this.#ledger.equityEstimate());
  }

  /** Notes equity at the end, changed or not: the curve reaches as far as the run. */
  markEnd(at: number): void {
    this.#moved = true;
    this.mark(at);
  }

  /** Oldest first. */
  get fills(): readonly RecordedFill[] {
    return this.#fills.all();
  }

  get ended(): OrderTally {
    return Object.fromEntries(Object.entries(this.#ended).filter(([, count]) => count > 0));
  }

  /** Equity in the account currency now, exactly. */
  equity(): Money {
    return this.#ledger?.equity() ?? 0n;
  }

  /** Instruments that something happened to. */
  get instruments(): Iterable<Instrument> {
    return this.#traded;
  }

  /** The mark in ticks, for instruments without candles; `null` where no price is known. */
  markTicks(instrument: Instrument): number | null {
    const marks = this.#ledger?.marks(instrument) ?? null;
    return marks === null ? null : marks / instrument.marksPerTick;
  }

  /** Close of the newest closed bar, or the mark where the feed has no bars or moves inside them. */
  #lastTicks(instrument: Instrument): number | null {
    const candles = this.#seen.candles(instrument.id);
    if (candles === null || this.#seen.moves === 'events') return this.markTicks(instrument);
    if (candles.length === 0) return null;
    return Math.round((candles.close.at(-1) * 10 ** instrument.markDecimals) / instrument.marksPerTick);
  }

  #notesOn(instrument: InstrumentId, marginMode: MarginMode): Notes {
    let ofInstrument = this.#notes.get(instrument);
    if (ofInstrument === undefined) {
      ofInstrument = new Map();
      this.#notes.set(instrument, ofInstrument);
    }
    let notes = ofInstrument.get(marginMode);
    if (notes === undefined) {
      notes = { entry: null, turning: null, stop: null, target: null, lastFilled: null };
      ofInstrument.set(marginMode, notes);
    }
    return notes;
  }

  /** Looks anew at what an account consists of; only fills and ledger entries change that. */
  #look(ledger: LedgerView, at: number): void {
    this.#moved = false;
    this.curve.recordTransfers(at, ledger.transferred());
    const { account, accountCurrency } = ledger;
    this.#exposed = account
      .currencies()
      .some(
        (currency) =>
          account.settlingIn(currency).some(({ lots }) => lots !== 0) ||
          (currency !== accountCurrency && account.cash(currency) !== 0n),
      );
  }

  /** Keeps in mind at what price a market order was decided, until it has ended. */
  #decide(clientOrderId: string, ticks: number, next: () => RingResult): RingResult {
    // Another one on its way in, which was placed by a listener.
    if (this.#deciding !== null) this.#decidedTicks.set(this.#deciding, this.#decidingTicks);
    this.#deciding = clientOrderId;
    this.#decidingTicks = ticks;
    const result = next();
    if (this.#deciding === clientOrderId) {
      this.#decidedTicks.set(clientOrderId, ticks);
      this.#deciding = null;
    }
    return result;
  }

  #decidedAt(clientOrderId: string): number | null {
    return this.#deciding === clientOrderId ? this.#decidingTicks : (this.#decidedTicks.get(clientOrderId) ?? null);
  }

  #forgetDecided(clientOrderId: string): void {
    if (this.#deciding === clientOrderId) this.#deciding = null;
    else if (this.#decidedTicks.size > 0) this.#decidedTicks.delete(clientOrderId);
  }

  /** Looks at a fill as the ledger has just booked it. */
  #filled(order: Order, fill: Fill): void {
    this.#moved = true;
    const { clientOrderId, pricing } = order.identity;
    const intendedTicks = isConditional(pricing.type) ? order.progress.triggerTicks : this.#decidedAt(clientOrderId);
    this.#fills.push(fill, order, intendedTicks);
    this.#traded.add(fill.facts.instrument);
    const notes = this.#notesOn(order.instrument, order.marginMode);
    notes.lastFilled = clientOrderId;
    const opening = this.#openingOf(fill);
    if (opening === 'new') notes.entry = order;
    else if (opening === 'turned') notes.turning = order;
  }

  /** Whether a fill, which the ledger has booked, began a position; and whether it ended another. */
  #openingOf({ facts }: Fill): 'new' | 'turned' | null {
    const { instrument, marginMode, side, lots } = facts;
    const account = this.#ledger?.account;
    if (account === undefined) return null;
    if (instrument.type === 'spot') {
      return side === 'buy' && this.#notes.get(instrument.id)?.get(marginMode)?.entry == null ? 'new' : null;
    }
    const after = account.position(instrument, marginMode).lots;
    const before = side === 'buy' ? after - lots : after + lots;
    if (after === 0) return null;
    return before === 0 ? 'new' : after > 0 === before > 0 ? null : 'turned';
  }
}

/** A trade over integers, without its orders: decimals are made when they are read, of many runs never. */
class GuardedTrade implements RecordedTrade {
  readonly closed: ClosedPosition;
  readonly entryDecisionId: string | null;
  readonly exitOrderId: string | null;
  readonly #instrument: Instrument | null;
  readonly #stopTicks: number | null;
  readonly #targetTicks: number | null;
  /** What the entry asked for, where no order of its own was placed. */
  readonly #asked: Protection | null;

  constructor(closed: ClosedPosition, { entry, stop, target, lastFilled }: Notes) {
    this.closed = closed;
    this.entryDecisionId = closed.decisionIds[0] ?? entry?.decisionId ?? null;
    this.exitOrderId = lastFilled;
    this.#instrument = (stop ?? target)?.identity.instrument ?? null;
    this.#stopTicks = stop?.progress.triggerTicks ?? null;
    this.#targetTicks = target?.progress.limitTicks ?? target?.progress.triggerTicks ?? null;
    this.#asked = entry?.protection ?? null;
  }

  get stopPrice(): Decimal | null {
    return this.#price(this.#stopTicks) ?? read(this.#asked?.stopLoss?.trigger.price);
  }

  get targetPrice(): Decimal | null {
    return this.#price(this.#targetTicks) ?? targetOf(this.#asked);
  }

  #price(ticks: number | null): Decimal | null {
    return ticks === null || this.#instrument === null ? null : this.#instrument.priceOf(ticks);
  }
}

function targetOf(asked: Protection | null): Decimal | null {
  const target = asked?.takeProfit;
  if (target === undefined) return null;
  return read('resting' in target ? target.resting : target.trigger.price);
}

function read(price: DecimalInput | undefined): Decimal | null {
  return price === undefined ? null : toDecimal(price, 'price');
}
