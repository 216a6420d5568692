import type { AccountState } from '../domain/account-state.ts';
import { emptyList } from '../domain/empty-list.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type Money, moneyEstimate } from '../domain/money.ts';
import type { PositionState } from '../domain/position-state.ts';
import { coinValue } from './position-facts.ts';
import type { InstrumentPrice, PriceBoard } from './price-board.ts';

interface ValuedPosition {
  readonly state: PositionState;
  readonly price: InstrumentPrice;
  /** What turns its settlement currency into the account's; `null` where they are the same. */
  readonly rate: InstrumentPrice | null;
}

interface ValuedCoin {
  readonly amount: Money;
  readonly estimate: number;
  readonly rate: InstrumentPrice;
}

/**
 * What the account is worth in its own currency, exactly, and as a double for every price that comes by.
 *
 * A currency that no listed instrument prices in the account currency is left out.
 */
export class Valuation {
  readonly #account: AccountState;
  readonly #prices: PriceBoard;
  readonly #currency: string;
  readonly #instruments: readonly Instrument[];
  #stale = true;
  /** The estimate of {@link equityEstimate}; NaN where prices have moved since. */
  #estimate = Number.NaN;
  #cash: Money = 0n;
  #cashEstimate = 0;
  readonly #positions: ValuedPosition[] = emptyList();
  readonly #coins: ValuedCoin[] = emptyList();

  constructor(account: AccountState, prices: PriceBoard, currency: string, instruments: readonly Instrument[]) {
    this.#account = account;
    this.#prices = prices;
    this.#currency = currency;
    this.#instruments = instruments;
  }

  /** To be called after every change of cash or positions. */
  invalidate(): void {
    this.#stale = true;
    this.#estimate = Number.NaN;
  }

  /** To be called after every price that matters. */
  moved(): void {
    this.#estimate = Number.NaN;
  }

  /** Whether it is not known which prices matter. */
  get isStale(): boolean {
    return this.#stale;
  }

  equity(): Money {
    this.#refresh();
    let equity = this.#cash;
    for (const { state, price, rate } of this.#positions) {
      if (price.marks === 0) continue;
      const unrealized = state.unrealized(price.marks);
      equity += rate === null ? unrealized : converted(unrealized, rate);
    }
    for (const { amount, rate } of this.#coins) equity += converted(amount, rate);
    return equity;
  }

  /** Asked for several times an instant, so it is kept until something moves. */
  equityEstimate(): number {
    if (Number.isNaN(this.#estimate)) this.#estimate = this.#estimated();
    return this.#estimate;
  }

  #estimated(): number {
    this.#refresh();
    let equity = this.#cashEstimate;
    for (const { state, price, rate } of this.#positions) {
      if (price.marks === 0) continue;
      const unrealized = state.unrealizedEstimate(price.marks);
      equity += rate === null ? unrealized : unrealized * rateEstimate(rate);
    }
    for (const { estimate, rate } of this.#coins) equity += estimate * rateEstimate(rate);
    return equity;
  }

  /** An amount of any currency in the account currency; 0 where nothing prices it. */
  inAccountCurrency(amount: Money, currency: string): Money {
    if (currency === this.#currency) return amount;
    const rate = this.#rateOf(currency);
    return rate === null ? 0n : converted(amount, rate);
  }

  #refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    for (const price of this.#prices.all()) price.matters = false;
    this.#positions.length = 0;
    this.#coins.length = 0;
    this.#cash = 0n;
    for (const currency of this.#account.currencies()) {
      let cash = this.#account.cash(currency);
      const rate = currency === this.#currency ? null : this.#rateOf(currency);
      if (rate === null && currency !== this.#currency) continue;
      for (const state of this.#account.settlingIn(currency)) {
        cash += state.margin;
        if (state.lots === 0) continue;
        const price = this.#prices.of(state.instrument);
        price.matters = true;
        if (rate !== null) rate.matters = true;
        this.#positions.push({ state, price, rate });
      }
      if (rate === null) this.#cash += cash;
      else if (cash !== 0n) {
        rate.matters = true;
        this.#coins.push({ amount: cash, estimate: moneyEstimate(cash), rate });
      }
    }
    this.#cashEstimate = moneyEstimate(this.#cash);
  }

  #rateOf(currency: string): InstrumentPrice | null {
    let found: Instrument | undefined;
    for (const instrument of this.#instruments) {
      if (instrument.baseCurrency !== currency || instrument.quoteCurrency !== this.#currency) continue;
      if (instrument.type === 'spot') return this.#prices.of(instrument);
      found ??= instrument;
    }
    return found === undefined ? null : this.#prices.of(found);
  }
}

function converted(amount: Money, rate: InstrumentPrice): Money {
  return rate.marks === 0 ? 0n : coinValue(amount, rate.instrument, rate.marks);
}

function rateEstimate({ marks, instrument }: InstrumentPrice): number {
  return marks / 10 ** instrument.markDecimals;
}
