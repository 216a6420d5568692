import type { Balance, ClosedPosition, CloseResult, OrderPreview, PortfolioSnapshot } from '../domain/account.ts';
import type { Decimal, DecimalInput } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles, Quote } from '../domain/market.ts';
import type { Order } from '../domain/order.ts';
import type { OrderAmendment, OrderIntent, OrderRef, PositionKey, Protection } from '../domain/order-intent.ts';
import type { Position } from '../domain/position.ts';
import { ConnectivityError } from '../errors/index.ts';
import type {
  BaseBroker,
  BrokerEventOf,
  BrokerEventType,
  BrokerKind,
  Drift,
  PlaceOptions,
  Unsubscribe,
} from '../ports/broker.ts';
import type { Capabilities } from '../ports/venue.ts';
import { BrokerEvents } from './events.ts';
import type { VenueBrokerOptions } from './venue-broker-options.ts';

/** The one implementation of {@link BaseBroker}: an engine over a venue. */
export class VenueBroker implements BaseBroker {
  readonly kind: BrokerKind;
  readonly #options: VenueBrokerOptions;
  readonly #events = new BrokerEvents();

  constructor(options: VenueBrokerOptions) {
    this.kind = options.kind;
    this.#options = options;
  }

  get capabilities(): Capabilities {
    throw this.#absent();
  }
  async connect(): Promise<void> {
    throw this.#absent();
  }
  async reconcile(): Promise<readonly Drift[]> {
    throw this.#absent();
  }
  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
  on<T extends BrokerEventType>(type: T, listener: (event: BrokerEventOf<T>) => void): Unsubscribe {
    return this.#events.on(type, listener);
  }
  async preview(_intent: OrderIntent): Promise<OrderPreview> {
    throw this.#absent();
  }
  async placeOrder(_intent: OrderIntent, _options?: PlaceOptions): Promise<Order> {
    throw this.#absent();
  }
  async amendOrder(_ref: OrderRef, _change: OrderAmendment): Promise<Order> {
    throw this.#absent();
  }
  async cancelOrder(_ref: OrderRef): Promise<Order> {
    throw this.#absent();
  }
  async cancelAllOrders(_instrument?: InstrumentId): Promise<readonly Order[]> {
    throw this.#absent();
  }
  async closePosition(_position: PositionKey): Promise<CloseResult> {
    throw this.#absent();
  }
  async protectPosition(_position: PositionKey, _protection: Protection): Promise<Position> {
    throw this.#absent();
  }
  async setLeverage(_position: PositionKey, _leverage: DecimalInput): Promise<void> {
    throw this.#absent();
  }
  async getBalance(): Promise<Balance> {
    throw this.#absent();
  }
  async getPositions(): Promise<readonly Position[]> {
    throw this.#absent();
  }
  async getOrder(_ref: OrderRef): Promise<Order> {
    throw this.#absent();
  }
  async getOpenOrders(_instrument?: InstrumentId): Promise<readonly Order[]> {
    throw this.#absent();
  }
  async getOrderHistory(): Promise<readonly Order[]> {
    throw this.#absent();
  }
  async getFills(): Promise<readonly Fill[]> {
    throw this.#absent();
  }
  async getClosedPositions(): Promise<readonly ClosedPosition[]> {
    throw this.#absent();
  }
  async getSnapshot(): Promise<PortfolioSnapshot> {
    throw this.#absent();
  }
  async getMarketPrice(_instrument: InstrumentId): Promise<Decimal> {
    throw this.#absent();
  }
  async getQuote(_instrument: InstrumentId): Promise<Quote> {
    throw this.#absent();
  }
  async getInstrument(_instrument: InstrumentId): Promise<Instrument> {
    throw this.#absent();
  }
  async getCandles(_instrument: InstrumentId, _options?: { readonly limit?: number }): Promise<Candles> {
    throw this.#absent();
  }

  #absent(): ConnectivityError {
    return new ConnectivityError(`The ${this.#options.kind} broker is not connected; call connect() first.`, {
      code: 'net/not_connected',
    });
  }
}
