import { PersistenceError } from '../errors/index.ts';
import type { CachedRead, MarketCache } from '../ports/market-cache.ts';

/** What is used of a Redis client; `ioredis` has it. */
export interface RedisCommands {
  get(key: string): Promise<string | null>;
  eval(script: string, keys: number, ...values: (string | number)[]): Promise<unknown>;
}

/** Written only where it is newer than what stands there; one step, so that two processes cannot cross. */
const SET_IF_NEWER = `
local before = redis.call('GET', KEYS[1])
if before and tonumber(string.match(before, '^(%d+) ')) >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1
`;

/**
 * A {@link MarketCache} in Redis, for several processes that read the same market. The client stays the caller's.
 *
 * @throws {PersistenceError} `store/unavailable` from its methods when Redis does not answer.
 */
export function redisMarketCache(redis: RedisCommands, options: { readonly prefix?: string } = {}): MarketCache {
  const prefix = options.prefix ?? 'brokerkit:market:';
  return {
    async get(key) {
      const stored = await asked(redis.get(prefix + key));
      return stored === null ? null : readOf(stored);
    },
    async set(key, { text, at }, keepMs) {
      await asked(redis.eval(SET_IF_NEWER, 1, prefix + key, at, text, Math.max(1, Math.ceil(keepMs))));
    },
    async close() {},
  };
}

function readOf(stored: string): CachedRead | null {
  const space = stored.indexOf(' ');
  const at = Number(stored.slice(0, space));
  return space > 0 && Number.isSafeInteger(at) ? { at, text: stored.slice(space + 1) } : null;
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new PersistenceError('The market cache in Redis did not answer.', {
      code: 'store/unavailable',
      advice: { retry: 'after', delayMs: 1_000 },
      cause,
    });
  }
}
