import { ConnectivityError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import { LocalTokens } from './local-tokens.ts';
import type { Quota } from './quota.ts';
import type { RedisBucket } from './redis-bucket.ts';
import type { RedisLink } from './redis-link.ts';
import { isWayOut } from './request.ts';
import type { Hold, TokenSource, Turn } from './token-source.ts';

/** Whether the shared limits can be kept. */
export type SharedTokensState = 'ready' | 'lost' | 'closed';

/** How {@link RedisTokens} reaches what it shares. */
export interface RedisTokensOptions {
  /** `redis://` or `rediss://`; a user name and a password in it are shown nowhere. */
  readonly url: string;
  /** Whose limits these are, such as a digest of the key: processes of one scope share them. Never a secret itself. */
  readonly scope: string;
  readonly clock: Clock;
  /** How long Redis may take to answer before it counts as lost, in milliseconds; default 1000. */
  readonly answerWithinMs?: number;
  readonly logger?: Logger;
  readonly onState?: (state: SharedTokensState) => void;
}

/** The wait before Redis is tried again, twice as long each time, in milliseconds. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 4000;

/**
 * Tokens that several processes with one key share through Redis.
 *
 * While Redis is lost, requests fail at once with `net/unreachable`, and were not sent; only what takes risk away still
 * goes, within limits that this process then keeps alone. Redis is tried again without end. After it is back, one window
 * passes before it is relied upon: it may have forgotten what was sent.
 */
export class RedisTokens implements TokenSource {
  readonly #options: RedisTokensOptions;
  readonly #alone: LocalTokens;
  readonly #logger: Logger;
  readonly #buckets = new Map<string, RedisBucket>();
  #state: SharedTokensState = 'ready';
  #link: RedisLink;
  #lossReason = '';
  #longestWindowMs = 0;
  #retry: CancelTimer | null = null;

  private constructor(options: RedisTokensOptions, link: RedisLink) {
    this.#options = options;
    this.#alone = new LocalTokens(options.clock);
    this.#logger = options.logger ?? silentLogger;
    this.#link = link;
    this.#watch(link);
  }

  /**
   * Connects to Redis.
   *
   * @throws {ConnectivityError} `net/unreachable` when it does not answer in time.
   * @throws {ConfigurationError} `config/missing_package` without the package `ioredis`; `config/invalid` for an address
   * that is none.
   */
  static async connect(options: RedisTokensOptions): Promise<RedisTokens> {
    return new RedisTokens(options, await openLink(options));
  }

  get state(): SharedTokensState {
    return this.#state;
  }

  async take(quota: Quota, tokens: number, turn: Turn): Promise<Hold> {
    this.#longestWindowMs = Math.max(this.#longestWindowMs, quota.windowMs);
    const link = this.#link;
    const wayOut = isWayOut(turn.priority);
    if (this.#state !== 'ready') {
      if (wayOut) return this.#alone.take(quota, tokens, turn);
      throw this.#lostError();
    }
    try {
      return await (await this.#bucket(quota, link)).take(tokens, turn);
    } catch (error) {
      if (wayOut && link.lost.aborted && !turn.signal.aborted) return this.#alone.take(quota, tokens, turn);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#enter('closed');
    this.#retry?.();
    this.#link.close();
    await this.#dropBuckets();
    await this.#alone.close();
  }

  async #bucket(quota: Quota, link: RedisLink): Promise<RedisBucket> {
    const { RedisBucket: Bucket } = await import('./redis-bucket.ts');
    const known = this.#buckets.get(quota.id);
    if (known !== undefined) return known;
    const bucket = new Bucket(quota, this.#options.scope, link, this.#options.clock);
    this.#buckets.set(quota.id, bucket);
    return bucket;
  }

  #watch(link: RedisLink): void {
    link.lost.addEventListener('abort', () => {
      if (this.#state === 'closed') return;
      this.#lossReason = String(link.lost.reason);
      this.#logger.warn('The shared rate limits are lost.', { reason: this.#lossReason });
      this.#enter('lost');
      void this.#dropBuckets();
      this.#reopenAfter(FIRST_RETRY_MS);
    });
  }

  #reopenAfter(delayMs: number): void {
    this.#retry?.();
    this.#retry = this.#options.clock.schedule(delayMs, () => {
      openLink(this.#options).then(
        (link) => this.#reopened(link),
        () => this.#reopenAfter(Math.min(2 * delayMs, LONGEST_RETRY_MS)),
      );
    });
  }

  #reopened(link: RedisLink): void {
    if (this.#state === 'closed') {
      link.close();
      return;
    }
    this.#link = link;
    this.#watch(link);
    this.#retry = this.#options.clock.schedule(this.#longestWindowMs, () => {
      this.#logger.info('The shared rate limits are back.');
      this.#enter('ready');
    });
  }

  #lostError(): ConnectivityError {
    return new ConnectivityError(`Nothing was sent, because the limits cannot be kept. ${this.#lossReason}`, {
      code: 'net/unreachable',
      advice: { retry: 'after', delayMs: this.#longestWindowMs },
      details: { sent: false },
    });
  }

  #enter(state: SharedTokensState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  async #dropBuckets(): Promise<void> {
    const buckets = [...this.#buckets.values()];
    this.#buckets.clear();
    await Promise.allSettled(buckets.map((bucket) => bucket.close()));
  }
}

/** Loads what Redis needs; a process without it does not pay for it. */
async function openLink({ url, clock, answerWithinMs = 1000 }: RedisTokensOptions): Promise<RedisLink> {
  const { RedisLink: Link } = await import('./redis-link.ts');
  return Link.open({ url, clock, answerWithinMs });
}
