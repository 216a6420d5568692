import type { Quote } from '../../domain/market.ts';
import { type Bars, missingBars } from '../../indicators/bars.ts';

/** Whether what is known of a symbol is good enough to open on. */
export interface DataHealth {
  /** `stale`: only reducing and closing make sense. */
  readonly status: 'fresh' | 'stale';
  /** Age of the quote, ms; `null` where there is none. */
  readonly quoteAgeMs: number | null;
  /** Time since the newest closed bar of the shortest frame ended, ms; `null` where there is none. */
  readonly barAgeMs: number | null;
  /** Bars missing inside the shortest frame. */
  readonly gaps: number;
  /** What is wrong, as sentences; empty when nothing is. */
  readonly problems: readonly string[];
}

/** From when on data is stale. */
export interface HealthLimits {
  /** Oldest quote to open on, ms. Default 60,000. */
  readonly maxQuoteAgeMs: number;
  /** How late the newest bar of the shortest frame may be, in bars. Default 2. */
  readonly maxBarsLate: number;
}

export const DEFAULT_HEALTH_LIMITS: HealthLimits = { maxQuoteAgeMs: 60_000, maxBarsLate: 2 };

/** Judges the quote and the shortest frame of a symbol; `null` is what could not be read. */
export function healthOf(quote: Quote | null, bars: Bars | null, now: number, limits: HealthLimits): DataHealth {
  const problems: string[] = [];
  const quoteAgeMs = quote === null ? null : Math.max(0, now - quote.at);
  if (quote === null) problems.push('There is no quote.');
  else if (quoteAgeMs !== null && quoteAgeMs > limits.maxQuoteAgeMs) {
    problems.push(`The quote is ${seconds(quoteAgeMs)} old; ${seconds(limits.maxQuoteAgeMs)} is allowed.`);
  }
  const newest = bars?.openedAt.at(-1);
  const barAgeMs = bars === null || newest === undefined ? null : now - newest - bars.intervalMs;
  if (bars === null || barAgeMs === null) problems.push('There are no bars.');
  else if (barAgeMs > limits.maxBarsLate * bars.intervalMs) {
    problems.push(`The newest bar ended ${seconds(barAgeMs)} ago.`);
  }
  const gaps = bars === null ? 0 : missingBars(bars);
  if (gaps > 0) problems.push(`${gaps} ${gaps === 1 ? 'bar is' : 'bars are'} missing.`);
  const isStale = quote === null || barAgeMs === null || problems.length > (gaps > 0 ? 1 : 0);
  return { status: isStale ? 'stale' : 'fresh', quoteAgeMs, barAgeMs, gaps, problems };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
