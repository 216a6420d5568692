import type { BrokerKind } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { OrderInterceptor } from '../ports/interceptor.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { Venue } from '../ports/venue.ts';

/** What an engine is made of: a venue, the steps on the way to it, and the edges of the world. */
export interface VenueBrokerOptions {
  readonly kind: BrokerKind;
  readonly venue: Venue;
  /** The order ring, outermost first: journal, metrics, pause, risk, the host's own. Instrument rules and venue follow. */
  readonly interceptors?: readonly OrderInterceptor[];
  /** Where client order ids come from. */
  readonly ids: IdSource;
  /** Default: the clock of the venue, and where it has none the system's. */
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /**
   * Where positions and cash are kept as we last knew them. What has changed when the broker connects again is told as
   * `position.drifted` before it is taken over. One key per account.
   */
  readonly lastKnown?: { readonly store: StateStore; readonly key: string };
  /** How long `placeOrder` waits for an order to settle, ms. Default 5000. */
  readonly settleTimeoutMs?: number;
  /** How long a command may be under way before the venue must not execute it any more, ms. Default 5000. */
  readonly commandTimeoutMs?: number;
  /** How long an entry's stop may be unseen before a stop of its own is placed, ms. Default 3000. */
  readonly protectionTimeoutMs?: number;
  /** How long an order without `validUntil` may be sent again after a proof that it was not executed, ms. Default 10000. */
  readonly resendWindowMs?: number;
  /**
   * How often our view is compared with the venue's, ms; 0 for never. Default 60000, and never where nothing happens but by
   * our own commands and the market that we move, as in a simulation: there is no drift there.
   */
  readonly reconcileEveryMs?: number;
  /** How many ended orders, fills and closed positions are remembered, each. Default 10000. */
  readonly historyLimit?: number;
}

export type EngineLimits = Required<
  Pick<
    VenueBrokerOptions,
    | 'settleTimeoutMs'
    | 'commandTimeoutMs'
    | 'protectionTimeoutMs'
    | 'resendWindowMs'
    | 'reconcileEveryMs'
    | 'historyLimit'
  >
>;

export function engineLimits(options: VenueBrokerOptions, isInstant: boolean): EngineLimits {
  return {
    settleTimeoutMs: options.settleTimeoutMs ?? 5_000,
    commandTimeoutMs: options.commandTimeoutMs ?? 5_000,
    protectionTimeoutMs: options.protectionTimeoutMs ?? 3_000,
    resendWindowMs: options.resendWindowMs ?? 10_000,
    reconcileEveryMs: options.reconcileEveryMs ?? (isInstant ? 0 : 60_000),
    historyLimit: options.historyLimit ?? 10_000,
  };
}
