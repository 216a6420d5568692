import type { DecimalInput } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginTiers } from '../../domain/margin.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FeeSchedule } from '../../ports/venue.ts';
import type { KeyEnvironment, MockCredentials } from './authentication.ts';
import type { LimitMode } from './rate-limits.ts';

/** How a {@link MockOkx} begins; everything has a default. */
export interface MockOkxOptions {
  /** Default: one that is free. */
  readonly port?: number;
  /** The address to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** The rows of `public/instruments`, or the whole answer of it. Default: BTC and ETH, spot and swap. */
  readonly instruments?: unknown;
  /** First price of each instrument, by its id. */
  readonly prices?: Readonly<Record<string, DecimalInput>>;
  /** What the account begins with; default 100,000 USDT. */
  readonly balances?: Readonly<Record<string, DecimalInput>>;
  readonly credentials?: MockCredentials;
  /** What the key is for; default `demo`. */
  readonly environment?: KeyEnvironment;
  /** What the key may do, as `account/config` shows it; default `read_only,trade`. */
  readonly permissions?: string;
  /** Default `2`, futures mode. */
  readonly accountLevel?: '1' | '2' | '3' | '4';
  /** Default `net_mode`. */
  readonly positionMode?: 'net_mode' | 'long_short_mode';
  /** For positions that none was set for; default `"3"`. */
  readonly defaultLeverage?: DecimalInput;
  /** Default: maker 200 and taker 500 parts per million on swaps, 800 and 1000 on spot. */
  readonly fees?: (instrument: Instrument) => FeeSchedule;
  readonly tiers?: (instrument: Instrument) => MarginTiers;
  /** Default `enforce`. */
  readonly limits?: LimitMode;
  /** Of ids, of the history before the start, of random faults; default 1. */
  readonly seed?: number;
  /** Default: the wall clock. */
  readonly clock?: Clock;
  /** How long an accepted cancel or amendment takes, in ms; default 1. */
  readonly commandDelayMs?: number;
  /** Base units on each side of the book after a price was set; default `"100"`. */
  readonly volume?: DecimalInput;
  /** How far from the mark price orders may go, as a fraction; default `"0.1"`. */
  readonly priceBand?: DecimalInput;
  /** Minutes of candles before the start; default 1440. */
  readonly historyMinutes?: number;
  /** Requests, happenings, ended orders, fills and bills that are remembered at least, each; default 10,000. */
  readonly historyLimit?: number;
  /** When attached protection comes alive: with each fill of its order (default), or when the order is done. */
  readonly attachedProtection?: 'each_fill' | 'completion';
}

/** The key that the mock takes where none was given. It opens nothing else. */
export const MOCK_CREDENTIALS: MockCredentials = {
  apiKey: 'mock-okx-api-key',
  secretKey: 'MOCKOKXSECRETKEY',
  passphrase: 'Mock-okx-1',
};
