import type { Balance, ClosedPosition, CloseResult, OrderPreview, PortfolioSnapshot } from '../domain/account.ts';
import type { Decimal, DecimalInput } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { type Instrument, type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import type { Candles, Quote } from '../domain/market.ts';
import type { Order } from '../domain/order.ts';
import type { OrderAmendment, OrderIntent, OrderRef, PositionKey, Protection } from '../domain/order-intent.ts';
import type { Position } from '../domain/position.ts';
import { ConnectivityError, VenueError } from '../errors/index.ts';
import type {
  BaseBroker,
  BrokerEventOf,
  BrokerEventType,
  BrokerKind,
  CloseOptions,
  Drift,
  PlaceOptions,
  ReconcileOptions,
  Unsubscribe,
} from '../ports/broker.ts';
import type { Capabilities } from '../ports/venue.ts';
import { readBalance, readSnapshot } from './account-reading.ts';
import { amendOrder } from './amend-order.ts';
import { cancelOrder, cancelOrders } from './cancel-order.ts';
import { closePosition } from './close-position.ts';
import { Engine } from './engine.ts';
import { BrokerEvents } from './events.ts';
import { placeOrder } from './place-order.ts';
import { placeOrders } from './place-orders.ts';
import { previewOrder } from './preview-order.ts';
import { protectPosition } from './protect-position.ts';
import type { Session } from './session.ts';
import { setLeverage } from './set-leverage.ts';
import type { VenueBrokerOptions } from './venue-broker-options.ts';

/**
 * The one implementation of {@link BaseBroker}: an engine over a venue.
 *
 * Brokers of a kind are this class over their venue and add a constructor, nothing else.
 */
export class VenueBroker implements BaseBroker {
  readonly kind: BrokerKind;
  readonly #options: VenueBrokerOptions;
  readonly #events = new BrokerEvents();
  #connecting: Promise<void> | null = null;
  /** At work: opened, and not told to close. */
  #engine: Engine | null = null;
  /** To be closed, at work or not. */
  #opened: Engine | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: VenueBrokerOptions) {
    this.kind = options.kind;
    this.#options = options;
  }

  get capabilities(): Capabilities {
    return this.#session().description.capabilities;
  }

  connect(): Promise<void> {
    if (this.#closing !== null) return Promise.reject(this.#closed());
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  async reconcile({ journal = 'as_known' }: ReconcileOptions = {}): Promise<readonly Drift[]> {
    const engine = this.#working();
    return journal === 'read_again' ? engine.takeOver() : engine.reconcile();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  on<T extends BrokerEventType>(type: T, listener: (event: BrokerEventOf<T>) => void): Unsubscribe {
    return this.#events.on(type, listener);
  }

  async preview(intent: OrderIntent): Promise<OrderPreview> {
    return previewOrder(this.#session(), intent);
  }

  async placeOrder(intent: OrderIntent, options: PlaceOptions = {}): Promise<Order> {
    const engine = this.#working();
    return placeOrder(engine, intent, options.settleTimeoutMs ?? engine.session.limits.settleTimeoutMs);
  }

  async placeOrders(intents: readonly OrderIntent[], options: PlaceOptions = {}): Promise<readonly Order[]> {
    const engine = this.#working();
    return placeOrders(engine, intents, options.settleTimeoutMs ?? engine.session.limits.settleTimeoutMs);
  }

  async amendOrder(ref: OrderRef, change: OrderAmendment): Promise<Order> {
    const engine = this.#working();
    return amendOrder(engine, engine.session.registry.get(ref), change);
  }

  async cancelOrder(ref: OrderRef): Promise<Order> {
    const engine = this.#working();
    const order = engine.session.registry.get(ref);
    engine.protection.waive(order);
    return cancelOrder(engine, order, engine.session.limits.settleTimeoutMs);
  }

  async cancelAllOrders(instrument?: InstrumentId): Promise<readonly Order[]> {
    const engine = this.#working();
    const { session } = engine;
    const wanted = instrument === undefined ? undefined : session.instrument(instrument);
    const orders = session.registry
      .open()
      .filter(({ identity }) => wanted === undefined || identity.instrument === wanted);
    for (const order of orders) engine.protection.waive(order);
    return cancelOrders(engine, orders, session.limits.settleTimeoutMs);
  }

  async closePosition(position: PositionKey, options: CloseOptions = {}): Promise<CloseResult> {
    const engine = this.#working();
    return closePosition(engine, position, engine.session.limits.settleTimeoutMs, options);
  }

  async protectPosition(position: PositionKey, protection: Protection): Promise<Position> {
    const engine = this.#working();
    return protectPosition(engine, position, protection, engine.session.limits.settleTimeoutMs);
  }

  async setLeverage(position: PositionKey, leverage: DecimalInput): Promise<void> {
    return setLeverage(this.#working(), position, leverage);
  }

  async getBalance(): Promise<Balance> {
    return readBalance(this.#session());
  }

  async getPositions(): Promise<readonly Position[]> {
    return this.#session().ledger.positions();
  }

  async getOrder(ref: OrderRef): Promise<Order> {
    return this.#session().registry.get(ref);
  }

  async getOpenOrders(instrument?: InstrumentId): Promise<readonly Order[]> {
    const session = this.#session();
    const orders = [...session.registry.open()];
    if (instrument === undefined) return orders;
    const { id } = session.instrument(instrument);
    return orders.filter((order) => order.instrument === id);
  }

  async getOrderHistory(
    query: { readonly instrument?: InstrumentId; readonly limit?: number } = {},
  ): Promise<readonly Order[]> {
    return this.#session().registry.ended(translated(query));
  }

  async getFills(
    query: { readonly instrument?: InstrumentId; readonly clientOrderId?: string; readonly limit?: number } = {},
  ): Promise<readonly Fill[]> {
    return this.#session().registry.fills(translated(query));
  }

  async getClosedPositions(
    query: { readonly instrument?: InstrumentId; readonly limit?: number } = {},
  ): Promise<readonly ClosedPosition[]> {
    return this.#session().ledger.closedPositions(translated(query));
  }

  async getSnapshot(): Promise<PortfolioSnapshot> {
    return readSnapshot(this.#session());
  }

  async getMarketPrice(instrument: InstrumentId): Promise<Decimal> {
    const { bid, ask, last } = await this.getQuote(instrument);
    if (bid !== null && ask !== null) return bid.add(ask).div(2);
    const price = last ?? bid ?? ask;
    if (price !== null) return price;
    throw new VenueError(`No price of ${instrument} is known.`, {
      code: 'venue/unavailable',
      details: { instrument },
    });
  }

  async getQuote(instrument: InstrumentId): Promise<Quote> {
    const session = this.#session();
    return session.venue.market.getQuote(session.instrument(instrument).id);
  }

  async getInstrument(instrument: InstrumentId): Promise<Instrument> {
    return this.#session().instrument(instrument);
  }

  async getCandles(instrument: InstrumentId, options?: { readonly limit?: number }): Promise<Candles> {
    const session = this.#session();
    return session.venue.market.getCandles(session.instrument(instrument).id, options);
  }

  async #connect(): Promise<void> {
    try {
      this.#opened = await Engine.open(this.#options, this.#events);
    } catch (error) {
      // A connection that failed can be tried again.
      this.#connecting = null;
      throw error;
    }
    if (this.#closing === null) this.#engine = this.#opened;
    this.#events.emit({ type: 'connection.changed', state: 'connected' }, this.#opened.session.now);
  }

  async #close(): Promise<void> {
    this.#engine = null;
    // A connection under way is let through, so that what it opened can be closed.
    await this.#connecting?.catch(() => {});
    await this.#opened?.close();
  }

  #session(): Session {
    return this.#working().session;
  }

  /** @throws {ConnectivityError} `net/not_connected`, `net/closed`. */
  #working(): Engine {
    const engine = this.#engine;
    if (engine !== null) return engine;
    if (this.#closing !== null) throw this.#closed();
    throw new ConnectivityError(`The ${this.kind} broker is not connected; call connect() first.`, {
      code: 'net/not_connected',
    });
  }

  #closed(): ConnectivityError {
    return new ConnectivityError(`The ${this.kind} broker is closed; make a new one to trade again.`, {
      code: 'net/closed',
    });
  }
}

function translated<Q extends { readonly instrument?: InstrumentId }>(query: Q): Q {
  return query.instrument === undefined ? query : { ...query, instrument: toInstrumentId(query.instrument) };
}
