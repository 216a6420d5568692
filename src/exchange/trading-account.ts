import { AccountState } from '../domain/account-state.ts';
import { type Exact, ExactSum, exactProduct } from '../domain/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type Money, moneyEstimate } from '../domain/money.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { PositionState } from '../domain/position-state.ts';
import type { AccountListener } from './exchange-results.ts';
import type { Market } from './market.ts';
import { objectList } from './object-list.ts';
import { BID, NO_SLOT } from './order-slots.ts';

/** One account: its money, its orders by client id, and what it has at stake in each market. */
export class TradingAccount {
  readonly id: string;
  /** Counts from 1: the owner of its slots. */
  readonly number: number;
  readonly state: AccountState;
  listener: AccountListener | null = null;
  readonly exposures: Exposure[] = objectList();
  readonly wallets = new Map<string, Wallet>();
  readonly #byPlace: (Exposure | null)[];

  constructor(
    id: string,
    number: number,
    { defaultLeverage, markets }: { readonly defaultLeverage: number; readonly markets: number },
  ) {
    this.id = id;
    this.number = number;
    this.state = new AccountState({ defaultLeverage });
    this.#byPlace = new Array<Exposure | null>(markets * MODES).fill(null);
  }

  wallet(currency: string): Wallet {
    let wallet = this.wallets.get(currency);
    if (wallet === undefined) {
      wallet = new Wallet(this, currency);
      this.wallets.set(currency, wallet);
    }
    return wallet;
  }

  /** `undefined` where nothing was ever at stake. */
  findExposure(market: Market, mode: MarginMode): Exposure | undefined {
    return this.#byPlace[placeOf(market, mode)] ?? undefined;
  }

  addExposure(market: Market, mode: MarginMode, number: number): Exposure {
    const exposure = new Exposure(this, market, mode, number);
    this.#byPlace[placeOf(market, mode)] = exposure;
    this.exposures.push(exposure);
    exposure.wallet.exposures.push(exposure);
    if (exposure.position === null) exposure.baseWallet.exposures.push(exposure);
    return exposure;
  }

  /** Moves money without a trade. */
  transfer(currency: string, amount: Money): void {
    this.state.transfer(currency, amount);
    this.wallet(currency).refresh();
  }
}

/** Margin modes that an account can have something at stake in. */
const MODES = 3;

/** Spelt out, because every order asks: a search for the mode would take longer than the rest. */
function placeOf(market: Market, mode: MarginMode): number {
  return market.index * MODES + (mode === 'cross' ? 0 : mode === 'isolated' ? 1 : 2);
}

/** One currency of an account, and everything whose orders or positions bind it. */
export class Wallet {
  readonly account: TradingAccount;
  readonly currency: string;
  readonly exposures: Exposure[] = objectList();
  /** Deposits and spot trades as a double. */
  transferredEstimate = 0;
  /** Whether a cross liquidation is under way. */
  liquidating = false;
  /** Whether any exposure has a guard to forget. */
  isGuarded = false;

  constructor(account: TradingAccount, currency: string) {
    this.account = account;
    this.currency = currency;
    this.refresh();
  }

  refresh(): void {
    this.transferredEstimate = moneyEstimate(this.account.state.transferred(this.currency));
    this.forgetGuards();
  }

  forgetGuards(): void {
    const { exposures } = this;
    for (let index = 0; index < exposures.length; index++) exposures[index]!.forgetGuard();
    this.isGuarded = false;
  }

  cash(): Money {
    return this.account.state.cash(this.currency);
  }
}

/** What one account has at stake in one market under one margin mode: the position, and the orders that could change it. */
export class Exposure {
  /** Counts all exposures of the exchange from 0. */
  readonly number: number;
  readonly account: TradingAccount;
  readonly market: Market;
  readonly instrument: Instrument;
  readonly mode: MarginMode;
  /** `null` for spot. */
  readonly position: PositionState | null;
  /** Of the settlement (spot: quote) currency. */
  readonly wallet: Wallet;
  /** Of the base currency. */
  readonly baseWallet: Wallet;
  /** Resting orders that could open, on either side. */
  buyLots = 0;
  sellLots = 0;
  readonly buyCost = new ExactSum();
  readonly sellCost = new ExactSum();
  /** Open orders that only reduce, armed ones included. */
  readonly reducing: number[] = [];
  /** Marks between which no liquidation can become due; an empty range when it is not known. */
  guardLow = Number.POSITIVE_INFINITY;
  guardHigh = Number.NEGATIVE_INFINITY;
  /** The order that liquidates it. */
  liquidation: number = NO_SLOT;
  /** The position's cash flow when its liquidation began; `null` when none is under way. */
  flowBefore: Money | null = null;

  constructor(account: TradingAccount, market: Market, mode: MarginMode, number: number) {
    this.number = number;
    this.account = account;
    this.market = market;
    this.mode = mode;
    this.instrument = market.instrument;
    this.position = mode === 'cash' ? null : account.state.position(market.instrument, mode);
    this.wallet = account.wallet(market.instrument.settleCurrency);
    this.baseWallet = account.wallet(market.instrument.baseCurrency);
  }

  /** Signed lots that can be closed; for spot the whole lots of base currency that are there. */
  get lots(): number {
    if (this.position !== null) return this.position.lots;
    const cash = this.baseWallet.cash();
    return cash <= 0n ? 0 : Number(cash / this.instrument.lotMoney);
  }

  reserve(side: number, lots: number, ticks: number): void {
    const cost: Exact = exactProduct(lots, ticks);
    if (side === BID) {
      this.buyLots += lots;
      this.buyCost.add(cost);
    } else {
      this.sellLots += lots;
      this.sellCost.add(cost);
    }
  }

  release(side: number, lots: number, ticks: number): void {
    const cost = exactProduct(-lots, ticks);
    if (side === BID) {
      this.buyLots -= lots;
      this.buyCost.add(cost);
    } else {
      this.sellLots -= lots;
      this.sellCost.add(cost);
    }
  }

  forgetGuard(): void {
    this.guardLow = Number.POSITIVE_INFINITY;
    this.guardHigh = Number.NEGATIVE_INFINITY;
  }
}
