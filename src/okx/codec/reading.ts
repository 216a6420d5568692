import type { Instrument } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import type { AccountMode } from './account-mode.ts';
import type { Listings } from './listing.ts';

/** What rows are read against. */
export interface Reading {
  readonly listings: Listings;
  readonly mode: AccountMode;
  /** Our order of a client order id, where we have one; its identity is kept. */
  readonly known: (clientOrderId: string) => Order | undefined;
  /** Our id of an order of OKX's, where we have met it: what an algo order set off has no id of ours on its rows. */
  readonly clientIdOf?: (ordId: string) => string | undefined;
  /** Lots of a position, for orders that close a fraction of it. */
  readonly positionLots?: (instrument: Instrument, marginMode: MarginMode) => number;
  /** Whether we asked for the cancel of an order. */
  readonly cancelRequested?: (clientOrderId: string) => boolean;
}
