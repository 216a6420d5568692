import type { CachedRead, MarketCache } from '../ports/market-cache.ts';

const MOST_ENTRIES = 1_000;

/** A {@link MarketCache} of this process; of more than `most` entries the oldest are forgotten. Default 1000. */
export function memoryMarketCache(options: { readonly most?: number } = {}): MarketCache {
  const most = options.most ?? MOST_ENTRIES;
  const entries = new Map<string, CachedRead>();
  return {
    async get(key) {
      return entries.get(key) ?? null;
    },
    async set(key, read) {
      const before = entries.get(key);
      if (before !== undefined && before.at >= read.at) return;
      // The order of a map is that of insertion: what was renewed last goes last.
      entries.delete(key);
      entries.set(key, read);
      for (const oldest of entries.keys()) {
        if (entries.size <= most) break;
        entries.delete(oldest);
      }
    },
    async close() {
      entries.clear();
    },
  };
}
