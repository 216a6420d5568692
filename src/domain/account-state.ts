import { emptyList } from './empty-list.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import { type Money, moneyEstimate } from './money.ts';
import { feeCurrencyOf } from './order.ts';
import type { MarginMode, Side } from './order-intent.ts';
import { PositionState } from './position-state.ts';
import { SpotHolding, spotValue } from './spot-holding.ts';

const NO_POSITIONS: readonly PositionState[] = emptyList();

/** The integers of one execution, as the exchange books it and the ledger hears it. */
export interface Execution {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
  /** In the fee currency; positive is paid. */
  readonly feeMoney: Money;
}

/**
 * Cash and positions of one account: the truth inside the simulated exchange, the shadow inside the engine's ledger.
 *
 * Cash of a currency is what was deposited and traded on spot, plus what its positions realized, paid and received, less
 * what is set aside as isolated margin. Nothing is rounded, so every unit can be accounted for.
 */
export class AccountState {
  readonly #positions = new Map<string, PositionState>();
  /** The same positions, by instrument: found without making a key, as every order asks for them several times. */
  readonly #cross = new Map<InstrumentId, PositionState>();
  readonly #isolated = new Map<InstrumentId, PositionState>();
  readonly #bySettlement = new Map<string, PositionState[]>();
  readonly #deposits = new Map<string, Money>();
  #currencies: readonly string[] = emptyList();
  readonly #holdings = new Map<InstrumentId, SpotHolding>();
  /** In hundredths, for positions that no leverage was set for. */
  readonly #defaultLeverage: number;

  constructor(options: { readonly defaultLeverage: number }) {
    this.#defaultLeverage = options.defaultLeverage;
  }

  /** The position of an instrument and mode, created flat when it is first asked for. */
  position(instrument: Instrument, marginMode: MarginMode): PositionState {
    const ofMode = marginMode === 'isolated' ? this.#isolated : this.#cross;
    const known = ofMode.get(instrument.id);
    if (known !== undefined) return known;
    const most = instrument.maxLeverage.mul(100).floor().toNumber();
    const position = new PositionState(instrument, {
      isolated: marginMode === 'isolated',
      leverage: Math.min(this.#defaultLeverage, most),
    });
    ofMode.set(instrument.id, position);
    this.#positions.set(`${instrument.id}|${marginMode}`, position);
    const list = this.#bySettlement.get(instrument.settleCurrency);
    if (list === undefined) {
      this.#bySettlement.set(instrument.settleCurrency, [position]);
      this.#listCurrencies();
    } else list.push(position);
    return position;
  }

  /** The position of an instrument and mode, if anyone has asked for it before. */
  knownPosition(instrument: Instrument, marginMode: MarginMode): PositionState | undefined {
    return (marginMode === 'isolated' ? this.#isolated : this.#cross).get(instrument.id);
  }

  holding(instrument: Instrument): SpotHolding {
    let holding = this.#holdings.get(instrument.id);
    if (holding === undefined) {
      holding = new SpotHolding(instrument);
      this.#holdings.set(instrument.id, holding);
    }
    return holding;
  }

  positions(): IterableIterator<PositionState> {
    return this.#positions.values();
  }

  holdings(): IterableIterator<SpotHolding> {
    return this.#holdings.values();
  }

  /** Positions that settle in a currency, flat ones included. */
  settlingIn(currency: string): readonly PositionState[] {
    return this.#bySettlement.get(currency) ?? NO_POSITIONS;
  }

  /** Every currency that has ever been touched. */
  currencies(): readonly string[] {
    return this.#currencies;
  }

  /** Moves money in (positive) or out: a deposit, a withdrawal, or an insurance fund's contribution. */
  transfer(currency: string, amount: Money): void {
    const before = this.#deposits.get(currency);
    this.#deposits.set(currency, (before ?? 0n) + amount);
    if (before === undefined) this.#listCurrencies();
  }

  /** What was transferred and traded on spot, without what positions did. */
  transferred(currency: string): Money {
    return this.#deposits.get(currency) ?? 0n;
  }

  applyExecution(execution: Execution): void {
    const { instrument, side, lots, ticks, feeMoney } = execution;
    if (instrument.type === 'swap') {
      const position = this.position(instrument, execution.marginMode);
      position.fill(side === 'buy' ? lots : -lots, ticks);
      position.feeMoney += feeMoney;
      return;
    }
    const base = BigInt(lots) * instrument.lotMoney;
    const quote = spotValue(instrument, lots, ticks);
    const bought = side === 'buy';
    this.transfer(instrument.baseCurrency, bought ? base : -base);
    this.transfer(instrument.quoteCurrency, bought ? -quote : quote);
    this.transfer(feeCurrencyOf(instrument, side), -feeMoney);
    if (bought) this.holding(instrument).buy(lots, ticks, feeMoney);
    else this.holding(instrument).sell(lots, ticks, feeMoney);
  }

  /** Cash of a currency, exactly; isolated margin is outside it. */
  cash(currency: string): Money {
    let cash = this.#deposits.get(currency) ?? 0n;
    for (const position of this.settlingIn(currency)) cash += position.cashFlow();
    return cash;
  }

  /** {@link cash} as a double, for estimates. */
  cashEstimate(currency: string): number {
    let cash = moneyEstimate(this.#deposits.get(currency) ?? 0n);
    for (const position of this.settlingIn(currency)) cash += position.cashFlowEstimate();
    return cash;
  }

  #listCurrencies(): void {
    this.#currencies = [...new Set([...this.#deposits.keys(), ...this.#bySettlement.keys()])];
  }
}
