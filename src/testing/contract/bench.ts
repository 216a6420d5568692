import assert from 'node:assert/strict';
import { type Decimal, type DecimalInput, ZERO } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { MarginMode, OrderIntent, Side } from '../../domain/order-intent.ts';
import type { Position } from '../../domain/position.ts';
import { OrderError } from '../../errors/index.ts';
import {
  type BaseBroker,
  BROKER_EVENT_TYPES,
  type BrokerEvent,
  type BrokerEventOf,
  type BrokerEventType,
} from '../../ports/broker.ts';
import { turns } from '../fake-clock.ts';
import type { ClockControl, ContractSetup, FaultControl, MarketControl } from './contract.ts';
import { inState } from './expectations.ts';

/** How often {@link Bench.eventually} looks again. */
const LOOKS = 200;

/** What a case works with: the broker, its instruments, and short words for what many cases do. */
export class Bench {
  readonly broker: BaseBroker;
  /** Everything that the broker told since before it connected. */
  readonly events: BrokerEvent[] = [];
  readonly #setup: ContractSetup;
  #swap: Instrument | undefined;
  #spot: Instrument | undefined;

  constructor(setup: ContractSetup) {
    this.#setup = setup;
    this.broker = setup.broker;
    for (const type of BROKER_EVENT_TYPES) this.broker.on(type, (event) => this.events.push(event));
  }

  get swap(): Instrument {
    return known(this.#swap);
  }
  get spot(): Instrument {
    return known(this.#spot);
  }
  get ids(): ContractSetup['instruments'] {
    return this.#setup.instruments;
  }
  get market(): MarketControl {
    return known(this.#setup.controls?.market);
  }
  get clock(): ClockControl {
    return known(this.#setup.controls?.clock);
  }
  get faults(): FaultControl {
    return known(this.#setup.controls?.faults);
  }

  async connect(): Promise<void> {
    await this.broker.connect();
    this.#swap = await this.broker.getInstrument(this.ids.swap);
    this.#spot = await this.broker.getInstrument(this.ids.spot);
    await this.tidy();
  }

  /** No open order and no position of ours is left. */
  async tidy(): Promise<void> {
    for (const id of [this.ids.swap, this.ids.spot]) await this.broker.cancelAllOrders(id);
    for (const position of await this.broker.getPositions()) {
      if (position.instrument === this.ids.swap) await this.broker.closePosition(position);
    }
    await this.settle();
  }

  async settle(): Promise<void> {
    await (this.#setup.settle ?? turns)();
  }

  /** Looks until the check holds: a venue may tell its news a little later. */
  async eventually(what: string, check: () => Promise<boolean> | boolean): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      if (await check()) return;
      await this.settle();
    }
    assert.fail(`It never came about that ${what}.`);
  }

  /** The smallest quantity that may be ordered, `times` over. */
  minimum(instrument: Instrument = this.swap, times = 1): string {
    return instrument.minQuantity.mul(times).toFixed();
  }

  /** A price on the tick at a fraction of the market's, such as `"0.8"`. */
  async priceAt(fraction: DecimalInput, instrument: Instrument = this.swap): Promise<string> {
    const price = await this.broker.getMarketPrice(instrument.id);
    return instrument.priceOf(instrument.ticks(price.mul(fraction), 'down')).toFixed();
  }

  /** An intent for the smallest quantity of the swap, to be bought at the market unless it is changed. */
  intent(change: Partial<OrderIntent> = {}): OrderIntent {
    const instrument = change.instrument ?? this.swap.id;
    const rules = instrument === this.spot.id ? this.spot : this.swap;
    return { instrument, side: 'buy', quantity: this.minimum(rules), pricing: { type: 'market' }, ...change };
  }

  place(change: Partial<OrderIntent> = {}): Promise<Order> {
    return this.broker.placeOrder(this.intent(change));
  }

  /** A market order that fills, or the case fails here. */
  async trade(side: Side, times = 1, change: Partial<OrderIntent> = {}): Promise<Order> {
    const instrument = change.instrument === this.spot.id ? this.spot : this.swap;
    const order = await this.place({ side, quantity: this.minimum(instrument, times), ...change });
    inState(order, 'filled');
    return order;
  }

  /** A limit order far from the market, where it rests. */
  async rest(change: Partial<OrderIntent> = {}): Promise<Order> {
    const instrument = change.instrument === this.spot.id ? this.spot : this.swap;
    const price = await this.priceAt(change.side === 'sell' ? '1.15' : '0.85', instrument);
    const order = await this.place({ pricing: { type: 'limit', price }, ...change });
    inState(order, 'working');
    return order;
  }

  /** The position of the swap, or `undefined`. */
  async position(marginMode: MarginMode = 'cross', instrument: Instrument = this.swap): Promise<Position | undefined> {
    const positions = await this.broker.getPositions();
    return positions.find((one) => one.instrument === instrument.id && one.marginMode === marginMode);
  }

  /** The position, which is there. */
  async open(marginMode: MarginMode = 'cross', instrument: Instrument = this.swap): Promise<Position> {
    const position = await this.position(marginMode, instrument);
    assert.ok(position !== undefined, `there is no ${marginMode} position in ${instrument.id}`);
    return position;
  }

  order(order: Order): Promise<Order> {
    return this.broker.getOrder({ clientOrderId: order.clientOrderId });
  }

  async isOpen(order: Order): Promise<boolean> {
    const orders = await this.broker.getOpenOrders();
    return orders.some(({ clientOrderId }) => clientOrderId === order.clientOrderId);
  }

  /** Stops and targets that are open for the swap. */
  async protectiveOrders(): Promise<readonly Order[]> {
    const orders = await this.broker.getOpenOrders(this.swap.id);
    return orders.filter(({ role }) => role === 'stop_loss' || role === 'take_profit');
  }

  /** Cash of a currency; zero where the account never had it. */
  async cash(currency: string): Promise<Decimal> {
    const { currencies } = await this.broker.getBalance();
    return currencies.find((row) => row.currency === currency)?.cash ?? ZERO;
  }

  heard<T extends BrokerEventType>(type: T): readonly BrokerEventOf<T>[] {
    return this.events.filter((event): event is BrokerEventOf<T> => event.type === type);
  }

  /** A moment, by the account's own reading of time, epoch ms. */
  async now(): Promise<number> {
    return (await this.broker.getBalance()).at;
  }
}

function known<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new OrderError('The case uses what it did not say that it needs.', { code: 'order/invalid_intent' });
}
