import type { WebSocket } from 'ws';
import type { Fill } from '../domain/fill.ts';
import type { InstrumentId } from '../domain/instrument.ts';
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
import type { Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { MarketDataSource } from '../ports/market-data.ts';
import { type Metrics, noMetrics } from '../ports/metrics.ts';
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
import type { OkxLine } from './okx-line.ts';
import { OpenOkx } from './open-okx.ts';
import type { PositionModePolicy } from './opening.ts';
import type { LookupMargins } from './order-lookups.ts';
import type { DialGate } from './stream/dial-gate.ts';

/** What {@link OkxVenue} is made of. */
export interface OkxVenueOptions {
  /** What descriptions and logs call it, such as `okx demo`. */
  readonly name: string;
  /** The way to OKX's REST interface, with session, request ring and clock. The venue closes it. */
  readonly line: OkxLine;
  /** The clock of the line. */
  readonly clock: Clock;
  /** Reads of quotes and candles. */
  readonly market: MarketDataSource;
  readonly accountCurrency: string;
  /** Default: every spot pair and linear swap, each with its stream of prices. */
  readonly instruments?: readonly InstrumentId[];
  /** Default `require_net`. */
  readonly positionMode?: PositionModePolicy;
  readonly dial: (url: string) => WebSocket;
  /** Shared by everything that dials OKX from this process. */
  readonly dialGate: DialGate;
  /** A number from 0 up to, and without, 1; spreads dials. */
  readonly fraction: () => number;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** Without a sign of life for so long a WebSocket is dead, ms. Default 9000. */
  readonly silenceMs?: number;
  /** How long a dial, a login or a subscription may take, ms. Default 5000. */
  readonly answerMs?: number;
  /** How long opening all WebSockets may take, ms. Default 20000. */
  readonly openMs?: number;
  /** How often clocks are compared, ms. Default 300000. */
  readonly compareClocksEveryMs?: number;
  readonly lookupMargins?: LookupMargins;
}

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

  /** @throws {BrokerError} when OKX cannot be reached, refuses the key, or has an account that cannot be traded here. */
  async open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription> {
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

export type OkxVenueSettings = Required<Omit<OkxVenueOptions, 'instruments'>> & Pick<OkxVenueOptions, 'instruments'>;

function withDefaults(options: OkxVenueOptions): OkxVenueSettings {
  return {
    positionMode: 'require_net',
    logger: silentLogger,
    metrics: noMetrics,
    silenceMs: 9_000,
    answerMs: 5_000,
    openMs: 20_000,
    compareClocksEveryMs: 300_000,
    lookupMargins: { orderMs: 1_000, conditionMs: 10_000 },
    ...options,
  };
}
