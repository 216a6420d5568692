import { triggersRising } from '../domain/check-intent.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Rejection } from '../domain/denial.ts';
import type { Fill } from '../domain/fill.ts';
import { type Instrument, type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { Candles, Quote } from '../domain/market.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import {
  MARGIN_MODES,
  ORDER_TYPES,
  type OrderAmendment,
  type OrderRef,
  type PositionKey,
} from '../domain/order-intent.ts';
import { ConnectivityError, isBrokerError, PersistenceError, VenueError } from '../errors/index.ts';
import { Exchange } from '../exchange/exchange.ts';
import type { ExchangeOptions, LatencyModel } from '../exchange/exchange-options.ts';
import type { CommandResult } from '../exchange/exchange-results.ts';
import { type AmendCommand, commandOf } from '../exchange/order-command.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { MarketDataSource } from '../ports/market-data.ts';
import type { MarketDriver } from '../ports/market-driver.ts';
import type { MaybePromise } from '../ports/maybe-promise.ts';
import type { StateStore } from '../ports/state-store.ts';
import type {
  Capabilities,
  FillQuery,
  LedgerQuery,
  OrderLookup,
  Venue,
  VenueAccount,
  VenueDescription,
  VenueEvent,
  VenueReply,
} from '../ports/venue.ts';
import { accountOf } from './account-of.ts';
import { LiveClock } from './live-clock.ts';
import { LiveDriver } from './live-driver.ts';
import { SavedExchange } from './saved-exchange.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { TimedMarket } from './timed-market.ts';
import { VenueNews } from './venue-news.ts';

export interface SimulatedVenueOptions {
  /** What the exchange is made of: of the instruments that the market brings along, where it brings any. */
  readonly exchange: (listed: readonly Instrument[] | null) => Omit<ExchangeOptions, 'startsAt'>;
  readonly accountCurrency: string;
  readonly deposits: ReadonlyMap<string, Money>;
  readonly driver: MarketDriver | LiveDriver;
  /** Where the exchange is kept over a restart, and under which name. */
  readonly store: { readonly states: StateStore; readonly key: string } | null;
}

/** The account that a simulated broker trades. */
const ACCOUNT = 'account';

/** A way out that found no market is tried again so soon, ms. */
const TRY_AGAIN_MS = 500;
/** Timers of Node go no further than some weeks, ms. */
const MOST_WAIT_MS = 86_400_000;

/** The simulated exchange as a venue, called in process. */
export class SimulatedVenue implements Venue {
  readonly market: MarketDataSource;
  readonly #options: SimulatedVenueOptions;
  /** What drives it where the market lives by itself; `null` in a replay. */
  readonly #live: LiveDriver | null;
  #exchange: Exchange | undefined;
  #longestLatencyMs = 0;
  #stopWaking: CancelTimer = () => {};
  #saved: SavedExchange | null = null;
  #news: VenueNews | null = null;

  constructor(options: SimulatedVenueOptions) {
    this.#options = options;
    this.#live = options.driver instanceof LiveDriver ? options.driver : null;
    this.market = {
      getQuote: async (instrument) => this.#quote(instrument),
      getCandles: async (instrument, wanted) => this.#candles(instrument, wanted),
    };
  }

  async open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription> {
    const { driver, deposits, store, accountCurrency } = this.#options;
    const live = this.#live;
    const terms = this.#options.exchange(live === null ? null : await live.open());
    const startsAt = driver instanceof LiveDriver ? driver.clock.now() : driver.startsAt;
    const exchange = new Exchange({ ...terms, startsAt });
    this.#longestLatencyMs = longest(terms.latency);
    exchange.openAccount(ACCOUNT, deposits);
    this.#exchange = exchange;
    let livedUntil = Number.NEGATIVE_INFINITY;
    if (store !== null) {
      this.#saved = new SavedExchange(exchange, store.states, store.key);
      if (await this.#saved.restore()) livedUntil = exchange.now;
    }
    const news = new VenueNews(onEvent, this.#saved, exchange.instruments[0] as Instrument);
    this.#news = news;
    exchange.listen(ACCOUNT, news);
    exchange.watchPrices(news);
    const clock = await this.#setOff(exchange, livedUntil, onEvent);
    return {
      name: 'simulated',
      accountCurrency,
      instruments: exchange.instruments,
      fees: terms.fees,
      tiers: terms.tiers,
      capabilities: live === null ? CAPABILITIES : LIVE_CAPABILITIES,
      defaultLeverage: terms.defaultLeverage,
      clock,
    };
  }

  submit(order: Order): MaybePromise<VenueReply> {
    const away = this.#away(order);
    if (away !== null) return away;
    const result = this.#current().submit(ACCOUNT, commandOf(order));
    this.#wake();
    // What happened was told to the listener before the call returned; the reply has nothing to add.
    return this.#reply(result.outcome === 'rejected' ? refusal(result.rejection) : ACKNOWLEDGED);
  }

  async cancel(order: Order): Promise<VenueReply> {
    return this.#answer(this.#current().cancel(ACCOUNT, { clientOrderId: order.clientOrderId }));
  }

  async amend(order: Order, change: OrderAmendment): Promise<VenueReply> {
    const away = this.#away(order);
    if (away !== null) return away;
    return this.#answer(
      this.#current().amend(ACCOUNT, { clientOrderId: order.clientOrderId }, measured(order, change)),
    );
  }

  async setLeverage(position: PositionKey, leverage: number): Promise<VenueReply> {
    return this.#answer(this.#current().setLeverage(ACCOUNT, position, leverage));
  }

  async findOrder(
    ref: OrderRef,
    sent: { readonly at: number; readonly expiresAt: number | null },
  ): Promise<OrderLookup> {
    const exchange = this.#opened();
    const order = exchange.order(ACCOUNT, ref);
    if (order !== undefined) return { found: 'yes', order, events: [] };
    return { found: 'no', conclusive: exchange.now >= sent.at + this.#longestLatencyMs };
  }

  async fetchAccount(): Promise<VenueAccount> {
    return accountOf(this.#opened(), ACCOUNT);
  }

  async fetchFills(query: FillQuery): Promise<readonly Fill[]> {
    this.#opened();
    const wanted = query.instrument;
    const isMeant = (fill: Fill) => fill.at >= query.since && (wanted === undefined || fill.instrument === wanted);
    return this.#news?.fills.newest(undefined, isMeant).reverse() ?? [];
  }

  async fetchLedger(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    this.#opened();
    return this.#news?.entries.filter((entry) => entry.at >= query.since) ?? [];
  }

  async close(): Promise<void> {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#live?.end();
    this.#stopWaking();
    this.#exchange = undefined;
    exchange.listen(ACCOUNT, null);
    exchange.watchPrices(null);
    await this.#saved?.save();
  }

  #opened(): Exchange {
    if (this.#exchange !== undefined) return this.#exchange;
    throw new ConnectivityError('The simulated exchange is not open.', { code: 'net/not_connected' });
  }

  /** Lets the market move the exchange; the clock by which both live from now on. */
  async #setOff(exchange: Exchange, livedUntil: number, onEvent: (event: VenueEvent) => void): Promise<Clock> {
    const { driver } = this.#options;
    if (!(driver instanceof LiveDriver)) {
      const clock = new SimulatedClock(exchange);
      driver.attach(new TimedMarket(exchange, clock, livedUntil));
      return clock;
    }
    const onConnection = (state: 'lost' | 'restored', at: number): void => onEvent({ type: 'connection', state, at });
    await driver.begin(exchange, { onConnection }, livedUntil);
    this.#wake();
    return new LiveClock(exchange, driver.clock);
  }

  /** The exchange in the present: what is under way arrives at its instant, not at that of the market's next word. */
  #current(): Exchange {
    const exchange = this.#opened();
    const live = this.#live;
    if (live !== null) exchange.advance(live.clock.now());
    return exchange;
  }

  /** In real time somebody has to look when something falls due. */
  #wake(): void {
    const live = this.#live;
    const exchange = this.#exchange;
    if (live === null || exchange === undefined) return;
    this.#stopWaking();
    const { nextDue } = exchange;
    if (nextDue === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.min(Math.max(0, nextDue - live.clock.now()), MOST_WAIT_MS);
    this.#stopWaking = live.clock.schedule(waitMs, () => {
      this.#current();
      this.#wake();
    });
  }

  /** Of an order that has no market to meet: what reduces is tried again, for as long as the engine has patience. */
  #away(order: Order): VenueReply | null {
    const trouble = this.#live?.trouble(order.instrument) ?? null;
    if (trouble === null) return null;
    if (order.identity.effect === 'reduce_only') return { outcome: 'not_executed', retryAfterMs: TRY_AGAIN_MS };
    return refusal({
      reason: 'instrument_unavailable',
      venueCode: 'market_lost',
      venueMessage: trouble.message,
      figures: {},
    });
  }

  #answer(result: CommandResult): MaybePromise<VenueReply> {
    this.#wake();
    return this.#reply(result.outcome === 'rejected' ? refusal(result.rejection) : ACKNOWLEDGED);
  }

  /** Answers when the exchange's state is durable; where it cannot be made so, what was done may be lost by a crash. */
  #reply(reply: VenueReply): MaybePromise<VenueReply> {
    if (this.#saved === null) return reply;
    return this.#saved.save().then(
      () => reply,
      (error: unknown) => ({
        outcome: 'unknown',
        cause: isBrokerError(error)
          ? error
          : new PersistenceError('The simulated exchange could not be saved.', {
              code: 'store/unavailable',
              cause: error,
            }),
      }),
    );
  }

  #instrument(id: InstrumentId): Instrument {
    const wanted = toInstrumentId(id);
    const found = this.#opened().instruments.find((instrument) => instrument.id === wanted);
    if (found !== undefined) return found;
    throw new VenueError(`The simulated exchange does not list ${id}.`, {
      code: 'venue/unknown_instrument',
      details: { instrument: id, listed: this.#opened().instruments.map((instrument) => instrument.id) },
    });
  }

  #quote(id: InstrumentId): Quote {
    const exchange = this.#opened();
    const instrument = this.#instrument(id);
    const trouble = this.#live?.trouble(instrument.id) ?? null;
    if (trouble !== null) throw trouble;
    const last = exchange.lastTicks(instrument);
    const marks = exchange.marks(instrument);
    // Our own order is no price of the market: a bot would reckon by what it once asked for.
    const isUnquoted = exchange.hasOwnOrdersOnly(instrument);
    const bid = isUnquoted ? null : exchange.bestBidTicks(instrument);
    const ask = isUnquoted ? null : exchange.bestAskTicks(instrument);
    if (last === null && bid === null && ask === null) {
      throw new VenueError(`No price of ${instrument.id} is known yet: the market has not begun.`, {
        code: 'venue/unavailable',
        details: { instrument: instrument.id },
      });
    }
    const price = (ticks: number | null): Decimal | null => (ticks === null ? null : instrument.priceOf(ticks));
    return {
      instrument: instrument.id,
      bid: price(bid),
      ask: price(ask),
      last: price(last),
      mark: marks === null ? null : instrument.markOf(marks),
      at: this.#live?.heardAt(instrument.id) ?? exchange.now,
    };
  }

  #candles(id: InstrumentId, wanted?: { readonly limit?: number }): MaybePromise<Candles> {
    const instrument = this.#instrument(id);
    const { driver } = this.#options;
    const candles =
      driver instanceof LiveDriver ? driver.candles(instrument.id, wanted) : driver.candles(instrument.id);
    if (candles !== null) return candles;
    throw new VenueError(`The market of this simulation has no candles of ${instrument.id}.`, {
      code: 'venue/unavailable',
      details: { instrument: instrument.id },
    });
  }
}

const CAPABILITIES: Capabilities = {
  orderTypes: ORDER_TYPES,
  marginModes: MARGIN_MODES,
  amend: true,
  attachedProtection: true,
  settlement: 'instant',
  boundedCommands: false,
};

const LIVE_CAPABILITIES: Capabilities = { ...CAPABILITIES, settlement: 'eventual' };

const ACKNOWLEDGED: VenueReply = { outcome: 'acknowledged', events: [] };

/** How long a command may be under way, ms. */
function longest(latency: LatencyModel = { type: 'none' }): number {
  return latency.type === 'none' ? 0 : latency.type === 'fixed' ? latency.ms : latency.maxMs;
}

function refusal(rejection: Rejection): VenueReply {
  return { outcome: 'refused', ...rejection };
}

/** A change on the integers of the order's instrument; limits never give more than was asked, triggers act earlier. */
function measured(order: Order, change: OrderAmendment): AmendCommand {
  const { instrument, side, pricing } = order.identity;
  return {
    ...(change.quantity === undefined ? {} : { lots: instrument.lots(change.quantity, 'down') }),
    ...(change.price === undefined
      ? {}
      : { limitTicks: instrument.ticks(change.price, side === 'buy' ? 'down' : 'up') }),
    ...(change.triggerPrice === undefined
      ? {}
      : { triggerTicks: instrument.ticks(change.triggerPrice, triggersRising(pricing, side) ? 'down' : 'up') }),
  };
}
