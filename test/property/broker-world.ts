import type { SimulatedBrokerConfig } from '../../src/config.ts';
import { createBroker } from '../../src/create-broker.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { Order } from '../../src/domain/order.ts';
import { type BaseBroker, BROKER_EVENT_TYPES, type BrokerEvent } from '../../src/ports/broker.ts';
import type { SimulatedBrokerDependencies } from '../../src/simulated/index.ts';
import { anInstrumentSpec, countingIds, FaultyVenue, ManualMarket, type MarketStyle } from '../../src/testing/index.ts';
import { moveMarket } from './exchange-world.ts';
import {
  type Action,
  DEPOSIT,
  intentOf,
  OTHER,
  priced,
  quantityOf,
  SPOT,
  START_PRICE,
  SWAP,
  TRADED,
} from './script.ts';

const TIERS = [
  { maxQuantity: '500', maintenanceRate: '0.005', maxLeverage: '50' },
  { maxQuantity: null, maintenanceRate: '0.02', maxLeverage: '10' },
];

const CONFIG: SimulatedBrokerConfig = {
  kind: 'simulated',
  balances: { USDT: DEPOSIT, AAA: '10' },
  instruments: [SWAP, OTHER, SPOT].map((instrument) =>
    anInstrumentSpec({
      type: instrument.type,
      id: instrument.id,
      baseCurrency: instrument.baseCurrency,
      lotSize: instrument.lotSize,
      minQuantity: instrument.minQuantity,
      tickSize: instrument.tickSize,
      maxMarketQuantity: instrument.maxMarketQuantity,
    }),
  ),
  tiers: { [SWAP.id]: TIERS, [OTHER.id]: TIERS },
  // Random days are wild: what is looked at here is the bookkeeping.
  risk: { mode: 'observe' },
};

interface WorldOptions {
  readonly config?: Partial<SimulatedBrokerConfig>;
  readonly dependencies?: Partial<SimulatedBrokerDependencies>;
}

/** One simulated broker, a market moved by hand, and everything that the broker told. */
export class BrokerWorld {
  readonly broker: BaseBroker;
  readonly market: ManualMarket;
  readonly events: BrokerEvent[] = [];
  readonly orders: Order[] = [];
  #venue: FaultyVenue | undefined;
  /** Called after every step. */
  onStep: (action: Action) => Promise<void> = async () => {};

  private constructor(style: MarketStyle, { config, dependencies }: WorldOptions) {
    this.market = new ManualMarket({
      style,
      prices: { [SWAP.id]: START_PRICE, [OTHER.id]: START_PRICE, [SPOT.id]: START_PRICE },
      volume: '1000',
    });
    this.broker = createBroker(
      { ...CONFIG, ...config },
      {
        market: this.market,
        ids: countingIds(),
        decorateVenue: (venue) => {
          this.#venue = new FaultyVenue(venue);
          return this.#venue;
        },
        ...dependencies,
      },
    );
    for (const type of BROKER_EVENT_TYPES) this.broker.on(type, (event) => this.events.push(event));
  }

  static async open(style: MarketStyle, options: WorldOptions = {}): Promise<BrokerWorld> {
    const world = new BrokerWorld(style, options);
    await world.broker.connect();
    return world;
  }

  /** The way to the venue, where news can be repeated. */
  get venue(): FaultyVenue | undefined {
    return this.#venue;
  }

  async play(script: readonly Action[]): Promise<this> {
    for (const action of script) {
      await this.#step(action);
      await this.onStep(action);
    }
    return this;
  }

  /** Lets what is under way arrive: inside a bar, nothing reaches the exchange before the next one begins. */
  async arrive(): Promise<this> {
    const { market } = this;
    market.advance(market.stepMs - ((market.now() - market.startsAt) % market.stepMs));
    await settled();
    return this;
  }

  /** Everything that was told, as text: equal runs print equally. */
  printed(): string {
    return JSON.stringify(this.events, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  }

  async #step(action: Action): Promise<void> {
    const { broker, market } = this;
    switch (action.do) {
      case 'place': {
        const instrument = TRADED[action.on] ?? SWAP;
        const price = await broker.getMarketPrice(instrument.id);
        this.orders.push(await broker.placeOrder(intentOf(action, price, market.now())));
        return;
      }
      case 'cancel': {
        const order = await this.#pick(action.pick);
        if (order !== undefined) await broker.cancelOrder(order);
        return;
      }
      case 'amend': {
        const order = await this.#pick(action.pick);
        if (order === undefined) return;
        const price = await broker.getMarketPrice(order.instrument);
        await broker.amendOrder(order, {
          quantity: quantityOf(order.identity.instrument, action.hundredths),
          ...(order.limitPrice === null ? {} : { price: priced(price, action.price) }),
        });
        return;
      }
      case 'cancelAll':
        await broker.cancelAllOrders();
        return;
      case 'leverage': {
        const { id } = TRADED[action.on] ?? SWAP;
        const key = { instrument: id, marginMode: action.isolated ? 'isolated' : 'cross' } as const;
        // The venue may refuse: the margin in use would not carry it.
        await broker.setLeverage(key, String(action.times)).catch(() => {});
        return;
      }
      default: {
        const prices = new Map<Instrument, Decimal>();
        for (const instrument of TRADED) {
          const { last } = await broker.getQuote(instrument.id);
          if (last !== null) prices.set(instrument, last);
        }
        moveMarket(market, action, (instrument) => prices.get(instrument) ?? instrument.tickSize);
        await settled();
      }
    }
  }

  async #pick(pick: number): Promise<Order | undefined> {
    const open = await this.broker.getOpenOrders();
    return open.length === 0 ? undefined : open[pick % open.length];
  }
}

/** Lets what hangs on news that was told run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await undefined;
}
