import { toDecimal } from '../../../src/domain/decimal.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { LedgerEntry } from '../../../src/domain/ledger-entry.ts';
import { MarginTiers } from '../../../src/domain/margin.ts';
import { fromMoney, type Money, toMoney } from '../../../src/domain/money.ts';
import type { Order } from '../../../src/domain/order.ts';
import { MARGIN_MODES, ORDER_TYPES, type Side } from '../../../src/domain/order-intent.ts';
import { NO_PROTECTION, type PositionProtection } from '../../../src/domain/position.ts';
import { Ledger } from '../../../src/engine/ledger.ts';
import type { FillOrigin, PositionChange } from '../../../src/engine/position-book.ts';
import type { VenueDescription, VenuePosition } from '../../../src/ports/venue.ts';
import { aFill, type FillDescription } from '../../../src/testing/builders/a-fill.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const WHOLE = { contractValue: '1', lotSize: '1', minQuantity: '1', tickSize: '1', maxLeverage: '50' } as const;

/** Swaps of X and Y, and one settled in USDC: tick, lot and unit are 1, so that prices and quantities are counts. */
export const X_SWAP = anInstrument({ ...WHOLE, id: 'X-USDT-SWAP', baseCurrency: 'X' });
export const Y_SWAP = anInstrument({ ...WHOLE, id: 'Y-USDT-SWAP', baseCurrency: 'Y' });
export const X_USDC_SWAP = anInstrument({
  ...WHOLE,
  id: 'X-USDC-SWAP',
  baseCurrency: 'X',
  quoteCurrency: 'USDC',
  settleCurrency: 'USDC',
});
/** X against USDT with lots of 0.1. */
export const X_SPOT = anInstrument({
  ...WHOLE,
  id: 'X-USDT',
  type: 'spot',
  baseCurrency: 'X',
  lotSize: '0.1',
  minQuantity: '0.1',
});

export const money = (amount: string): Money => toMoney(toDecimal(amount));
export const text = (amount: Money): string => fromMoney(amount).toFixed();

export interface LedgerDescription {
  /** USDT; default 10,000. */
  readonly cash?: string;
  readonly historyLimit?: number;
  readonly startsAt?: number;
  /** In hundredths, `null` for a venue that states none; default 1000. */
  readonly defaultLeverage?: number | null;
}

interface Trade extends Partial<FillDescription>, Partial<FillOrigin> {}

/** A ledger with the means to tell it things in few words. Leverage is 10, maintenance 1 %, the taker fee 0.1 %. */
export class LedgerWorld {
  readonly ledger: Ledger;
  readonly clock: FakeClock;
  readonly orders: Order[] = [];
  protection: PositionProtection = NO_PROTECTION;
  #entries = 0;

  constructor(description: LedgerDescription = {}) {
    const { cash = '10000', historyLimit = 100, startsAt = 0, defaultLeverage = 1000 } = description;
    this.clock = new FakeClock(startsAt);
    this.ledger = new Ledger({
      clock: this.clock,
      venue: aVenueDescription(defaultLeverage),
      historyLimit,
      orders: { open: () => this.orders },
      entriesSince: async () => [],
      protection: { read: () => this.protection },
    });
    this.ledger.adoptCash('USDT', money(cash), true);
  }

  buy(quantity: string, price: string, more: Trade = {}): PositionChange {
    return this.#trade('buy', quantity, price, more);
  }

  sell(quantity: string, price: string, more: Trade = {}): PositionChange {
    return this.#trade('sell', quantity, price, more);
  }

  /** Last and mark price alike. */
  price(price: string, instrument: Instrument = X_SWAP): void {
    this.ledger.setPrice(instrument, instrument.ticks(price, 'down'), instrument.marks(price));
  }

  entry(entry: Partial<Omit<LedgerEntry, 'amount'>> & Pick<LedgerEntry, 'type'> & { readonly amount: string }): void {
    this.ledger.applyEntry({
      entryId: `entry${++this.#entries}`,
      currency: 'USDT',
      instrument: null,
      marginMode: null,
      at: this.clock.now(),
      ...entry,
      amount: money(entry.amount),
    });
  }

  /** Takes over lots of a position that cost `price` each. */
  adopt(lots: number, price: number, at: number, row: Partial<VenuePosition> = {}): void {
    const cost = Math.abs(lots) * price;
    const venueRow: VenuePosition = {
      instrument: X_SWAP,
      marginMode: 'cross',
      lots,
      cost,
      entryPrice: null,
      leverage: 1000,
      isolatedMargin: 0n,
      liquidationPrice: null,
      ...row,
    };
    this.ledger.adoptPosition(venueRow, cost, at);
  }

  get equity(): string {
    return text(this.ledger.equity());
  }
  get cash(): string {
    return text(this.ledger.account.cash('USDT'));
  }
  get realizedNet(): string {
    return text(this.ledger.realizedNet());
  }
  get transferred(): string {
    return text(this.ledger.transferred());
  }
  get totals(): { readonly realized: string; readonly fees: string; readonly funding: string } {
    const { realized, fees, funding } = this.ledger.totals();
    return { realized: text(realized), fees: text(fees), funding: text(funding) };
  }
  /** `long 3 @ 100` for each open position. */
  get positions(): readonly string[] {
    return this.ledger
      .positions()
      .map(({ side, quantity, entryPrice }) => `${side} ${quantity.toFixed()} @ ${entryPrice.toFixed()}`);
  }

  #trade(side: Side, quantity: string, price: string, trade: Trade): PositionChange {
    const { role = null, decisionId = null, ...facts } = trade;
    const fill: Fill = aFill({ instrument: X_SWAP, at: this.clock.now(), ...facts, side, quantity, price });
    return this.ledger.applyFill(fill, { role, decisionId });
  }
}

function aVenueDescription(defaultLeverage: number | null): VenueDescription {
  return {
    name: 'told',
    accountCurrency: 'USDT',
    instruments: [X_SWAP, Y_SWAP, X_USDC_SWAP, X_SPOT],
    fees: () => ({ makerPpm: 0, takerPpm: 1000 }),
    tiers: (instrument) =>
      new MarginTiers(instrument, [{ maxQuantity: null, maintenanceRate: '0.01', maxLeverage: '50' }]),
    capabilities: {
      orderTypes: ORDER_TYPES,
      marginModes: MARGIN_MODES,
      amend: true,
      attachedProtection: true,
      settlement: 'eventual',
      boundedCommands: true,
    },
    clock: null,
    ...(defaultLeverage === null ? {} : { defaultLeverage }),
  };
}
