import Bottleneck from 'bottleneck';
import { invariant } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { Brake } from './brake.ts';
import { makeHold } from './hold.ts';
import type { Quota } from './quota.ts';
import type { RedisLink } from './redis-link.ts';
import type { Hold, Turn } from './token-source.ts';
import { RANK } from './waiting-line.ts';

/** How far the clocks of the machines may differ: the tokens of a dead process come back by the others' clocks. */
const CLOCK_SLACK_MS = 5000;
/** How often a process looks for tokens that nobody gave back, in milliseconds. */
const HEARTBEAT_MS = 1000;
/** How long Redis remembers a quota that nobody uses, in milliseconds. */
const REMEMBERED_MS = 600_000;

interface Waiter {
  readonly tokens: number;
  readonly turn: Turn;
  readonly signal: AbortSignal;
  readonly granted: (hold: Hold) => void;
}

/**
 * The tokens of one quota, in Redis.
 *
 * For bottleneck a token is a job that runs from its grant until one window after the answer, and no more jobs run at
 * once than the quota has tokens, in all processes together. A job has an expiration: what a process held that died
 * comes back then.
 */
export class RedisBucket {
  readonly #quota: Quota;
  readonly #clock: Clock;
  readonly #link: RedisLink;
  readonly #limiter: Bottleneck;
  readonly #brake: Brake;
  readonly #returning = new Map<CancelTimer, () => void>();
  /** Those who wait for the brake to be released. */
  #braked: Waiter[] = [];

  constructor(quota: Quota, scope: string, link: RedisLink, clock: Clock) {
    this.#quota = quota;
    this.#clock = clock;
    this.#link = link;
    this.#brake = new Brake(clock, quota.windowMs, () => this.#release());
    this.#limiter = new Bottleneck({
      // Limits are part of the name: a new version of them does not meet the counts of the old one.
      id: `brokerkit:${scope}:${quota.id}:${quota.limit}/${quota.windowMs}`,
      connection: link.connection,
      maxConcurrent: quota.limit,
      timeout: REMEMBERED_MS,
      heartbeatInterval: HEARTBEAT_MS,
    });
    this.#limiter.on('error', (error: unknown) => link.lose(error));
  }

  take(tokens: number, turn: Turn): Promise<Hold> {
    const { id, limit } = this.#quota;
    invariant(tokens <= limit, 'A request needs more tokens than its quota has.', { quota: id, tokens });
    return new Promise((granted, failed) => {
      const signal = AbortSignal.any([turn.signal, this.#link.lost]);
      signal.addEventListener('abort', () => failed(signal.reason), { once: true });
      this.#queue({ tokens, turn, signal, granted });
    });
  }

  async close(): Promise<void> {
    this.#brake.close();
    // An open job of bottleneck would keep the process alive until it expires.
    for (const comeBack of [...this.#returning.values()]) comeBack();
    await this.#limiter.disconnect(false);
  }

  #queue(waiter: Waiter): void {
    const { tokens, turn } = waiter;
    if (this.#brake.on) {
      this.#braked.push(waiter);
      return;
    }
    const expiration = turn.longestMs + 2 * this.#quota.windowMs + CLOCK_SLACK_MS;
    this.#limiter
      .schedule({ weight: tokens, priority: RANK[turn.priority], expiration }, () => this.#turnOf(waiter))
      .catch((error: unknown) => {
        // Bottleneck's own errors come when a hold expires, and nobody waits for it any more.
        if (!(error instanceof Bottleneck.BottleneckError)) this.#link.lose(error);
      });
  }

  /** Resolves when the tokens are to come back. */
  #turnOf(waiter: Waiter): Promise<void> {
    if (waiter.signal.aborted) return Promise.resolve();
    if (this.#brake.on) {
      this.#braked.push(waiter);
      return Promise.resolve();
    }
    return new Promise((comeBack) => {
      waiter.granted(makeHold(this.#quota, this.#brake, (delayMs) => this.#after(delayMs, comeBack)));
    });
  }

  #after(delayMs: number, comeBack: () => void): void {
    const back = (): void => {
      cancel();
      this.#returning.delete(cancel);
      comeBack();
    };
    const cancel = this.#clock.schedule(delayMs, back);
    this.#returning.set(cancel, back);
  }

  #release(): void {
    const waiters = this.#braked.sort((a, b) => RANK[a.turn.priority] - RANK[b.turn.priority]);
    this.#braked = [];
    for (const waiter of waiters) if (!waiter.signal.aborted) this.#queue(waiter);
  }
}
