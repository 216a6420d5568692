import type { RiskLimits } from '../domain/risk.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrderInterceptor } from '../ports/interceptor.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import type { StateStore } from '../ports/state-store.ts';
import { orderJournal } from './order-journal.ts';
import { orderMetrics } from './order-metrics.ts';
import type { PauseSwitch } from './pause-switch.ts';
import { type RiskBreach, type RiskGuard, riskGuard } from './risk-guard.ts';

/** So long a command waits for the journal, ms. */
const JOURNAL_TIMEOUT_MS = 5_000;

/** What the order ring of a broker is made of; everything has a default. */
export interface RingDependencies {
  /** With a journal no opening order leaves before its intent is durable. */
  readonly journal?: OrderJournal;
  readonly metrics?: Metrics;
  /** Stops opening orders while it is on; closing passes. */
  readonly pause?: PauseSwitch;
  readonly logger?: Logger;
  /** Keeps the risk limits' memory over a restart. */
  readonly stateStore?: StateStore;
  /** Told of every order that breaks a risk limit, in either mode. */
  readonly onRiskBreach?: (breach: RiskBreach) => void;
  /** A risk guard of your own making, so that you can `resume()` it; in place of the one that `config.risk` describes. */
  readonly riskGuard?: RiskGuard;
  /** Steps of your own, after the risk guard and before the venue. */
  readonly interceptors?: readonly OrderInterceptor[];
}

/** What of a broker's configuration its order ring depends on. */
export interface RingSettings {
  readonly portfolioId: string;
  readonly risk: {
    readonly mode: 'enforce' | 'observe';
    readonly limits: { readonly [K in keyof RiskLimits]?: RiskLimits[K] | undefined };
  };
}

/**
 * The steps of every order, outermost first: journal, metrics, pause, risk, the host's own.
 *
 * `hasOwnLimits`: whether the configuration itself names risk limits. `clock`: the host's, also where the market has a time
 * of its own; by it no exit waits long for a journal that does not answer.
 *
 * @throws {ConfigurationError} `config/invalid` when the risk limits are given twice.
 */
export function standardRing(
  settings: RingSettings,
  dependencies: RingDependencies,
  hasOwnLimits: boolean,
  clock: Clock,
): OrderInterceptor[] {
  const { journal, metrics, pause, logger, stateStore, onRiskBreach } = dependencies;
  if (dependencies.riskGuard !== undefined && hasOwnLimits) {
    throw new ConfigurationError('The risk limits are given twice: leave out either config.risk or the riskGuard.', {
      code: 'config/invalid',
      details: { path: 'risk' },
    });
  }
  return [
    ...(journal === undefined
      ? []
      : [orderJournal(journal, { clock, timeoutMs: JOURNAL_TIMEOUT_MS, ...(logger === undefined ? {} : { logger }) })]),
    ...(metrics === undefined ? [] : [orderMetrics(metrics)]),
    ...(pause === undefined ? [] : [pause]),
    dependencies.riskGuard ??
      riskGuard({
        mode: settings.risk.mode,
        limits: defined(settings.risk.limits),
        key: `${settings.portfolioId}.risk`,
        ...(stateStore === undefined ? {} : { store: stateStore }),
        ...(logger === undefined ? {} : { logger }),
        ...(onRiskBreach === undefined ? {} : { onBreach: onRiskBreach }),
      }),
    ...(dependencies.interceptors ?? []),
  ];
}

/** Without the fields that were left out, so that their defaults count. */
function defined<T extends object>(limits: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
