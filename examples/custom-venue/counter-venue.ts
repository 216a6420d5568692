import {
  type Candles,
  type Clock,
  Decimal,
  Fill,
  Instrument,
  MarginTiers,
  type MarketDataSource,
  type Money,
  type Order,
  type OrderEvent,
  type OrderLookup,
  type OrderRef,
  type Quote,
  toMoney,
  type Venue,
  type VenueAccount,
  type VenueDescription,
  VenueError,
  type VenueEvent,
  type VenueReply,
} from 'brokerkit';

const BTC = new Instrument({
  ...{ id: 'BTC-USDT', type: 'spot', baseCurrency: 'BTC', quoteCurrency: 'USDT', settleCurrency: 'USDT' },
  ...{ contractValue: '1', lotSize: '0.0001', minQuantity: '0.0001', tickSize: '0.1', maxLeverage: '1' },
  ...{ maxLimitQuantity: '100', maxMarketQuantity: '100' },
});

/** What a {@link CounterVenue} begins with. */
export interface CounterOptions {
  readonly clock: Clock;
  readonly usdt: string;
  /** What it buys and sells at. */
  readonly price: string;
}

/** A counter that buys and sells bitcoin at its own price, at once and for no fee: the whole of what a venue has to be. */
export class CounterVenue implements Venue {
  readonly market: MarketDataSource = { getQuote: () => this.#quote(), getCandles: noCandles };
  readonly #clock: Clock;
  readonly #price: string;
  /** What became of every order, by our id: nothing here is ever in doubt. */
  readonly #done = new Map<string, { readonly order: Order; readonly fill: Fill }>();
  #usdt: Money;
  #lots = 0;
  /** What the bitcoin that is held has cost. */
  #cost: Money = 0n;
  #tell: (event: VenueEvent) => void = () => {};

  constructor({ clock, usdt, price }: CounterOptions) {
    this.#clock = clock;
    this.#price = price;
    this.#usdt = toMoney(new Decimal(usdt));
  }

  async open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription> {
    this.#tell = onEvent;
    const ticks = BTC.ticks(this.#price, 'down');
    this.#tell({
      ...{ type: 'price', instrument: BTC, lastTicks: ticks },
      ...{ marks: BTC.marks(this.#price), at: this.#clock.now() },
    });
    return {
      name: 'the counter',
      accountCurrency: 'USDT',
      instruments: [BTC],
      fees: () => ({ makerPpm: 0, takerPpm: 0 }),
      tiers: () => new MarginTiers(BTC, [{ maxQuantity: null, maintenanceRate: '0.1', maxLeverage: '1' }]),
      capabilities: {
        ...{ orderTypes: ['market'], marginModes: ['cash'], amend: false, attachedProtection: false },
        ...{ settlement: 'eventual', boundedCommands: true },
      },
      clock: this.#clock,
    };
  }

  /** A command never throws for what the venue answers: a refusal is an answer. */
  submit(order: Order): VenueReply {
    const known = this.#done.get(order.clientOrderId);
    if (known !== undefined) return { outcome: 'acknowledged', events: [] };
    if (order.type !== 'market') return refused('other', 'market_only', 'This counter has one price, and no book.');
    const { lots } = order.progress;
    const worth = toMoney(BTC.quantityOf(lots).mul(this.#price));
    if (order.side === 'buy' && worth > this.#usdt)
      return refused('insufficient_balance', 'no_usdt', 'Too little USDT.');
    if (order.side === 'sell' && lots > this.#lots) return refused('insufficient_balance', 'no_btc', 'Too little BTC.');
    const fill = this.#book(order, worth);
    this.#done.set(order.clientOrderId, { order, fill });
    return { outcome: 'acknowledged', events: eventsOf(fill) };
  }

  async cancel(): Promise<VenueReply> {
    return refused('order_not_found', 'nothing_rests', 'Nothing rests at this counter.');
  }

  async amend(): Promise<VenueReply> {
    return this.cancel();
  }

  async setLeverage(): Promise<VenueReply> {
    return refused('leverage_not_allowed', 'no_credit', 'This counter gives no credit.');
  }

  /** What is not here never was: this counter answers before it forgets. */
  async findOrder(ref: OrderRef): Promise<OrderLookup> {
    const done = [...this.#done.values()].find(({ fill }) =>
      'clientOrderId' in ref ? fill.clientOrderId === ref.clientOrderId : fill.venueOrderId === ref.venueOrderId,
    );
    return done === undefined
      ? { found: 'no', conclusive: true }
      : { found: 'yes', order: done.order, events: eventsOf(done.fill) };
  }

  async fetchAccount(): Promise<VenueAccount> {
    const asOf = this.#clock.now();
    const btc = toMoney(BTC.quantityOf(this.#lots));
    const position = {
      ...({ instrument: BTC, marginMode: 'cash', lots: this.#lots, cost: null, entryPrice: null } as const),
      ...{ leverage: 100, isolatedMargin: 0n, liquidationPrice: null, holding: { quantity: btc, cost: this.#cost } },
    };
    const balances = [
      { currency: 'USDT', cash: this.#usdt, free: this.#usdt },
      { currency: 'BTC', cash: btc, free: btc },
    ];
    return {
      balances: { asOf, rows: balances },
      positions: { asOf, rows: this.#lots === 0 ? [] : [position] },
      orders: { asOf, rows: [] },
    };
  }

  async fetchFills({ since }: { readonly since: number }): Promise<readonly Fill[]> {
    return [...this.#done.values()].map(({ fill }) => fill).filter(({ at }) => at >= since);
  }

  async fetchLedger(): Promise<readonly never[]> {
    return [];
  }

  async close(): Promise<void> {
    this.#tell = () => {};
  }

  #book(order: Order, worth: Money): Fill {
    const { lots } = order.progress;
    const isBuy = order.side === 'buy';
    this.#usdt += isBuy ? -worth : worth;
    this.#cost += isBuy ? worth : -((this.#cost * BigInt(lots)) / BigInt(this.#lots));
    this.#lots += isBuy ? lots : -lots;
    const number = this.#done.size + 1;
    return new Fill({
      ...{ fillId: `fill-${number}`, venueOrderId: `order-${number}`, clientOrderId: order.clientOrderId },
      ...{ instrument: BTC, marginMode: 'cash', side: order.side, lots, ticks: BTC.ticks(this.#price, 'down') },
      ...{ feeMoney: 0n, feeCurrency: order.feeCurrency, liquidity: 'taker', cause: 'order', at: this.#clock.now() },
    });
  }

  async #quote(): Promise<Quote> {
    const price = BTC.priceOf(BTC.ticks(this.#price, 'down'));
    return { instrument: BTC.id, bid: price, ask: price, last: price, mark: price, at: this.#clock.now() };
  }
}

function eventsOf(fill: Fill): readonly OrderEvent[] {
  const { clientOrderId, venueOrderId, at } = fill;
  return [
    { type: 'order.acknowledged', clientOrderId, venueOrderId, at },
    { type: 'order.filled', clientOrderId, fill, at },
  ];
}

function refused(
  reason: 'other' | 'insufficient_balance' | 'order_not_found' | 'leverage_not_allowed',
  venueCode: string,
  venueMessage: string,
): VenueReply {
  return { outcome: 'refused', reason, venueCode, venueMessage };
}

/** A read that cannot be answered throws; an empty list would say that there was no trade. */
async function noCandles(): Promise<Candles> {
  throw new VenueError('The counter keeps no bars.', { code: 'venue/unavailable' });
}
