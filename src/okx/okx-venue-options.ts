import type { WebSocket } from 'ws';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { MarketDataSource } from '../ports/market-data.ts';
import { type Metrics, noMetrics } from '../ports/metrics.ts';
import type { OkxLine } from './okx-line.ts';
import type { PositionModePolicy } from './opening.ts';
import type { LookupMargins } from './order-lookups.ts';
import type { DialGate } from './stream/dial-gate.ts';
import type { MarkPriceRow, TickerRow } from './wire/market-rows.ts';

/** Hears the prices of the streams. */
export interface PriceListener {
  /** Whether prices come on their own. */
  streams(live: boolean): void;
  hearTicker(row: TickerRow): void;
  hearMark(row: MarkPriceRow): void;
}

/** What {@link OkxVenue} is made of. */
export interface OkxVenueOptions {
  /** What descriptions and logs call it, such as `okx demo`. */
  readonly name: string;
  /** The way to OKX's REST interface, with session, request ring and clock. The venue closes it. */
  readonly line: OkxLine;
  /** The clock of the line. */
  readonly clock: Clock;
  /** Reads of quotes and candles; it hears what the streams tell of prices. */
  readonly market: MarketDataSource & Partial<PriceListener>;
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
  /** How often the rules of the instruments are read again, ms. Default 3600000. */
  readonly instrumentsEveryMs?: number;
  /** How often clocks are compared, ms. Default 300000. */
  readonly compareClocksEveryMs?: number;
  readonly lookupMargins?: LookupMargins;
  /** How many ended orders the engine remembers; twice as many are remembered here, against repetition. Default 10000. */
  readonly historyLimit?: number;
}

/** The options with their defaults. */
export type OkxVenueSettings = Required<Omit<OkxVenueOptions, 'instruments'>> & Pick<OkxVenueOptions, 'instruments'>;

/** Fills in what was left out. */
export function withDefaults(options: OkxVenueOptions): OkxVenueSettings {
  return {
    positionMode: 'require_net',
    logger: silentLogger,
    metrics: noMetrics,
    silenceMs: 9_000,
    answerMs: 5_000,
    openMs: 20_000,
    instrumentsEveryMs: 3_600_000,
    compareClocksEveryMs: 300_000,
    lookupMargins: { orderMs: 1_000, conditionMs: 10_000 },
    historyLimit: 10_000,
    ...options,
  };
}
