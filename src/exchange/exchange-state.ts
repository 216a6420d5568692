import type { Instrument } from '../domain/instrument.ts';
import type { MarginMode, OrderRef } from '../domain/order-intent.ts';
import { OrderError, VenueError } from '../errors/index.ts';
import { Aftermath } from './aftermath.ts';
import type { ExchangeOptions, LatencyModel, SlippageModel } from './exchange-options.ts';
import type { PriceListener } from './exchange-results.ts';
import { Happenings } from './happenings.ts';
import { Market } from './market.ts';
import { objectList } from './object-list.ts';
import { hashOf } from './order-ids.ts';
import { ROW } from './order-rows.ts';
import { NO_SLOT, OrderSlots } from './order-slots.ts';
import { OrderTable } from './order-table.ts';
import { Random } from './random.ts';
import { type Exposure, TradingAccount } from './trading-account.ts';

const KEPT = 1000;
/** Orders that end within one step must not push each other out. */
const LEAST_KEPT = 256;

/** One for all exchanges: orders ask for it, and are compiled for its shape. */
const NONE = { type: 'none' } as const;

/** All that there is in an exchange. The rules are in the files beside it. */
export class ExchangeState {
  readonly slots = new OrderSlots();
  readonly orders: OrderTable;
  readonly markets: readonly Market[];
  readonly accounts: TradingAccount[] = [];
  /** Everything at stake, by the market's index. */
  readonly exposures: Exposure[][];
  readonly happenings = new Happenings();
  readonly random: Random;
  readonly slippage: SlippageModel;
  readonly latency: LatencyModel;
  readonly volumeSharePpm: number;
  readonly queueAheadLots: number;
  readonly defaultLeverage: number;
  priceListener: PriceListener | null = null;
  /** A number from the start: a field that was `undefined` once has its doubles boxed, one box for each change. */
  now = Number.NaN;
  /** Executions so far; numbers them. */
  fills = 0;
  /** Ledger entries so far. */
  entries = 0;

  readonly aftermath = new Aftermath();

  /** The same, by their numbers. */
  readonly #exposures: Exposure[] = objectList();
  readonly #byId = new Map<string, Market>();
  readonly #accountsById = new Map<string, TradingAccount>();
  #lastMarket: Market | null = null;
  #lastAccount: TradingAccount | null = null;

  constructor(options: ExchangeOptions) {
    this.orders = new OrderTable(this.slots, this.#exposures, Math.max(options.keepEnded ?? KEPT, LEAST_KEPT));
    this.markets = options.instruments.map(
      (instrument, index) =>
        new Market(index, instrument, {
          fees: options.fees(instrument),
          tiers: options.tiers(instrument),
          slots: this.slots,
        }),
    );
    this.#lastMarket = this.markets[0] ?? null;
    for (const market of this.markets) this.#byId.set(market.instrument.id, market);
    this.exposures = this.markets.map(() => objectList());
    this.random = new Random(options.seed ?? 1);
    this.slippage = options.slippage === undefined || options.slippage.type === 'none' ? NONE : options.slippage;
    this.latency = options.latency === undefined || options.latency.type === 'none' ? NONE : options.latency;
    this.volumeSharePpm = options.volumeSharePpm ?? 1_000_000;
    this.queueAheadLots = options.queueAheadLots ?? 0;
    this.defaultLeverage = options.defaultLeverage;
    this.now = options.startsAt;
  }

  /** @throws {VenueError} `venue/unknown_instrument`. */
  market(instrument: Instrument): Market {
    if (this.#lastMarket !== null && this.#lastMarket.instrument === instrument) return this.#lastMarket;
    this.#lastMarket = this.marketById(instrument.id);
    return this.#lastMarket;
  }

  /** @throws {VenueError} `venue/unknown_instrument`. */
  marketById(id: string): Market {
    const market = this.#byId.get(id);
    if (market === undefined) {
      throw new VenueError(`The exchange does not list ${id}.`, {
        code: 'venue/unknown_instrument',
        details: { instrument: id },
      });
    }
    return market;
  }

  openAccount(id: string): TradingAccount {
    if (this.#accountsById.has(id)) {
      throw new OrderError(`The account ${id} is open already.`, { code: 'order/refused', details: { account: id } });
    }
    const account = new TradingAccount(id, this.accounts.length + 1, {
      defaultLeverage: this.defaultLeverage,
      markets: this.markets.length,
    });
    this.accounts.push(account);
    this.#lastAccount ??= account;
    this.#accountsById.set(id, account);
    return account;
  }

  account(id: string): TradingAccount {
    if (this.#lastAccount !== null && this.#lastAccount.id === id) return this.#lastAccount;
    const account = this.#accountsById.get(id);
    if (account === undefined) {
      throw new OrderError(`There is no account ${id}.`, { code: 'order/refused', details: { account: id } });
    }
    this.#lastAccount = account;
    return account;
  }

  exposure(account: TradingAccount, market: Market, mode: MarginMode): Exposure {
    const known = account.findExposure(market, mode);
    if (known !== undefined) return known;
    const exposure = account.addExposure(market, mode, this.#exposures.length);
    this.#exposures.push(exposure);
    this.exposures[market.index]!.push(exposure);
    return exposure;
  }

  /** The slot of an account's order, {@link NO_SLOT} when it is not known. */
  find(account: TradingAccount, ref: OrderRef): number {
    if ('clientOrderId' in ref) return this.slotOf(account, ref.clientOrderId);
    const slot = this.orders.find(Number(ref.venueOrderId));
    return slot !== NO_SLOT && this.slots.owner[slot] === account.number ? slot : NO_SLOT;
  }

  /** The slot of an account's order, {@link NO_SLOT} when it is not known (any more). */
  slotOf(account: TradingAccount, clientOrderId: string): number {
    return this.orders.ids.find(account.number, clientOrderId, hashOf(clientOrderId));
  }

  /** The slots of an account's open orders, oldest first. */
  openSlots(account: TradingAccount): number[] {
    const { orders, slots } = this;
    const open: number[] = [];
    for (let slot = ROW; slot < slots.rows.end; slot += ROW) {
      if (slots.owner[slot] === account.number && orders.isOpen(slot)) open.push(slot);
    }
    return open.sort((a, b) => orders.sequence[a]! - orders.sequence[b]!);
  }
}
