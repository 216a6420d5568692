import type { Fill } from '../domain/fill.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { Order } from '../domain/order.ts';
import {
  MARGIN_MODES,
  ORDER_TYPES,
  type OrderAmendment,
  type OrderRef,
  type PositionKey,
} from '../domain/order-intent.ts';
import { ConnectivityError } from '../errors/index.ts';
import type { MarketDataSource } from '../ports/market-data.ts';
import type {
  Capabilities,
  FillQuery,
  LedgerQuery,
  OrderLookup,
  Venue,
  VenueAccount,
  VenueDescription,
  VenueEvent,
  VenueReply,
} from '../ports/venue.ts';
import type { Listings } from './codec/listing.ts';
import { type OkxVenueOptions, withDefaults } from './okx-venue-options.ts';
import { OpenOkx } from './open-okx.ts';

const CAPABILITIES: Capabilities = {
  orderTypes: ORDER_TYPES,
  marginModes: MARGIN_MODES,
  amend: true,
  attachedProtection: true,
  settlement: 'eventual',
  boundedCommands: true,
};

/**
 * OKX as a venue: commands and reads over REST, news over WebSockets, units and codes in the codec alone.
 *
 * Its clock is OKX's: deadlines and look-ups are judged by it, so the engine has to live by it too, and not by another.
 */
export class OkxVenue implements Venue {
  readonly market: MarketDataSource;
  readonly #options: OkxVenueOptions;
  #open: OpenOkx | null = null;

  constructor(options: OkxVenueOptions) {
    this.#options = options;
    this.market = options.market;
  }

  /** The instruments that are traded here, as OKX lists them. @throws {ConnectivityError} `net/not_connected`. */
  get listings(): Listings {
    return this.#opened().desk.listings;
  }

  /** @throws {BrokerError} when OKX cannot be reached, refuses the key, or has an account that cannot be traded here. */
  async open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription> {
    this.#options.line.open();
    const open = await OpenOkx.open(withDefaults(this.#options), onEvent);
    this.#open = open;
    return {
      name: this.#options.name,
      accountCurrency: this.#options.accountCurrency,
      instruments: [...open.desk.listings.values()].map(({ instrument }) => instrument),
      fees: open.fees,
      tiers: open.tiers,
      capabilities: CAPABILITIES,
      clock: this.#options.line.time,
    };
  }

  submit(order: Order, deadline: number): Promise<VenueReply> {
    return this.#opened().commands.submit(order, deadline);
  }

  submitMany(orders: readonly Order[], deadline: number): Promise<readonly VenueReply[]> {
    return this.#opened().commands.submitMany(orders, deadline);
  }

  cancel(order: Order): Promise<VenueReply> {
    return this.#opened().commands.cancel(order);
  }

  cancelMany(orders: readonly Order[]): Promise<readonly VenueReply[]> {
    return this.#opened().commands.cancelMany(orders);
  }

  amend(order: Order, change: OrderAmendment): Promise<VenueReply> {
    return this.#opened().commands.amend(order, change);
  }

  setLeverage(position: PositionKey, leverage: number): Promise<VenueReply> {
    return this.#opened().commands.setLeverage(position, leverage);
  }

  async findOrder(
    ref: OrderRef,
    sent: { readonly at: number; readonly expiresAt: number | null },
  ): Promise<OrderLookup> {
    return this.#opened().lookups.find(ref, sent);
  }

  async fetchAccount(): Promise<VenueAccount> {
    return this.#opened().reads.account();
  }

  async fetchFills(query: FillQuery): Promise<readonly Fill[]> {
    return this.#opened().reads.fills(query);
  }

  async fetchLedger(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return this.#opened().reads.ledger(query);
  }

  async close(): Promise<void> {
    this.#open?.close();
    this.#open = null;
    await this.#options.line.close();
  }

  #opened(): OpenOkx {
    if (this.#open !== null) return this.#open;
    throw new ConnectivityError('OKX is not connected.', { code: 'net/not_connected', details: { sent: false } });
  }
}
