import { AccountState } from '../../../src/domain/account-state.ts';
import { toDecimal } from '../../../src/domain/decimal.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { fromMoney, type Money, moneyEstimate, toMoney } from '../../../src/domain/money.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { MarginMode } from '../../../src/domain/order-intent.ts';
import type { LedgerView, RingContext, RiskDirection } from '../../../src/ports/interceptor.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

/** Midnight of a day, UTC. */
export const MIDNIGHT = Date.UTC(2026, 0, 1);

/** A ledger that a test writes by hand: equity and transfers are what it says, positions come from fills. */
export class FakeLedger implements LedgerView {
  now = MIDNIGHT;
  readonly account = new AccountState({ defaultLeverage: 300 });
  readonly accountCurrency = 'USDT';
  readonly orders: Order[] = [];
  exactReads = 0;
  readonly #instruments: readonly Instrument[];
  readonly #prices = new Map<string, string>();
  #equity: Money = toMoney(toDecimal('10000'));
  #transferred: Money = 0n;

  constructor(instruments: readonly Instrument[] = [anInstrument()]) {
    this.#instruments = instruments;
    for (const { id } of instruments) this.#prices.set(id, '50000');
  }

  setEquity(equity: string): this {
    this.#equity = toMoney(toDecimal(equity));
    return this;
  }

  setPrice(instrument: Instrument, price: string): this {
    this.#prices.set(instrument.id, price);
    return this;
  }

  /** Money comes in (or goes out: negative), and equity with it. */
  transfer(amount: string): this {
    const money = toMoney(toDecimal(amount));
    this.#transferred += money;
    this.#equity += money;
    return this;
  }

  hold(instrument: Instrument, quantity: string, marginMode: MarginMode = 'cross'): this {
    const signed = toDecimal(quantity);
    const lots = instrument.lots(signed.abs(), 'down');
    this.account.applyExecution({
      instrument,
      marginMode,
      side: signed.isNegative() ? 'sell' : 'buy',
      lots,
      ticks: instrument.ticks(this.#prices.get(instrument.id) ?? '50000', 'down'),
      feeMoney: 0n,
    });
    return this;
  }

  context(direction: RiskDirection = 'opens'): RingContext {
    return { ledger: this, direction };
  }

  instrument(id: string): Instrument | undefined {
    return this.#instruments.find((instrument) => instrument.id === id);
  }
  marks(instrument: Instrument): number | null {
    const price = this.#prices.get(instrument.id);
    return price === undefined ? null : instrument.marks(price);
  }
  openOrders(): Iterable<Order> {
    return this.orders.filter((order) => !order.isTerminal);
  }
  equity(): Money {
    this.exactReads += 1;
    return this.#equity;
  }
  equityEstimate(): number {
    return moneyEstimate(this.#equity);
  }
  transferred(): Money {
    return this.#transferred;
  }
  /** What was transferred while nobody listened. */
  unheard: Money = 0n;
  async transferredSince(): Promise<Money> {
    return this.unheard;
  }
  realizedNet(): Money {
    return 0n;
  }
  printedEquity(): string {
    return fromMoney(this.#equity).toFixed();
  }
}
