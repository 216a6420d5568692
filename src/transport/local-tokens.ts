import { invariant } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import { LocalBucket } from './local-bucket.ts';
import type { Quota } from './quota.ts';
import type { Hold, TokenSource, Turn } from './token-source.ts';

/** Tokens for a process that has its key and its address for itself. */
export class LocalTokens implements TokenSource {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, LocalBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(quota: Quota, tokens: number, turn: Turn): Hold | Promise<Hold> {
    return this.#bucket(quota).take(tokens, turn);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#buckets.values()].map((bucket) => bucket.close()));
  }

  #bucket(quota: Quota): LocalBucket {
    let bucket = this.#buckets.get(quota.id);
    if (bucket === undefined) {
      bucket = new LocalBucket(quota, this.#clock);
      this.#buckets.set(quota.id, bucket);
    }
    const { limit, windowMs } = bucket.quota;
    const agree = limit === quota.limit && windowMs === quota.windowMs;
    invariant(agree, 'Two quotas of one id differ.', { quota: quota.id });
    return bucket;
  }
}
