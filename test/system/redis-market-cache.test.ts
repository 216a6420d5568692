import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisMarketCache } from '../../src/market/redis-market-cache.ts';
import { OwnRedis } from './builders/a-redis.ts';

let server: OwnRedis;
let redis: Redis;

beforeAll(async () => {
  server = await OwnRedis.start();
  redis = new Redis(server.url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => {});
});
afterAll(async () => {
  redis.disconnect();
  await server.kill();
});

describe('the market cache in Redis', () => {
  it('gives every process what one of them has read, with its time', async () => {
    await redisMarketCache(redis).set('ticker', { text: '{"last":"1 2"}', at: 1_767_225_600_000 }, 60_000);
    expect(await redisMarketCache(redis).get('ticker')).toEqual({ text: '{"last":"1 2"}', at: 1_767_225_600_000 });
  });

  it('has nothing of what nobody has read', async () => {
    expect(await redisMarketCache(redis).get('nothing')).toBeNull();
  });

  it('does not put an older read over a newer one', async () => {
    const cache = redisMarketCache(redis);
    await cache.set('mark', { text: 'new', at: 2 }, 60_000);
    await cache.set('mark', { text: 'old', at: 1 }, 60_000);
    expect((await cache.get('mark'))?.text).toBe('new');
  });

  it('keeps a read no longer than it can be of use', async () => {
    await redisMarketCache(redis).set('funding', { text: 'x', at: 1 }, 30_000);
    const left = await redis.pttl('brokerkit:market:funding');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(30_000);
  });

  it('says so when Redis is lost', async () => {
    await server.kill();
    await expect(redisMarketCache(redis).get('ticker')).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});
