import { AccountState } from '../../../src/domain/account-state.ts';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import type { DecimalInput } from '../../../src/domain/decimal.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { LedgerEntry } from '../../../src/domain/ledger-entry.ts';
import { MarginTiers } from '../../../src/domain/margin.ts';
import { MONEY_ONE } from '../../../src/domain/money.ts';
import { makeOrder, type Order } from '../../../src/domain/order.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import {
  isConditional,
  MARGIN_MODES,
  ORDER_TYPES,
  type OrderAmendment,
  type OrderRef,
  type PositionKey,
} from '../../../src/domain/order-intent.ts';
import { VenueBroker } from '../../../src/engine/venue-broker.ts';
import type { VenueBrokerOptions } from '../../../src/engine/venue-broker-options.ts';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { BROKER_EVENT_TYPES, type BrokerEvent } from '../../../src/ports/broker.ts';
import type { MarketDataSource } from '../../../src/ports/market-data.ts';
import type {
  Capabilities,
  OrderLookup,
  Venue,
  VenueAccount,
  VenueDescription,
  VenueEvent,
  VenueReply,
} from '../../../src/ports/venue.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { countingIds } from '../../../src/testing/counting-ids.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

/** What the venue does with the next command: carries it out, refuses it, or loses the way there or back. */
export type Script = 'accept' | 'refuse' | 'not_executed' | 'lost_before' | 'lost_after' | VenueReply;

export const lost = new ConnectivityError('No answer.', { code: 'net/timeout', advice: { retry: 'lookup' } });

const CAPABILITIES: Capabilities = {
  orderTypes: ORDER_TYPES,
  marginModes: MARGIN_MODES,
  amend: true,
  attachedProtection: true,
  settlement: 'eventual',
  boundedCommands: true,
};

/** A venue that does what a test says, keeps its own truth, and tells only what it is told to tell. */
export class ScriptedVenue implements Venue {
  readonly clock = new FakeClock();
  readonly swap = anInstrument();
  readonly spot = anInstrument({ type: 'spot', id: 'BTC-USDT' });
  readonly account = new AccountState({ defaultLeverage: 300 });
  readonly orders = new Map<string, Order>();
  readonly fills: Fill[] = [];
  readonly entries: LedgerEntry[] = [];
  readonly sent: Order[] = [];
  readonly canceled: Order[] = [];
  readonly amended: OrderAmendment[] = [];
  lookups = 0;
  accountReads = 0;
  isClosed = false;
  /** What comes next, first in first out; then everything is accepted. */
  readonly submitScript: Script[] = [];
  readonly cancelScript: Script[] = [];
  readonly amendScript: Script[] = [];
  readonly lookupScript: OrderLookup[] = [];
  /** Whether an attached stop comes to life with the fill of its entry. */
  attachesStops = true;
  /** Whether market orders fill by themselves. */
  fillsMarkets = true;
  capabilities: Capabilities = CAPABILITIES;
  price = '50000';
  #tell: (event: VenueEvent) => void = () => {};
  #count = 0;

  constructor() {
    this.account.transfer('USDT', 10_000n * MONEY_ONE);
  }

  readonly market: MarketDataSource = {
    getQuote: async (instrument) => {
      const last = this.instrument(instrument).priceOf(this.instrument(instrument).ticks(this.price, 'down'));
      return { instrument, bid: last.sub('0.5'), ask: last.add('0.5'), last, mark: last, at: this.clock.now() };
    },
    getCandles: () => Promise.reject(lost),
  };

  async open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription> {
    this.#tell = onEvent;
    for (const instrument of [this.swap, this.spot]) this.#tellPrice(instrument);
    return {
      name: 'scripted',
      accountCurrency: 'USDT',
      instruments: [this.swap, this.spot],
      fees: () => ({ makerPpm: 200, takerPpm: 500 }),
      tiers: (instrument) =>
        new MarginTiers(instrument, [{ maxQuantity: null, maintenanceRate: '0.004', maxLeverage: '100' }]),
      capabilities: this.capabilities,
      defaultLeverage: 300,
      clock: this.clock,
    };
  }

  push(event: VenueEvent): void {
    this.#tell(event);
  }

  /** The price of both instruments, last and mark alike. */
  setPrice(price: string): void {
    this.price = price;
    for (const instrument of [this.swap, this.spot]) this.#tellPrice(instrument);
  }

  async submit(order: Order): Promise<VenueReply> {
    this.sent.push(order);
    return this.#command(this.submitScript, () => this.accept(order));
  }

  async cancel(order: Order): Promise<VenueReply> {
    this.canceled.push(order);
    return this.#command(this.cancelScript, () => {
      const { clientOrderId } = order;
      return this.happen({ type: 'order.canceled', clientOrderId, at: this.clock.now(), reason: 'requested' });
    });
  }

  async amend(order: Order, change: OrderAmendment): Promise<VenueReply> {
    this.amended.push(change);
    return this.#command(this.amendScript, () => {
      const { instrument } = order.identity;
      const { progress, clientOrderId } = order;
      return this.happen({
        type: 'order.amended',
        clientOrderId,
        at: this.clock.now(),
        lots: change.quantity === undefined ? progress.lots : instrument.lots(change.quantity, 'down'),
        limitTicks: change.price === undefined ? progress.limitTicks : instrument.ticks(change.price, 'down'),
        triggerTicks: progress.triggerTicks,
      });
    });
  }

  async setLeverage(position: PositionKey, leverage: number): Promise<VenueReply> {
    this.account.position(this.instrument(position.instrument), position.marginMode).leverage = leverage;
    return { outcome: 'acknowledged', events: [] };
  }

  async findOrder(ref: OrderRef): Promise<OrderLookup> {
    this.lookups += 1;
    const scripted = this.lookupScript.shift();
    if (scripted !== undefined) return scripted;
    const order = 'clientOrderId' in ref ? this.orders.get(ref.clientOrderId) : undefined;
    return order === undefined ? { found: 'no', conclusive: false } : { found: 'yes', order, events: [] };
  }

  async fetchAccount(): Promise<VenueAccount> {
    this.accountReads += 1;
    const asOf = this.clock.now();
    const positions = [...this.account.positions()].map((state) => ({
      instrument: state.instrument,
      marginMode: state.isolated ? ('isolated' as const) : ('cross' as const),
      lots: state.lots,
      cost: state.cost,
      entryPrice: null,
      leverage: state.leverage,
      isolatedMargin: state.margin,
      liquidationPrice: null,
    }));
    const currencies = this.account.currencies().map((currency) => {
      const cash = this.account.cash(currency);
      return { currency, cash, free: cash };
    });
    const open = [...this.orders.values()].filter((order) => !order.isTerminal);
    return {
      balances: { asOf, rows: currencies },
      positions: { asOf, rows: positions },
      orders: { asOf, rows: open },
    };
  }

  async fetchFills({ since }: { readonly since: number }): Promise<readonly Fill[]> {
    return this.fills.filter(({ at }) => at >= since);
  }

  async fetchLedger({ since }: { readonly since: number }): Promise<readonly LedgerEntry[]> {
    return this.entries.filter(({ at }) => at >= since);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** Takes an order into the truth; the events are for the reply. */
  accept(order: Order): readonly OrderEvent[] {
    const { clientOrderId } = order;
    this.orders.set(clientOrderId, order);
    this.#count += 1;
    const acknowledged = isConditional(order.type) ? ('order.armed' as const) : ('order.acknowledged' as const);
    const venueOrderId = `V${this.#count}`;
    const events = [...this.happen({ type: acknowledged, clientOrderId, at: this.clock.now(), venueOrderId })];
    if (order.type === 'market' && this.fillsMarkets) events.push(...this.fill(clientOrderId));
    return events;
  }

  /** Fills an order in the truth, all that is left of it unless a quantity is named. */
  fill(clientOrderId: string, part: { readonly quantity?: DecimalInput; readonly price?: string } = {}): OrderEvent[] {
    const order = this.orders.get(clientOrderId) as Order;
    const { instrument, side, marginMode } = order.identity;
    this.#count += 1;
    const price = part.price ?? this.price;
    const quantity = part.quantity ?? order.remainingQuantity;
    const at = this.clock.now();
    const fill = aFill({
      fillId: `F${this.#count}`,
      clientOrderId,
      venueOrderId: order.venueOrderId ?? '',
      instrument,
      marginMode,
      side,
      quantity,
      price,
      fee: instrument.quantityOf(instrument.lots(quantity, 'down')).mul(price).mul('0.0005'),
      at,
    });
    this.fills.push(fill);
    this.account.applyExecution(fill.facts);
    const events = this.happen({ type: 'order.filled', clientOrderId, at, fill });
    if (this.attachesStops && order.protection?.stopLoss !== undefined) this.#attachStop(order);
    return [...events];
  }

  /** Something that happens to an order in the truth; telling it is another matter. */
  happen(event: OrderEvent): readonly OrderEvent[] {
    const order = this.orders.get(event.clientOrderId);
    if (order !== undefined) this.orders.set(event.clientOrderId, applyOrderEvent(order, event));
    return [event];
  }

  /** Tells the engine of events. */
  tell(events: readonly OrderEvent[]): void {
    for (const event of events) this.push({ type: 'order', event });
  }

  instrument(id: string): Instrument {
    return id === this.spot.id ? this.spot : this.swap;
  }

  /** A stop of the venue's own, as an entry's attached one comes to life. */
  attachedStop(entry: Order): Order {
    const { identity, progress } = entry;
    const { instrument } = identity;
    const trigger = identity.protection?.stopLoss?.trigger ?? { price: '49000' };
    return makeOrder(
      {
        ...identity,
        clientOrderId: `${identity.clientOrderId}S`,
        side: identity.side === 'buy' ? 'sell' : 'buy',
        pricing: { type: 'stop_market', trigger },
        effect: 'reduce_only',
        role: 'stop_loss',
        protection: null,
        parentClientOrderId: identity.clientOrderId,
      },
      {
        ...progress,
        state: 'armed',
        venueOrderId: `${identity.clientOrderId}S`,
        triggerTicks: instrument.ticks(trigger.price, 'down'),
        limitTicks: null,
        filledLots: 0,
        filledCost: 0,
        feeMoney: 0n,
        attempts: 0,
      },
    );
  }

  #attachStop(entry: Order): void {
    const stop = this.attachedStop(entry);
    this.orders.set(stop.clientOrderId, stop);
    this.push({ type: 'appeared', order: stop });
  }

  #tellPrice(instrument: Instrument): void {
    const lastTicks = instrument.ticks(this.price, 'down');
    const marks = instrument.marks(this.price);
    this.push({ type: 'price', instrument, lastTicks, marks, at: this.clock.now() });
  }

  #command(script: Script[], execute: () => readonly OrderEvent[]): VenueReply {
    const next = script.shift() ?? 'accept';
    if (typeof next !== 'string') return next;
    switch (next) {
      case 'accept':
        return { outcome: 'acknowledged', events: execute() };
      case 'refuse':
        return { outcome: 'refused', reason: 'other', venueCode: '51000', venueMessage: 'No.' };
      case 'not_executed':
        return { outcome: 'not_executed', retryAfterMs: 1_000 };
      case 'lost_before':
        return { outcome: 'unknown', cause: lost };
      case 'lost_after':
        execute();
        return { outcome: 'unknown', cause: lost };
    }
  }
}

/** A connected broker over a scripted venue, and everything that it told. */
export async function connected(
  change: Partial<VenueBrokerOptions> = {},
  venue = new ScriptedVenue(),
): Promise<{ readonly broker: VenueBroker; readonly venue: ScriptedVenue; readonly events: BrokerEvent[] }> {
  const broker = new VenueBroker({ kind: 'simulated', venue, ids: countingIds(), ...change });
  const events: BrokerEvent[] = [];
  for (const type of BROKER_EVENT_TYPES) broker.on(type, (event) => events.push(event));
  await broker.connect();
  return { broker, venue, events };
}
