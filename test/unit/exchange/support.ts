import { Decimal } from '../../../src/domain/decimal.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import { Instrument, type InstrumentSpec } from '../../../src/domain/instrument.ts';
import { type MarginTierSpec, MarginTiers } from '../../../src/domain/margin.ts';
import { fromMoney, toMoney } from '../../../src/domain/money.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { MarginMode, OrderIntent } from '../../../src/domain/order-intent.ts';
import { Exchange } from '../../../src/exchange/exchange.ts';
import type { ExchangeOptions } from '../../../src/exchange/exchange-options.ts';
import type { AccountEvent, SubmitResult } from '../../../src/exchange/exchange-results.ts';
import { commandOfIntent } from '../../../src/exchange/order-command.ts';

/** A swap whose tick, lot and unit are all 1, so that ticks are prices and lots are quantities. */
const SPEC: InstrumentSpec = {
  id: 'X-USDT-SWAP',
  type: 'swap',
  baseCurrency: 'X',
  quoteCurrency: 'USDT',
  settleCurrency: 'USDT',
  contractValue: '1',
  lotSize: '1',
  minQuantity: '1',
  tickSize: '1',
  maxLimitQuantity: '100000',
  maxMarketQuantity: '50000',
  maxLeverage: '50',
};
export const SWAP = new Instrument(SPEC);
export const OTHER = new Instrument({ ...SPEC, id: 'Y-USDT-SWAP', baseCurrency: 'Y' });
export const SPOT = new Instrument({ ...SPEC, id: 'X-USDT', type: 'spot', lotSize: '0.001', minQuantity: '0.001' });
const TIERS: readonly MarginTierSpec[] = [
  { maxQuantity: '1000', maintenanceRate: '0.01', maxLeverage: '50' },
  { maxQuantity: null, maintenanceRate: '0.05', maxLeverage: '5' },
];

export interface WorldOptions extends Partial<ExchangeOptions> {
  readonly deposit?: string;
  /** Parts per million for maker and taker. */
  readonly feePpm?: readonly [number, number];
}

/** An exchange with the account `me`, a bar of 100 that has closed, and the next one open at 100 with much volume. */
export class World {
  readonly exchange: Exchange;
  readonly events: AccountEvent[] = [];
  at = 0;
  #ids = 0;

  constructor(options: WorldOptions = {}) {
    const { deposit = '10000', feePpm = [0, 0], ...rest } = options;
    this.exchange = new Exchange({
      instruments: [SWAP, OTHER, SPOT],
      fees: () => ({ makerPpm: feePpm[0], takerPpm: feePpm[1] }),
      tiers: (instrument) => new MarginTiers(instrument, TIERS),
      defaultLeverage: 1000,
      startsAt: 0,
      ...rest,
    });
    this.openAccount('me', { USDT: deposit });
    this.exchange.listen('me', { heard: (event) => this.events.push(event) });
  }

  openAccount(id: string, deposits: Readonly<Record<string, string>>): void {
    const amounts = Object.entries(deposits).map(([currency, text]) => [currency, toMoney(new Decimal(text))] as const);
    this.exchange.openAccount(id, new Map(amounts));
  }

  place(intent: Partial<OrderIntent> & Pick<OrderIntent, 'side' | 'pricing'>, account = 'me'): SubmitResult {
    const instrument = [SWAP, OTHER, SPOT].find(({ id }) => id === (intent.instrument ?? SWAP.id)) ?? SWAP;
    const clientOrderId = intent.clientOrderId ?? `o${++this.#ids}`;
    const whole: OrderIntent = { instrument: instrument.id, quantity: '10', ...intent };
    return this.exchange.submit(account, commandOfIntent(whole, instrument, clientOrderId));
  }

  market(side: 'buy' | 'sell', quantity = '10', more: Partial<OrderIntent> = {}, account = 'me'): SubmitResult {
    return this.place({ side, quantity, pricing: { type: 'market' }, ...more }, account);
  }

  limit(side: 'buy' | 'sell', price: string, quantity = '10', more: Partial<OrderIntent> = {}, account = 'me') {
    return this.place({ side, quantity, pricing: { type: 'limit', price }, ...more }, account);
  }

  /** Opens the next bar, 1000 ms long. */
  open(ticks: number, volume = 1_000_000, instrument = SWAP): void {
    this.exchange.advance(this.at);
    this.exchange.openBar(instrument, this.at, 1000, ticks, volume);
  }

  close(high: number, low: number, close: number, instrument = SWAP): void {
    this.exchange.closeBar(instrument, high, low, close);
    if (instrument === SWAP) this.at += 1000;
  }

  /** One bar from open to close. */
  bar(open: number, high: number, low: number, close: number, volume = 1_000_000): void {
    this.open(open, volume);
    this.close(high, low, close);
  }

  order(clientOrderId: string): Order {
    const order = this.exchange.order('me', { clientOrderId });
    if (order === undefined) throw new Error(`There is no order ${clientOrderId}.`);
    return order;
  }

  get fills(): readonly Fill[] {
    return this.events.flatMap((event) =>
      event.type === 'order' && event.event.type === 'order.filled' ? [event.event.fill] : [],
    );
  }

  /** `buy 10 @ 100` for each fill. */
  get trades(): readonly string[] {
    return this.fills.map(({ side, facts }) => `${side} ${facts.lots} @ ${facts.ticks}`);
  }

  get openIds(): readonly string[] {
    return this.exchange.openOrders('me').map(({ clientOrderId }) => clientOrderId);
  }

  lots(marginMode: MarginMode = 'cross', account = 'me'): number {
    return this.exchange.account(account).position(SWAP, marginMode).lots;
  }

  cash(currency = 'USDT', account = 'me'): string {
    return fromMoney(this.exchange.account(account).cash(currency)).toFixed();
  }

  equity(): string {
    return fromMoney(this.exchange.equity('me', 'USDT')).toFixed();
  }

  free(): string {
    return fromMoney(this.exchange.free('me', 'USDT')).toFixed();
  }

  get ledger(): readonly string[] {
    return this.events.flatMap((event) =>
      event.type === 'ledger' ? [`${event.entry.type} ${fromMoney(event.entry.amount).toFixed()}`] : [],
    );
  }
}

/** A world whose market has closed a bar at 100 and opened the next one there. */
export function aWorld(options: WorldOptions = {}): World {
  const world = new World(options);
  world.bar(100, 100, 100, 100);
  world.open(100);
  return world;
}

/** A world that trades a book: bids 99 and 98, asks 101 and 102, ten lots each. */
export function aBook(options: WorldOptions = {}): World {
  const world = new World(options);
  world.exchange.depthSnapshot(
    SWAP,
    0,
    [
      [99, 10],
      [98, 10],
    ],
    [
      [101, 10],
      [102, 10],
    ],
  );
  return world;
}

export function outcome(result: SubmitResult): string {
  if (result.outcome === 'accepted') return result.state;
  return result.outcome === 'rejected' ? result.rejection.reason : 'sent';
}
