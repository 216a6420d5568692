import { Decimal } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MarginTiers } from '../../src/domain/margin.ts';
import { type Money, toMoney } from '../../src/domain/money.ts';
import { Exchange } from '../../src/exchange/exchange.ts';
import type { ExchangeOptions } from '../../src/exchange/exchange-options.ts';
import type { AccountEvent } from '../../src/exchange/exchange-results.ts';
import { commandOfIntent } from '../../src/exchange/order-command.ts';
import { ManualMarket, type MarketStyle } from '../../src/testing/index.ts';
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

export const ACCOUNT = 'me';
const TIERS = [
  { maxQuantity: '500', maintenanceRate: '0.005', maxLeverage: '50' },
  { maxQuantity: null, maintenanceRate: '0.02', maxLeverage: '10' },
];

/** One exchange with one account, a market moved by hand, and everything that the account heard. */
export class ExchangeWorld {
  readonly exchange: Exchange;
  readonly market: ManualMarket;
  readonly heard: AccountEvent[] = [];
  #orders = 0;
  /** Called after every step. */
  onStep: (action: Action) => void = () => {};

  /** `volume` is what trades in a bar or rests in a book unless a step says otherwise. */
  constructor(style: MarketStyle, options: Partial<ExchangeOptions> = {}, volume = '1000') {
    this.market = new ManualMarket({
      style,
      prices: { [SWAP.id]: START_PRICE, [OTHER.id]: START_PRICE, [SPOT.id]: START_PRICE },
      volume,
    });
    this.exchange = new Exchange({
      instruments: TRADED,
      fees: ({ type }) => (type === 'swap' ? { makerPpm: 200, takerPpm: 500 } : { makerPpm: 800, takerPpm: 1000 }),
      tiers: (instrument) => new MarginTiers(instrument, TIERS),
      defaultLeverage: 300,
      startsAt: this.market.startsAt,
      ...options,
    });
    const deposits = new Map([
      ['USDT', toMoney(new Decimal(DEPOSIT))],
      ['AAA', toMoney(new Decimal(10))],
    ]);
    this.exchange.openAccount(ACCOUNT, deposits);
    this.exchange.listen(ACCOUNT, { heard: (event) => this.heard.push(event) });
    this.market.attach(this.exchange);
  }

  play(script: readonly Action[]): this {
    for (const action of script) {
      this.step(action);
      this.onStep(action);
    }
    return this;
  }

  /** Closes the swap positions and ends the open orders, at the present price. */
  flatten(): this {
    this.exchange.cancelAll(ACCOUNT);
    for (const state of [...this.exchange.account(ACCOUNT).positions()]) {
      if (state.lots === 0) continue;
      const { instrument } = state;
      const intent = {
        instrument: instrument.id,
        side: state.lots > 0 ? 'sell' : 'buy',
        quantity: instrument.quantityOf(Math.abs(state.lots)).toFixed(),
        pricing: { type: 'market' },
        effect: 'reduce_only',
        marginMode: state.isolated ? 'isolated' : 'cross',
      } as const;
      this.exchange.submit(ACCOUNT, commandOfIntent(intent, instrument, this.#nextId()));
    }
    return this;
  }

  price(instrument: Instrument): Decimal {
    return instrument.priceOf(this.exchange.lastTicks(instrument) ?? 1);
  }

  fills(): readonly Fill[] {
    return this.heard.flatMap((event) =>
      event.type === 'order' && event.event.type === 'order.filled' ? [event.event.fill] : [],
    );
  }

  /** Everything that was heard, as text: equal runs print equally. */
  printed(): string {
    return JSON.stringify(this.heard, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  }

  /**
   * What the account must be worth in its currency: deposits, what trades moved, what was paid and received, and the
   * inventory at the mark price. Knows nothing of cost bases, margins or realized profit.
   */
  expectedEquity(): Money {
    let money = toMoney(new Decimal(DEPOSIT));
    const inventory = new Map<Instrument, bigint>();
    for (const { facts } of this.fills()) {
      const { instrument, side, lots, ticks, feeMoney, feeCurrency } = facts;
      const signed = BigInt(side === 'buy' ? lots : -lots);
      money -= signed * BigInt(ticks) * instrument.costMoney;
      if (feeCurrency === 'USDT') money -= feeMoney;
      if (instrument.type === 'swap') inventory.set(instrument, (inventory.get(instrument) ?? 0n) + signed);
    }
    for (const event of this.heard) {
      if (event.type === 'ledger' && event.entry.currency === 'USDT') money += event.entry.amount;
    }
    for (const [instrument, lots] of inventory) {
      money += lots * BigInt(this.exchange.marks(instrument) ?? 0) * instrument.markMoney;
    }
    return money;
  }

  step(action: Action): void {
    const { exchange, market } = this;
    switch (action.do) {
      case 'place': {
        const instrument = TRADED[action.on] ?? SWAP;
        const intent = intentOf(action, this.price(instrument), exchange.now);
        exchange.submit(ACCOUNT, commandOfIntent(intent, instrument, this.#nextId()));
        return;
      }
      case 'cancel': {
        const order = this.#pick(action.pick);
        if (order !== undefined) exchange.cancel(ACCOUNT, order);
        return;
      }
      case 'amend': {
        const order = this.#pick(action.pick);
        if (order === undefined) return;
        const { instrument } = order.identity;
        const change = {
          lots: instrument.lots(quantityOf(instrument, action.hundredths), 'down'),
          ...(order.limitPrice === null
            ? {}
            : { limitTicks: instrument.ticks(priced(this.price(instrument), action.price), 'down') }),
        };
        exchange.amend(ACCOUNT, { clientOrderId: order.clientOrderId }, change);
        return;
      }
      case 'cancelAll':
        exchange.cancelAll(ACCOUNT);
        return;
      case 'leverage': {
        const instrument = TRADED[action.on] ?? SWAP;
        const key = { instrument: instrument.id, marginMode: action.isolated ? 'isolated' : 'cross' } as const;
        exchange.setLeverage(ACCOUNT, key, action.times * 100);
        return;
      }
      default:
        moveMarket(market, action, (instrument) => this.price(instrument));
    }
  }

  #pick(pick: number) {
    const open = this.exchange.openOrders(ACCOUNT);
    return open.length === 0 ? undefined : open[pick % open.length];
  }

  #nextId(): string {
    this.#orders += 1;
    return `o${this.#orders}`;
  }
}

/** The steps that are the market's. */
export function moveMarket(
  market: ManualMarket,
  action: Extract<Action, { do: 'move' | 'gap' | 'mark' | 'fund' | 'pass' }>,
  priceOf: (instrument: Instrument) => Decimal,
): void {
  if (action.do === 'pass') {
    market.advance(action.ms);
    return;
  }
  const instrument = TRADED[action.on] ?? SWAP;
  const price = () => priced(priceOf(instrument), action.do === 'fund' ? 1000 : action.price);
  switch (action.do) {
    case 'move':
      market.setPrice(instrument.id, price(), { volume: String(action.volume) });
      return;
    case 'gap':
      market.gap(instrument.id, price());
      return;
    case 'mark':
      market.mark(instrument.id, price());
      return;
    case 'fund':
      market.funding(instrument.id, new Decimal(action.millionths).div(1_000_000).toFixed());
  }
}
