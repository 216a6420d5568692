import type { CancelTimer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { VenueEvent } from '../ports/venue.ts';
import type { AccountMode } from './codec/account-mode.ts';
import type { Listing, Listings } from './codec/listing.ts';
import type { OrderPushes } from './codec/order-pushes.ts';
import type { Reading } from './codec/reading.ts';
import type { KnownOrders } from './known-orders.ts';
import type { OkxLine } from './okx-line.ts';

/** What the parts of an open venue share. */
export interface OkxDesk {
  readonly line: OkxLine;
  readonly mode: AccountMode;
  readonly listings: Listings;
  readonly orders: KnownOrders;
  /** What rows are read against. */
  readonly reading: Reading;
  readonly pushes: OrderPushes;
  readonly accountCurrency: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Tells the engine, once. */
  tell(event: VenueEvent): void;
  /** Hears by which code OKX has refused a command. */
  refused(venueCode: string): void;
  /** Runs a task later, unless the venue has closed by then. What it throws is logged. */
  later(delayMs: number, what: string, task: () => Promise<void>): CancelTimer;
  /** The listing of an instrument that this venue trades. @throws {VenueError} `venue/unknown_instrument`. */
  listing(instrument: string): Listing;
}
