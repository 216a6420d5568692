import { VenueError } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { MarketCache } from '../../ports/market-cache.ts';
import { endpointName, type OkxAnswer, type OkxRequest, type OkxSend } from '../request.ts';

/** How old an answer may be that is used again, ms; what is not named is asked for every time. */
const MOST_AGE_MS: Readonly<Record<string, number>> = {
  'GET market/ticker': 1_000,
  'GET market/tickers': 1_000,
  'GET market/index-tickers': 1_000,
  'GET public/mark-price': 1_000,
  'GET market/candles': 1_000,
  'GET market/history-candles': 3_600_000,
  'GET public/price-limit': 1_000,
  'GET public/open-interest': 10_000,
  'GET public/funding-rate': 30_000,
  'GET public/funding-rate-history': 30_000,
  'GET public/instruments': 300_000,
  'GET public/position-tiers': 3_600_000,
};

export interface CachedReadsOptions {
  readonly send: OkxSend;
  readonly cache: MarketCache;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names the market: caches of demo and live trading must not mix. */
  readonly scope: string;
}

/**
 * Public reads over a cache that keeps ages.
 *
 * An answer that is young enough is used again. Where OKX does not answer, one that is too old is not used: the read
 * fails as stale, and says how old the last one is.
 */
export function cachedReads({ send, cache, clock, logger, scope }: CachedReadsOptions): OkxSend {
  return async (request) => {
    const endpoint = endpointName(request);
    const mostAge = MOST_AGE_MS[endpoint];
    if (mostAge === undefined) return send(request);
    const key = `${scope}:${keyOf(request)}`;
    const kept = await quietly(logger, () => cache.get(key));
    const age = kept === null ? Number.POSITIVE_INFINITY : clock.now() - kept.at;
    if (kept !== null && age <= mostAge) return { status: 200, json: JSON.parse(kept.text) };
    const at = clock.now();
    const answer = await asked(send, request, endpoint, age);
    if (isYes(answer)) {
      const text = JSON.stringify(answer.json);
      await quietly(logger, () => cache.set(key, { text, at }, mostAge * 10));
    }
    return answer;
  };
}

async function asked(send: OkxSend, request: OkxRequest, endpoint: string, ageMs: number): Promise<OkxAnswer> {
  try {
    return await send(request);
  } catch (cause) {
    if (ageMs === Number.POSITIVE_INFINITY) throw cause;
    throw new VenueError(
      `OKX did not answer ${endpoint}, and what it said last is ${Math.round(ageMs / 1_000)} s old.`,
      {
        code: 'venue/stale',
        advice: { retry: 'after', delayMs: 1_000 },
        details: { endpoint, ageMs },
        cause,
      },
    );
  }
}

/** A cache that cannot be reached costs a call, never an answer. */
async function quietly<T>(logger: Logger, use: () => Promise<T>): Promise<T | null> {
  try {
    return await use();
  } catch (error) {
    logger.warn('The market cache could not be used.', { error: String(error) });
    return null;
  }
}

function keyOf({ path, query = {} }: OkxRequest): string {
  const sorted = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${path}?${sorted.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

function isYes({ status, json }: OkxAnswer): boolean {
  return status === 200 && typeof json === 'object' && json !== null && 'code' in json && json.code === '0';
}
